using System.Globalization;
using NodeEngine.Sdk;

namespace NodeEngine.Tests.Support;

/// <summary>Problems as tests compare them: one line each.</summary>
public static class ProblemLines
{
    /// <summary><c>code where line:column</c> of each problem; warnings end with an exclamation mark.</summary>
    public static IEnumerable<string> Lines(this IEnumerable<Problem> problems) => problems.Select(problem => string.Create(
        CultureInfo.InvariantCulture,
        $"{problem.Code} {problem.Where ?? "-"} {problem.Line}:{problem.Column}{(problem.Severity == Severity.Warning ? " !" : "")}"));

    /// <summary>Message and suggestion of each problem.</summary>
    public static IEnumerable<string> Sentences(this IEnumerable<Problem> problems) =>
        problems.Select(problem => problem.Suggestion is null ? problem.Message : $"{problem.Message} {problem.Suggestion}");
}

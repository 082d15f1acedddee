using NodeEngine.Sdk;

namespace NodeEngine.App.Output;

/// <summary>What <c>check --json</c> gives, and every other command whose input is wrong.</summary>
internal sealed record ProblemsShape(IReadOnlyList<ProblemShape> Problems)
{
    public static ProblemsShape Of(IEnumerable<Problem> problems) => new([.. problems.Select(ProblemShape.Of)]);
}

internal sealed record ProblemShape(string Code, string Severity, string? File, int? Line, int? Column, string? Where, string Message, string? Suggestion)
{
    public static ProblemShape Of(Problem problem) => new(
        problem.Code,
        problem.Severity == Sdk.Severity.Error ? "error" : "warning",
        problem.File,
        problem.Line > 0 ? problem.Line : null,
        problem.Line > 0 ? problem.Column : null,
        problem.Where,
        problem.Message,
        problem.Suggestion);
}

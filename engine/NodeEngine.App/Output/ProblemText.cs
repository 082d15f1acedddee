using NodeEngine.Sdk;

namespace NodeEngine.App.Output;

/// <summary>Writes problems for people, one a line, as compilers do: editors and terminals then lead to the place.</summary>
internal static class ProblemText
{
    public static void Write(IEnumerable<Problem> problems, Screen screen)
    {
        foreach (var problem in problems)
        {
            screen.Line(screen.HasColour ? Coloured(problem, screen) : problem.ToString());
        }
    }

    /// <summary>Such as <c>2 errors and 1 warning</c>, or <c>no problems</c>.</summary>
    public static string Count(IReadOnlyCollection<Problem> problems)
    {
        var errors = problems.Count(problem => problem.Severity == Severity.Error);
        return (errors, problems.Count - errors) switch
        {
            (0, 0) => "no problems",
            (var n, 0) => Of(n, "error"),
            (0, var n) => Of(n, "warning"),
            var (n, m) => $"{Of(n, "error")} and {Of(m, "warning")}",
        };
    }

    /// <summary>Such as <c>1 graph</c> or <c>2 graphs</c>.</summary>
    public static string Of(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Coloured(Problem problem, Screen screen)
    {
        var place = problem switch
        {
            { File: null } => "",
            { Line: > 0 } => screen.Bold($"{problem.File}:{problem.Line}:{problem.Column}:") + " ",
            _ => screen.Bold($"{problem.File}:") + " ",
        };
        var kind = problem.Severity == Severity.Error ? screen.Red("error") : screen.Yellow("warning");
        var where = problem.Where is null ? "" : $" at {screen.Bold(problem.Where)}";
        var suggestion = problem.Suggestion is null ? "" : " " + screen.Cyan(problem.Suggestion);
        return $"{place}{kind} {screen.Dim(problem.Code)}{where}: {problem.Message}{suggestion}";
    }
}

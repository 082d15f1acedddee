using System.Globalization;
using NodeEngine.Runs;

namespace NodeEngine.App.Output;

/// <summary>What is said of a run to people.</summary>
internal static class RunText
{
    /// <summary>Such as <c>ran in 1.2 s</c>, or what failed and what to do.</summary>
    public static string Outcome(RunEvent.NodeFinished node) => node switch
    {
        { Outcome: Runs.Outcome.Ran } => $"ran in {Time(node.Milliseconds)}",
        { Outcome: Runs.Outcome.Skipped, Error: { } why } => $"skipped, {why.Message}",
        { Outcome: Runs.Outcome.Failed or Runs.Outcome.Unknown, Error: { } error } => $"{Word(node.Outcome)} after {Time(node.Milliseconds)}: {Error(error)}",
        _ => Word(node.Outcome),
    };

    public static string Word(Outcome outcome) => outcome == Runs.Outcome.Unknown ? "unknown outcome" : RunShape.Word(outcome);

    public static string Error(NodeError error) => $"{error.Code}: {error.Message}{(error.Advice is null ? "" : " " + error.Advice)}";

    /// <summary>A time as people say it: <c>12 ms</c>, <c>3.4 s</c>, <c>2 min 5 s</c>.</summary>
    public static string Time(double milliseconds) => milliseconds switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        < 60_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)(milliseconds / 60_000)} min {milliseconds % 60_000 / 1000:0} s"),
    };

    /// <summary>How it ended, with how many of each outcome.</summary>
    public static string Summary(RunReport report, Screen screen)
    {
        var status = report.Status switch
        {
            RunStatus.Done => screen.Green("Done"),
            RunStatus.Cancelled => screen.Yellow("Cancelled"),
            RunStatus.Partial => screen.Yellow("Partly done"),
            _ => screen.Red("Failed"),
        };
        var counts = report.Nodes.GroupBy(node => node.Outcome).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Word(group.Key)}");
        return $"{status} in {Time(report.Duration.TotalMilliseconds)}: {string.Join(", ", counts)}.";
    }

    /// <summary>The outputs, one a line, as <c>name = value</c>.</summary>
    public static void WriteOutputs(IReadOnlyDictionary<string, WrittenOutput> outputs, Screen screen)
    {
        foreach (var (name, output) in outputs)
        {
            Write(name, output, screen);
        }
    }

    private static void Write(string name, WrittenOutput output, Screen screen)
    {
        for (var i = 0; i < output.Items?.Count; i++)
        {
            Write($"{name}[{i + 1}]", output.Items[i], screen);
        }

        if (output.Items is null)
        {
            var size = output.Width > 0 ? screen.Dim($" ({output.Width}x{output.Height})") : "";
            var value = output.Path is { } path ? Shorten(path) : output.Value is bool truth ? (truth ? "true" : "false") : Convert.ToString(output.Value, CultureInfo.InvariantCulture);
            screen.Line($"{screen.Bold(name)} = {value}{size}");
        }
    }

    /// <summary>A path as it is shortest to type from here.</summary>
    public static string Shorten(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}

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

    public static string Warning(RunEvent.NodeWarned node, Screen screen) => $"{node.Node}: {screen.Yellow("warning")} {node.Warning.Code}: {node.Warning.Message}";

    /// <summary>A time as people say it: <c>12 ms</c>, <c>3.4 s</c>, <c>2 min 5 s</c>.</summary>
    public static string Time(double milliseconds) => milliseconds switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        < 60_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)(milliseconds / 60_000)} min {milliseconds % 60_000 / 1000:0} s"),
    };

    /// <summary>How a run ended, as a word and the rest of the sentence: <c>Done</c>, <c> in 1.2 s: 3 ran, 1 stored.</c></summary>
    public static (string Word, string Sentence) Summary(RunEvent.Finished end, RunBoard board)
    {
        var word = end.Status switch
        {
            RunStatus.Done => "Done",
            RunStatus.Cancelled => "Cancelled",
            RunStatus.Partial => "Partly done",
            _ => "Failed",
        };
        return (word, $" in {Time(end.Milliseconds)}: {string.Join(", ", board.Outcomes.Select(count => $"{count.Value} {Word(count.Key)}"))}.");
    }

    /// <summary>The outputs, one a line, as <c>name = value</c>; then the files that nodes wrote, as <c>node: path</c>.</summary>
    public static void WriteOutputs(RunReport report, IReadOnlyDictionary<string, WrittenOutput> outputs, Screen screen)
    {
        foreach (var (name, output) in outputs)
        {
            Write(name, output, screen);
        }

        foreach (var node in report.Nodes)
        {
            foreach (var file in node.Files)
            {
                screen.Line($"{screen.Bold(node.Id)}: {Shorten(file)}");
            }
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

using NodeEngine.Runs;

namespace NodeEngine.App.Output;

/// <summary>What <c>run --json</c> gives.</summary>
internal sealed record RunShape(
    string Run,
    string Status,
    double Milliseconds,
    decimal PriceUsd,
    bool Simulated,
    IReadOnlyList<RunNodeShape> Nodes,
    IReadOnlyDictionary<string, object> Outputs)
{
    public static RunShape Of(RunReport report, IReadOnlyDictionary<string, WrittenOutput> outputs, bool simulated) => new(
        report.Run,
        Word(report.Status),
        Round(report.Duration.TotalMilliseconds),
        report.PriceUsd,
        simulated,
        [.. report.Nodes.Select(RunNodeShape.Of)],
        outputs.ToDictionary(output => output.Key, output => OutputShape.Of(output.Value), StringComparer.Ordinal));

    /// <summary>The word of an outcome or a status, as it is written everywhere.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Milliseconds as they are worth telling.</summary>
    public static double Round(double milliseconds) => Math.Round(milliseconds, 2);
}

internal sealed record RunNodeShape(
    string Id, string Type, string Outcome, double Milliseconds, decimal PriceUsd, RunErrorShape? Error, IReadOnlyList<RunWarningShape>? Warnings, IReadOnlyList<string>? Files)
{
    public static RunNodeShape Of(NodeReport node) => new(
        node.Id,
        node.Type,
        RunShape.Word(node.Outcome),
        RunShape.Round(node.Milliseconds),
        node.PriceUsd,
        node.Error is { } error ? new RunErrorShape(error.Code, error.Message, error.Advice) : null,
        node.Warnings.Count == 0 ? null : [.. node.Warnings.Select(warning => new RunWarningShape(warning.Code, warning.Message))],
        node.Files.Count == 0 ? null : node.Files);
}

internal sealed record RunErrorShape(string Code, string Message, string? Advice);

internal sealed record RunWarningShape(string Code, string Message);

/// <summary>One output: its type and value, or where its picture was written.</summary>
internal sealed record OutputShape(string Type, object? Value, string? Path, int? Width, int? Height)
{
    /// <summary>An <see cref="OutputShape"/>, or an array of them for a list.</summary>
    public static object Of(WrittenOutput output) => output.Items is { } items
        ? items.Select(Of).ToArray()
        : new OutputShape(output.Type, output.Value, output.Path, output.Width > 0 ? output.Width : null, output.Height > 0 ? output.Height : null);
}

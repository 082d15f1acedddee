using System.Globalization;
using System.Text.Json.Nodes;
using NodeEngine.Results;

namespace NodeEngine.App.Output;

/// <summary>What <c>runs --json</c> gives.</summary>
internal sealed record RunsShape(IReadOnlyList<RunRecordShape> Runs);

/// <summary>A recorded run; nodes, calls, graph and inputs only when one run is shown.</summary>
internal sealed record RunRecordShape(
    string Run,
    string Status,
    string? Name,
    string? File,
    string Started,
    string? Ended,
    double Milliseconds,
    decimal PriceUsd,
    bool Simulated,
    IReadOnlyList<RecordedNodeShape>? Nodes,
    JsonObject? Outputs,
    JsonNode? Inputs,
    JsonNode? Graph)
{
    public IReadOnlyList<CallShape>? Calls { get; init; }

    public static RunRecordShape Of(RunRecord run, bool isWhole) => new(
        run.Run,
        run.Status,
        run.Name,
        run.File,
        Time(run.Started)!,
        Time(run.Ended),
        RunShape.Round(run.Milliseconds),
        run.PriceUsd,
        run.IsSimulated,
        isWhole ? [.. run.Nodes.Select(RecordedNodeShape.Of)] : null,
        isWhole ? run.Outputs : null,
        isWhole ? JsonNode.Parse(run.Inputs) : null,
        isWhole ? JsonNode.Parse(run.Graph) : null);

    /// <summary>A time as programs read it.</summary>
    public static string? Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

internal sealed record RecordedNodeShape(string Id, string Type, string Outcome, double Milliseconds, decimal PriceUsd, RunErrorShape? Error)
{
    public static RecordedNodeShape Of(RecordedNode node) => new(
        node.Id,
        node.Type,
        node.Outcome,
        RunShape.Round(node.Milliseconds),
        node.PriceUsd,
        node.Error is { } error ? new RunErrorShape(error.Code, error.Message, error.Advice) : null);
}

/// <summary>A call of the ledger.</summary>
internal sealed record CallShape(
    string Id,
    string State,
    string Run,
    string Node,
    long Take,
    string Provider,
    string Model,
    string? ModelVersion,
    string? RequestId,
    string Day,
    string Started,
    string? Ended,
    decimal PriceUsd,
    bool Estimate,
    string? PriceList,
    bool Simulated,
    IReadOnlyDictionary<string, long>? Usage,
    IReadOnlyDictionary<string, string>? Decided,
    string? Error)
{
    public static CallShape Of(CallRecord call) => new(
        call.Id,
        RunShape.Word(call.State),
        call.Run,
        call.Node,
        call.Take,
        call.Provider,
        call.Model,
        call.ModelVersion,
        call.RequestId,
        ModelShape.Day(call.Day)!,
        RunRecordShape.Time(call.Started)!,
        RunRecordShape.Time(call.Ended),
        call.PriceUsd,
        call.IsEstimate,
        call.PriceList,
        call.IsSimulated,
        call.Usage.Count > 0 ? call.Usage : null,
        call.Decided.Count > 0 ? call.Decided : null,
        call.Error);
}

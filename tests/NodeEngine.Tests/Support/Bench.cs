using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.Tests.Support;

/// <summary>Checks and runs small graphs, through the front door.</summary>
public sealed class Bench : IDisposable
{
    public Bench(params NodeLibrary[] libraries) => Catalog = new NodeCatalog([new TestNodes(), .. libraries]);

    public NodeCatalog Catalog { get; }

    public ResultStore Store { get; init; } = new();

    /// <summary>Where relative paths of graphs start.</summary>
    public string Folder { get; init; } = Path.GetTempPath();

    /// <summary>A graph from its parts, on as many lines as the parts have.</summary>
    public static string Json(string nodes, string outputs = "", string inputs = "") =>
        $$"""{ "format": 1, "inputs": { {{inputs}} }, "outputs": { {{outputs}} }, "nodes": { {{nodes}} } }""";

    public IReadOnlyList<Problem> Problems(string json, PlanInputs? inputs = null)
    {
        Plan.Create(Graph.Parse(json, Folder), Catalog, inputs ?? PlanInputs.None, out _, out var problems);
        return problems;
    }

    public Plan PlanOf(string json, PlanInputs? inputs = null) =>
        Plan.Create(Graph.Parse(json, Folder), Catalog, inputs ?? PlanInputs.None, out var plan, out var problems)
            ? plan
            : throw new InvalidOperationException(string.Join('\n', problems));

    public Task<RunReport> RunAsync(string json, PlanInputs? inputs = null, RunOptions? options = null, CancellationToken cancellation = default) =>
        RunAsync(PlanOf(json, inputs), options, cancellation);

    /// <summary>Runs a plan. A run that hangs is a failure and not a test that never ends.</summary>
    public Task<RunReport> RunAsync(Plan plan, RunOptions? options = null, CancellationToken cancellation = default) =>
        new GraphRunner(Store).RunAsync(plan, options, cancellation).WaitAsync(TimeSpan.FromMinutes(5), CancellationToken.None);

    /// <summary>Runs a graph and tells what became of each node, in the order of the file: <c>a ran</c>.</summary>
    public async Task<string[]> OutcomesAsync(string json, PlanInputs? inputs = null)
    {
        using var report = await RunAsync(json, inputs);
        return report.Outcomes();
    }

    public void Dispose()
    {
        Store.Dispose();
        Catalog.Dispose();
    }
}

public static class Reports
{
    /// <summary>What became of each node, in the order of the file: <c>a ran</c>, <c>b skipped: needs a</c>, <c>c failed: node-threw</c>.</summary>
    public static string[] Outcomes(this RunReport report) => [.. report.Nodes.Select(node =>
    {
        var outcome = $"{node.Id} {node.Outcome.ToString().ToLowerInvariant()}";
        return node.Error is null ? outcome : $"{outcome}: {(node.Outcome == Outcome.Skipped ? node.Error.Message : node.Error.Code)}";
    })];
}

using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Results;

namespace NodeEngine.Benchmarks;

/// <summary>Sixty-four nodes that wait, beside one wait.</summary>
internal static class Waits
{
    public const int Count = 64;

    public static readonly TimeSpan Time = TimeSpan.FromMilliseconds(100);

    public static async IAsyncEnumerable<Row> RowsAsync(EngineCases cases)
    {
        var both = await Measured.OfAllAsync(All(cases), One);
        yield return new("64 waits of 100 ms", "wall ms", both[0].Wall / 1_000, "one wait", both[1].Wall / 1_000, "within 1.05×");
    }

    public static Func<Task> All(EngineCases cases)
    {
        var nodes = string.Join(",\n", Enumerable.Range(0, Count).Select(i => $"\"n{i}\": {{ \"type\": \"bench.wait\", \"inputs\": {{ \"a\": {i} }} }}"));
        var links = string.Join(", ", Enumerable.Range(0, Count).Select(i => $"{{ \"link\": \"n{i}.integer\" }}"));
        var graph = Graph.Parse($$"""
            { "format": 1, "nodes": { {{nodes}}, "sum": { "type": "bench.sum", "inputs": { "items": [{{links}}] } } },
              "outputs": { "last": { "link": "sum.integer" } } }
            """);
        var plan = cases.Plan(graph, PlanInputs.None);
        return async () =>
        {
            using var store = new ResultStore();
            await EngineCases.RunAsync(plan, store, ran: Count + 1);
        };
    }

    public static Task One() => Task.Delay(Time);
}

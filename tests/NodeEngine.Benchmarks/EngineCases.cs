using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Runs;

namespace NodeEngine.Benchmarks;

/// <summary>Runs of the engine: new, stored, and with one input changed.</summary>
internal sealed class EngineCases(NodeCatalog catalog)
{
    /// <summary>Every node runs: the store is empty.</summary>
    public Func<Task> New(Shape shape)
    {
        var plan = Plan(Graph.Parse(shape.ToJson()), PlanInputs.None);
        return async () =>
        {
            using var store = new ResultStore();
            await RunAsync(plan, store, ran: shape.Count);
        };
    }

    /// <summary>Everything is stored.</summary>
    public async Task<Func<Task>> StoredAsync(Shape shape)
    {
        var plan = Plan(Graph.Parse(shape.ToJson()), PlanInputs.None);
        var store = new ResultStore();
        await RunAsync(plan, store, ran: shape.Count);
        return () => RunAsync(plan, store, ran: 0);
    }

    /// <summary>One input is another each time; everything that does not depend on it is stored. The plan is made anew, as it is when people edit.</summary>
    public async Task<Func<Task>> ChangedAsync(Shape shape, int dependants)
    {
        var graph = Graph.Parse(shape.ToJson());
        var store = new ResultStore();
        await RunAsync(Plan(graph, PlanInputs.None), store, ran: shape.Count);
        var change = 1;
        return () =>
        {
            var inputs = new PlanInputs { ["changed"] = (++change).ToString(System.Globalization.CultureInfo.InvariantCulture) };
            return RunAsync(Plan(graph, inputs), store, ran: dependants);
        };
    }

    public Plan Plan(Graph graph, PlanInputs inputs) =>
        Plans.Plan.Create(graph, catalog, inputs, out var plan, out var problems) ? plan : throw new InvalidOperationException(string.Join('\n', problems));

    public static async Task RunAsync(Plan plan, ResultStore store, int ran)
    {
        using var report = await new GraphRunner(store).RunAsync(plan);
        var count = 0;
        foreach (var node in report.Nodes)
        {
            count += node.Outcome == Outcome.Ran ? 1 : 0;
        }

        // A benchmark of something else than was meant measures nothing.
        if (report.Status != RunStatus.Done || count != ran)
        {
            throw new InvalidOperationException($"{count} nodes ran instead of {ran}: {report.Status}.");
        }
    }
}

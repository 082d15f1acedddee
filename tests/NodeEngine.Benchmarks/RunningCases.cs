namespace NodeEngine.Benchmarks;

/// <summary>Trivial nodes, new and stored, beside the same work without an engine.</summary>
internal static class RunningCases
{
    private const string Processor = "processor µs a node";
    private const string Bytes = "bytes a node";

    public static async IAsyncEnumerable<Row> RowsAsync(EngineCases cases)
    {
        var total = new Dictionary<int, double>();
        foreach (var shape in (Shape[])[Shape.Chain(1_000), Shape.Chain(10_000), Shape.Chain(100_000), Shape.Wide(10_000), Shape.Lattice(100)])
        {
            var all = await Measured.OfAllAsync(cases.New(shape), Measured.Waiting(Floors.Loop(shape)), Floors.Tasks(shape), Floors.Dataflow(shape));
            var (engine, loop, tasks, dataflow) = (all[0].Per(shape.Count), all[1].Per(shape.Count), all[2].Per(shape.Count), all[3].Per(shape.Count));
            total.TryAdd(shape.Count, all[0].Processor);
            var isMeasure = shape.Count is >= 9_000 and <= 11_000;
            yield return new(shape.Name, Processor, engine.Processor, "loop over arrays", loop.Processor, isMeasure ? "< 2 µs" : "");
            yield return new(shape.Name, Processor, engine.Processor, "a task a node", tasks.Processor);
            yield return new(shape.Name, Processor, engine.Processor, "TPL Dataflow", dataflow.Processor);
            yield return new(shape.Name, Bytes, engine.Bytes, "a task a node", tasks.Bytes, isMeasure ? "< 500" : "");
        }

        yield return new("chain 1,000 to 100,000", "exponent of the cost", Math.Log(total[100_000] / total[1_000]) / Math.Log(100), "linear", 1, "within 1.1");
    }

    public static async IAsyncEnumerable<Row> StoredRowsAsync(EngineCases cases)
    {
        var shape = Shape.Wide(10_000);
        var all = await Measured.OfAllAsync(cases.New(shape), await cases.StoredAsync(shape), await cases.ChangedAsync(shape, dependants: 2));
        var (fresh, stored, changed) = (all[0].Per(shape.Count), all[1].Per(shape.Count), all[2].Per(shape.Count));
        yield return new($"all stored, {shape.Name}", Processor, stored.Processor, "all new", fresh.Processor);
        yield return new($"one changed, {shape.Name}", Processor, changed.Processor, "all new", fresh.Processor, "with planning anew");
    }
}

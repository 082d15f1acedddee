using Newtonsoft.Json;
using NodeEngine.Graphs;
using NodeEngine.Plans;

namespace NodeEngine.Benchmarks;

/// <summary>Loading and checking a graph file, beside reading its tokens.</summary>
internal sealed class GraphFile : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public GraphFile(Shape shape) => File.WriteAllText(_path, shape.ToJson());

    public static async IAsyncEnumerable<Row> RowsAsync(EngineCases cases)
    {
        var shape = Shape.Chain(10_000);
        using var file = new GraphFile(shape);
        var all = await Measured.OfAllAsync(Measured.Waiting(file.ReadTokens), Measured.Waiting(file.Load), Measured.Waiting(() => file.LoadAndCheck(cases)));
        var (reader, load, check) = (all[0].Per(shape.Count), all[1].Per(shape.Count), all[2].Per(shape.Count));
        yield return new("load a file of 10,000 nodes", "processor µs a node", load.Processor, "Newtonsoft's reader", reader.Processor);
        yield return new("load and check it", "processor µs a node", check.Processor, "Newtonsoft's reader", reader.Processor, "within 3×");
    }

    public void LoadAndCheck(EngineCases cases) => cases.Plan(Graph.Load(_path), PlanInputs.None);

    public void Load() => Graph.Load(_path);

    public void ReadTokens()
    {
        using var reader = new JsonTextReader(new StreamReader(_path));
        while (reader.Read())
        {
        }
    }

    public void Dispose() => File.Delete(_path);
}

using Newtonsoft.Json;
using NodeEngine.Graphs;
using NodeEngine.Plans;

namespace NodeEngine.Benchmarks;

/// <summary>Loading and checking a graph file, beside reading its tokens.</summary>
internal sealed class GraphFile : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public GraphFile(Shape shape) => File.WriteAllText(_path, shape.ToJson());

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

using System.Globalization;
using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Tests.Support;

/// <summary>
/// Graphs run through the front door: the plugins as they are built, a folder of its own for what is read and written, and a store of its own.
/// Loading plugins takes longer than most tests, so the catalog is shared by all of them.
/// </summary>
public sealed class Workspace : IDisposable
{
    private readonly ResultStore _store = new();
    private readonly GraphRunner _runner;
    private readonly List<RunReport> _reports = [];

    public Workspace()
        : this(null)
    {
    }

    /// <summary>A workspace whose models are called by this caller; the workspace disposes of neither.</summary>
    public Workspace(ModelCaller? models)
    {
        Directory.CreateDirectory(Folder);
        _runner = new GraphRunner(_store, models);
    }

    /// <summary>The folder with NodeEngine.sln.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The node types of the repository's own plugins.</summary>
    public static NodeCatalog Catalog { get; } = NodeCatalog.Load(Repository);

    /// <summary>Where relative paths in graphs start from. Removed afterwards.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "nodeengine-tests", Guid.NewGuid().ToString("n"));

    /// <summary>Where nodes write files.</summary>
    public string Out => Path.Combine(Folder, "out");

    /// <summary>A graph with one node, whose outputs are the graph's.</summary>
    /// <param name="type">The node type.</param>
    /// <param name="inputs">What is written for its inputs, as in a graph file.</param>
    /// <param name="outputs">The outputs that are wanted.</param>
    public static string One(string type, string inputs, params string[] outputs) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        { "format": 1,
          "nodes": { "node": { "type": "{{type}}", "inputs": {{inputs}} } },
          "outputs": { {{string.Join(", ", outputs.Select(output => $"\"{output}\": {{ \"link\": \"node.{output}\" }}"))}} } }
        """);

    /// <summary>Runs a graph. A graph that cannot run fails the test with its problems; pictures stay until the workspace is disposed of.</summary>
    /// <param name="json">The graph file.</param>
    /// <param name="set">Graph inputs, as with <c>--set</c>.</param>
    public async Task<RunReport> RunAsync(string json, params (string Name, string Value)[] set)
    {
        var found = Check(json, out var plan, set);
        if (plan is null)
        {
            throw new InvalidOperationException($"The graph cannot run:\n{string.Join('\n', found)}");
        }

        var report = await _runner.RunAsync(plan, new RunOptions { OutputFolder = Out });
        _reports.Add(report);
        return report;
    }

    /// <summary>Runs a graph in a way of its own.</summary>
    public async Task<RunReport> RunAsync(string json, RunOptions options, CancellationToken cancellation = default)
    {
        var found = Check(json, out var plan, []);
        if (plan is null)
        {
            throw new InvalidOperationException($"The graph cannot run:\n{string.Join('\n', found)}");
        }

        var report = await _runner.RunAsync(plan, options, cancellation);
        _reports.Add(report);
        return report;
    }

    /// <summary>Runs a graph that must succeed.</summary>
    public async Task<RunReport> DoneAsync(string json, params (string Name, string Value)[] set)
    {
        var report = await RunAsync(json, set);
        return report.Status == RunStatus.Done
            ? report
            : throw new InvalidOperationException($"The run failed:\n{string.Join('\n', report.Nodes.Where(node => node.Error is not null).Select(node => $"{node.Id}: {node.Error}"))}");
    }

    /// <summary>Runs one node and gives one of its outputs.</summary>
    public async Task<Value> ValueAsync(string type, string inputs, string output) => (await DoneAsync(One(type, inputs, output))).Outputs[output];

    /// <summary>Runs a graph that must fail, and gives the error of the first node that did.</summary>
    public async Task<NodeError> ErrorAsync(string json, params (string Name, string Value)[] set)
    {
        var report = await RunAsync(json, set);
        return report.Nodes.FirstOrDefault(node => node.Outcome == Outcome.Failed)?.Error ?? throw new InvalidOperationException("Nothing failed.");
    }

    /// <summary>What is found wrong with a graph without running it.</summary>
    public IReadOnlyList<Problem> Check(string json, params (string Name, string Value)[] set) => Check(json, out _, set);

    /// <summary>Writes a file below <see cref="Folder"/>, and returns its name as graphs write it.</summary>
    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(Path.Combine(Folder, name), content);
        return name;
    }

    /// <inheritdoc cref="Write(string, byte[])"/>
    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    public void Dispose()
    {
        _reports.ForEach(report => report.Dispose());
        _store.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private IReadOnlyList<Problem> Check(string json, out Plan? plan, (string Name, string Value)[] set)
    {
        var inputs = new PlanInputs();
        foreach (var (name, value) in set)
        {
            inputs[name] = value;
        }

        Plan.Create(Graph.Parse(json, Folder), Catalog, inputs, out plan, out var problems);
        return problems;
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NodeEngine.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder;
    }
}

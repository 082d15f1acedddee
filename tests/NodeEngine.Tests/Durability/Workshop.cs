using System.Diagnostics;
using System.Text.Json.Nodes;
using NodeEngine.Catalog;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using NodeEngine.Tests.Support;

namespace NodeEngine.Tests.Durability;

/// <summary>A workspace with a store on disk, a stand-in that counts, and runs in this process or in one that can be killed.</summary>
public sealed class Workshop : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private Workshop(SandboxServer sandbox)
    {
        Sandbox = sandbox;
        _folder.Write("plugins.json", $$"""{ "plugins": [ { "id": "openai", "path": "{{Repository}}/plugins/bin/NodeEngine.Plugins.OpenAI/NodeEngine.Plugins.OpenAI.dll" } ] }""");
        Catalog = NodeCatalog.Load(Folder);
    }

    public SandboxServer Sandbox { get; }

    public NodeCatalog Catalog { get; }

    public string Folder => _folder.Path;

    public string StoreFolder => _folder[ResultStore.FolderName];

    public string Index => Path.Combine(StoreFolder, "index.db");

    /// <summary>The stored pictures.</summary>
    public IEnumerable<string> Blobs => Directory.EnumerateFiles(Path.Combine(StoreFolder, "blobs"), "*", SearchOption.AllDirectories);

    /// <summary>The prompts of all requests that arrived, in order.</summary>
    public IReadOnlyList<string> Prompts => [.. Sandbox.Requests.Where(request => request.Path.Contains("/images/", StringComparison.Ordinal)).Select(Prompt)];

    private static string Repository => Path.GetFullPath("../../../../..", AppContext.BaseDirectory);

    public static async Task<Workshop> OpenAsync(TimeSpan latency = default) => new(await SandboxServer.StartAsync(new SandboxOptions { Latency = latency }));

    /// <summary>A node that asks for a cheap picture.</summary>
    public static string Shoot(string id, string prompt, string more = "") =>
        $$"""  "{{id}}": { "type": "openai.gpt-image-2", "inputs": { "prompt": "{{prompt}}", "size": "1024x1024", "quality": "low"{{more}} } }""";

    public static string Graph(IEnumerable<string> nodes, IEnumerable<string> outputs) =>
        $$"""{ "format": 1, "nodes": { {{string.Join(",\n", nodes)}} }, "outputs": { {{string.Join(", ", outputs.Select(id => $$""" "{{id}}": { "link": "{{id}}.image" } """))}} } }""";

    /// <summary>Nodes that ask for independent pictures, all of them outputs.</summary>
    public static string Graph(params string[] ids) => Graph(ids.Select(id => Shoot(id, $"picture {id}")), ids);

    public Plan PlanOf(string json) =>
        Plan.Create(NodeEngine.Graphs.Graph.Parse(json, Folder), Catalog, PlanInputs.None, out var plan, out var problems) ? plan : throw new InvalidOperationException(string.Join('\n', problems));

    public ResultStore OpenStore(TimeProvider? clock = null) => ResultStore.Open(Folder, clock: clock);

    public ModelCaller NewCaller(TimeProvider? clock = null) => new(ProviderAccess.ToSandbox(Sandbox.Providers), clock);

    /// <summary>Runs a graph with the store on disk, opened anew, and tells what became of each node.</summary>
    public async Task<string[]> RunAsync(string json, RunOptions? options = null)
    {
        using var store = OpenStore();
        return await RunAsync(json, store, options);
    }

    public async Task<string[]> RunAsync(string json, ResultStore store, RunOptions? options = null, CancellationToken cancellation = default)
    {
        using var caller = NewCaller();
        using var report = await new GraphRunner(store, caller).RunAsync(PlanOf(json), options, cancellation);
        return report.Outcomes();
    }

    /// <summary>Runs a graph in a process of its own.</summary>
    public async Task<Driven> DriveAsync(string json, string? failpoint = null, TimeSpan? killAfter = null, params string[] options)
    {
        var graph = _folder.Write("graph.json", json);
        var driver = AppContext.BaseDirectory.Replace("NodeEngine.Tests", Path.Combine("fixtures", "StoreDriver"), StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(driver, "StoreDriver.dll"), Folder, Sandbox.Providers["openai"].AbsoluteUri, graph, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        if (failpoint is not null)
        {
            start.Environment["NODEENGINE_FAILPOINT"] = failpoint;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line == "open" && killAfter is { } time)
            {
                await Task.Delay(time);
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        return new Driven(process.ExitCode, [.. lines.Skip(2)], await errors);
    }

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        Catalog.Dispose();
        _folder.Dispose();
    }

    private static string Prompt(ReceivedRequest request) =>
        request.Json is { } json ? (string)JsonNode.Parse(json)!["prompt"]! : request.Parts.First(part => part.Name == "prompt").Text!;
}

/// <summary>How a process ended, and what it printed.</summary>
public sealed record Driven(int ExitCode, string[] Outcomes, string Errors)
{
    public bool WasKilled => ExitCode == 137;
}

using FluentAssertions;
using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Tests.Models.Support;

/// <summary>A stand-in on loopback, a store, and graphs that run against them.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly NodeCatalog _catalog;
    private readonly List<RunReport> _reports = [];

    private World(SandboxServer sandbox, NodeCatalog catalog, Func<ProviderSpec, ProviderAccess?>? access, TimeProvider? clock, bool isForced)
    {
        Sandbox = sandbox;
        _catalog = catalog;
        Caller = new ModelCaller(access ?? ProviderAccess.ToSandbox(sandbox.Providers), clock, isForced);
    }

    public SandboxServer Sandbox { get; }

    public ResultStore Store { get; } = new();

    public ModelCaller Caller { get; }

    /// <summary>A folder for the pictures that graphs name, and for what they write.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("nodeengine-test-").FullName;

    public bool WritesRecipes { get; set; } = true;

    public List<RunEvent> Events { get; } = [];

    /// <summary>The requests that ask for pictures.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => Sandbox.Requests;

    public static async Task<World> StartAsync(
        Func<SandboxServer, Func<ProviderSpec, ProviderAccess?>>? access = null, TimeProvider? clock = null, NodeCatalog? catalog = null, bool isForced = false)
    {
        var sandbox = await SandboxServer.StartAsync();
        return new World(sandbox, catalog ?? Workspace.Catalog, access?.Invoke(sandbox), clock, isForced);
    }

    /// <summary>Access with a key to some base URL, as of a provider that is no stand-in.</summary>
    public static ProviderAccess AccessTo(ProviderSpec provider, Uri url, string? key = "sk-test-0123456789", ModelLimits? limits = null) =>
        new(new Uri($"{url.AbsoluteUri.TrimEnd('/')}/{(provider.Id == "gemini" ? "v1beta/" : "")}"), key, "test") { Limits = limits ?? new ModelLimits() };

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(Folder, name), bytes);
        return name;
    }

    public IReadOnlyList<Problem> Check(string nodes, string outputs = "")
    {
        NodeEngine.Plans.Plan.Create(Graph.Parse(Json(nodes, outputs), Folder), _catalog, PlanInputs.None, out _, out var problems);
        return problems;
    }

    public static IReadOnlyList<Problem> CheckIn(NodeCatalog catalog, string nodes)
    {
        NodeEngine.Plans.Plan.Create(Graph.Parse(Json(nodes, "")), catalog, PlanInputs.None, out _, out var problems);
        return problems;
    }

    public Plan Plan(string nodes, string outputs = "")
    {
        NodeEngine.Plans.Plan.Create(Graph.Parse(Json(nodes, outputs), Folder), _catalog, PlanInputs.None, out var plan, out var problems)
            .Should().BeTrue(string.Join("\n", problems.Select(problem => $"{problem.Where}: {problem.Message}")));
        return plan!;
    }

    /// <summary>Runs nodes as written in a graph: <c>"shoot": { … }, …</c>.</summary>
    public async Task<RunReport> RunAsync(string nodes, string outputs = "", CancellationToken cancellation = default)
    {
        var options = new RunOptions { OutputFolder = Path.Combine(Folder, "out"), OnEvent = Events.Add, WritesRecipes = WritesRecipes };
        var report = await new GraphRunner(Store, Caller).RunAsync(Plan(nodes, outputs), options, cancellation);
        _reports.Add(report);
        return report;
    }

    /// <summary>Runs one model, and gives its pictures as the output <c>images</c>.</summary>
    public Task<RunReport> ShootAsync(string type, string inputs, CancellationToken cancellation = default) =>
        RunAsync(Shoot(type, inputs), "\"images\": { \"link\": \"shoot.images\" }", cancellation);

    public static string Shoot(string type, string inputs) => $$"""
        "shoot": { "type": "{{type}}", "inputs": { {{inputs}} } }
        """;

    public async ValueTask DisposeAsync()
    {
        _reports.ForEach(report => report.Dispose());
        Caller.Dispose();
        Store.Dispose();
        await Sandbox.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Json(string nodes, string outputs) => $$"""
        { "format": 1, "nodes": { {{nodes}} }, "outputs": { {{(outputs.Length > 0 ? outputs : "\"image\": { \"link\": \"shoot.image\" }")}} } }
        """;
}

internal static class Reports
{
    public static NodeReport Node(this RunReport report, string id = "shoot") => report.Nodes.Single(node => node.Id == id);

    public static IReadOnlyList<ImageValue> Images(this RunReport report) => [.. ((ListValue)report.Outputs["images"]).Items.Cast<ImageValue>()];
}

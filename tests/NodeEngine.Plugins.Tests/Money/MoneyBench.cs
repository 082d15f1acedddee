using FluentAssertions;
using NodeEngine.Forecasts;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Tests.Money;

/// <summary>A workspace with a store on disk that is opened anew for each run, and a stand-in that is taken for a real provider.</summary>
public sealed class MoneyBench : IAsyncDisposable
{
    private MoneyBench(SandboxServer sandbox)
    {
        Sandbox = sandbox;
        Workspace.Catalog.Problems.Should().BeEmpty();
    }

    public SandboxServer Sandbox { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("nodeengine-money-").FullName;

    /// <summary>How many pictures were asked for so far.</summary>
    public int Sent => Sandbox.Requests.Count(request => request.Path.Contains("/images/", StringComparison.Ordinal));

    public static async Task<MoneyBench> OpenAsync() => new(await SandboxServer.StartAsync());

    /// <summary>A cheap picture.</summary>
    public static string Shoot(string id, string prompt, string more = "") => $$"""
        "{{id}}":{"type":"openai.gpt-image-2","inputs":{"prompt":"{{prompt}}","size":"1024x1024","quality":"low"{{more}}} }
        """;

    /// <summary>A graph with the pictures of all its named nodes as outputs.</summary>
    public static string Graph(string outputs, params string[] nodes) => $$"""
        { "format": 1, "inputs": { "thing": { "type": "text", "default": "cup" } }, "nodes": { {{string.Join(",\n", nodes)}} },
          "outputs": { {{string.Join(", ", outputs.Split(' ').Select(id => $$"""
            "{{id}}": { "link": "{{id}}.image" }
            """))}} } }
        """;

    /// <summary>Writes a picture of one colour, and gives its name.</summary>
    public string Picture(string name, byte shade)
    {
        var samples = new byte[16 * 16 * 3];
        Array.Fill(samples, shade);
        File.WriteAllBytes(Path.Combine(Folder, name), ImageValue.FromPixels(new Pixels(16, 16, 3, samples)).Encode("png"));
        return name;
    }

    public ResultStore OpenStore() => ResultStore.Open(Folder);

    /// <summary>Runs a graph as a new process would, and tells what became of each node.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string json, RunOptions? options = null)
    {
        using var store = OpenStore();
        using var caller = Caller();
        using var report = await new GraphRunner(store, caller).RunAsync(Plan(json), options);
        return [.. report.Nodes.Select(node => $"{node.Id} {node.Outcome.ToString().ToLowerInvariant()}{(node.Error is { } error ? $" {error.Code}" : "")}")];
    }

    public async Task<Forecast> ForecastAsync(string json, RunOptions? options = null)
    {
        using var store = OpenStore();
        using var caller = Caller();
        return await new GraphRunner(store, caller).ForecastAsync(Plan(json), options);
    }

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private ModelCaller Caller()
    {
        var stub = ProviderAccess.ToSandbox(Sandbox.Providers);
        return new ModelCaller(provider => stub(provider)! with { Key = "key-of-a-test", Endpoint = $"https://{provider.Id}.example/" });
    }

    private Plan Plan(string json) =>
        Plans.Plan.Create(Graphs.Graph.Parse(json, Folder), Workspace.Catalog, PlanInputs.None, out var plan, out var problems) ? plan : throw new InvalidOperationException(string.Join('\n', problems));
}

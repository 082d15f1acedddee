using FluentAssertions;
using NodeEngine.Forecasts;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Money;

/// <summary>What a forecast says before anything is paid, and that it comes true.</summary>
public sealed class ForecastTests : IAsyncLifetime, IDisposable
{
    private const string Shoot = """
        "prompt":{"type":"text.template","inputs":{"template":"A {thing} on a table","thing":{"input":"thing"}}},
        "shoot":{"type":"openai.gpt-image-2","inputs":{"prompt":{"link":"prompt.text"},"size":"1024x1024","quality":"low"}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("nodeengine-tests-").FullName;
    private readonly ResultStore _store = new();
    private SandboxServer _sandbox = null!;
    private ModelCaller _caller = null!;

    public async Task InitializeAsync()
    {
        Workspace.Catalog.Problems.Should().BeEmpty();
        await File.WriteAllBytesAsync(Path.Combine(_folder, "in.png"), ImageValue.FromPixels(new Pixels(8, 8, 3, new byte[192])).Encode("png"));
        _sandbox = await SandboxServer.StartAsync();
        _caller = new ModelCaller(ProviderAccess.ToSandbox(_sandbox.Providers));
    }

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    public void Dispose()
    {
        _caller.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_is_free_runs_and_what_is_paid_is_priced_without_being_sent()
    {
        var forecast = await Forecast(Graph(Shoot, "shoot.image"));
        Lines(forecast).Should().Equal("prompt stored $0", "shoot runs $0.006");
        forecast.Price.High.Should().BeInRange(0.00588m, 0.00600m);
        forecast.Nodes[1].PriceList.Should().Be("2026-04-21");
        forecast.Providers.Select(provider => provider.Id).Should().Equal("openai");
        forecast.Warnings.Should().BeEmpty();
        _sandbox.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task After_the_run_everything_is_stored_and_costs_nothing()
    {
        await Run(Graph(Shoot, "shoot.image"));
        var forecast = await Forecast(Graph(Shoot, "shoot.image"));
        Lines(forecast).Should().Equal("prompt stored $0", "shoot stored $0");
        forecast.Price.Should().Be(default(Price));
        forecast.Providers.Should().BeEmpty();
    }

    [Fact]
    public async Task What_takes_a_picture_that_is_not_made_yet_is_unknown_until_it_is()
    {
        var graph = Graph(
            Shoot + """
            ,"small":{"type":"image.resize","inputs":{"image":{"link":"shoot.image"},"width":64}},
            "edit":{"type":"openai.gpt-image-2","inputs":{"prompt":"Make it night","references":[{"link":"small.image"}],"size":"1024x1024","quality":"low"}},
            "last":{"type":"image.resize","inputs":{"image":{"link":"edit.image"},"width":32}}
            """,
            "last.image");
        var forecast = await Forecast(graph);
        Lines(forecast).Should().Equal("prompt stored $0", "shoot runs $0.006", "small unknown $0 after shoot", "edit unknown $0 to $0.057, about $0.039 after shoot", "last unknown $0 after shoot");
        forecast.Price.Low.Should().Be(forecast.Nodes[1].Price!.Value.Low, "what is unknown counts nothing in the low price");
        forecast.Price.High.Should().Be(forecast.Nodes[1].Price!.Value.High + forecast.Nodes[3].Price!.Value.High, "and all of it in the high one");

        await Run(Graph(Shoot, "shoot.image"));
        Lines(await Forecast(graph)).Should().StartWith(["prompt stored $0", "shoot stored $0"]).And.Contain(line => line.StartsWith("edit runs $0.0", StringComparison.Ordinal))
            .And.Contain("last unknown $0 after edit");
        _sandbox.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task The_same_call_twice_is_one()
    {
        var forecast = await Forecast(Graph(
            Shoot + """
            ,"again":{"type":"openai.gpt-image-2","inputs":{"prompt":"A cup on a table","size":"1024x1024","quality":"low"}}
            """,
            "shoot.image",
            "again.image"));
        Lines(forecast).Should().Equal("prompt stored $0", "shoot runs $0.006", "again stored $0");
    }

    [Fact]
    public async Task An_edit_that_gives_the_same_prompt_costs_nothing_and_another_input_does()
    {
        await Run(Graph(Shoot, "shoot.image"));
        var edited = Graph(Shoot.Replace("A {thing} on a table", "{thing}", StringComparison.Ordinal), "shoot.image");
        Lines(await Forecast(edited, ("thing", "A cup on a table"))).Should().EndWith("shoot stored $0");
        Lines(await Forecast(Graph(Shoot, "shoot.image"), ("thing", "lamp"))).Should().EndWith("shoot runs $0.006");
    }

    [Fact]
    public async Task Of_several_calls_of_one_node_only_those_that_are_missing_are_priced()
    {
        static string Several(int count) => Graph($$"""
            "shoot":{"type":"gemini.gemini-2.5-flash-image","inputs":{"prompt":"A cup","count":{{count}} } }
            """, "shoot.images");
        (await Forecast(Several(3))).Price.Expected.Should().BeApproximately(3 * 0.0387m, 0.0001m);
        await Run(Several(2));
        (await Forecast(Several(3))).Price.Expected.Should().BeApproximately(0.0387m, 0.0001m);
    }

    [Fact]
    public async Task A_picture_made_of_pixels_is_known_by_its_content_before_the_call()
    {
        var graph = Graph(
            """
            "big":{"type":"image.resize","inputs":{"image":"in.png","width":64}},
            "edit":{"type":"openai.gpt-image-2","inputs":{"prompt":"Make it night","references":[{"link":"big.image"}],"size":"1024x1024","quality":"low"}},
            "save":{"type":"image.save","inputs":{"image":{"link":"edit.image"},"name":"night.png"}}
            """);
        Lines(await Forecast(graph)).Should().Equal("big stored $0", "edit runs $0.007 to $0.019, about $0.008", "save runs $0");
        await Run(graph);
        Lines(await Forecast(graph)).Should().Equal("big stored $0", "edit stored $0", "save runs $0");
        File.Exists(Path.Combine(_folder, "night.png")).Should().BeTrue();
    }

    [Fact]
    public async Task What_the_model_would_refuse_is_told_and_not_counted()
    {
        var forecast = await Forecast(Graph(Shoot, "shoot.image"), ("thing", new string('x', 33_000)));
        forecast.Price.Should().Be(default(Price));
        forecast.Warnings.Select(warning => $"{warning.Where} {warning.Code}").Should().Equal("shoot prompt-too-long");
    }

    [Fact]
    public async Task A_node_that_fails_is_told_and_what_needs_it_is_unknown()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "no.png"), "no picture");
        var forecast = await Forecast(Graph(
            """
            "load":{"type":"image.load","inputs":{"file":"no.png"}},
            "edit":{"type":"openai.gpt-image-2","inputs":{"prompt":"Night","references":[{"link":"load.image"}],"quality":"low"}}
            """,
            "edit.image"));
        Lines(forecast)[0].Should().Be("load runs $0");
        Lines(forecast)[1].Should().StartWith("edit unknown").And.EndWith("after load");
        forecast.Warnings.Should().ContainSingle().Which.Code.Should().Be("node-fails");
    }

    [Fact]
    public async Task Making_a_forecast_costs_the_run_nothing_and_the_run_costs_what_was_forecast()
    {
        var graph = Graph(Shoot, "shoot.image");
        await Forecast(graph);
        using var report = await Run(graph);
        report.Nodes.Select(node => $"{node.Id} {node.Outcome}").Should().Equal("prompt Stored", "shoot Ran");
    }

    private static string Graph(string nodes, params string[] outputs) => $$"""
        { "format": 1, "inputs": { "thing": { "type": "text", "default": "cup" } }, "nodes": { {{nodes}} },
          "outputs": { {{string.Join(", ", outputs.Select((output, i) => $$"""
            "out{{i}}": { "link": "{{output}}" }
            """))}} } }
        """;

    private static IReadOnlyList<string> Lines(Forecast forecast) =>
        [.. forecast.Nodes.Select(node => $"{node.Id} {node.State.ToString().ToLowerInvariant()} {node.Price}{(node.After.Count > 0 ? $" after {string.Join(", ", node.After)}" : "")}")];

    private Plan Plan(string json, (string Name, string Value)[] set)
    {
        var inputs = new PlanInputs();
        foreach (var (name, value) in set)
        {
            inputs[name] = value;
        }

        Plans.Plan.Create(Graphs.Graph.Parse(json, _folder), Workspace.Catalog, inputs, out var plan, out var problems).Should().BeTrue(string.Join("\n", problems));
        return plan!;
    }

    private Task<Forecast> Forecast(string json, params (string Name, string Value)[] set) =>
        new GraphRunner(_store, _caller).ForecastAsync(Plan(json, set), new RunOptions { Clock = new Day(), OutputFolder = _folder });

    private async Task<RunReport> Run(string json)
    {
        var report = await new GraphRunner(_store, _caller).RunAsync(Plan(json, []), new RunOptions { OutputFolder = _folder });
        report.Status.Should().Be(RunStatus.Done, string.Join("\n", report.Nodes.Select(node => node.Error)));
        return report;
    }

    private sealed class Day : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    }
}

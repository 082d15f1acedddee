using FluentAssertions;
using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Catalog;

/// <summary>Real plugins, right and wrong. Whatever is wrong with one is a problem with its path and reason, and the rest works.</summary>
public sealed class CatalogTests : IDisposable
{
    private readonly PluginFixtures _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_plugin_brings_its_nodes_and_is_told_its_settings()
    {
        using var catalog = NodeCatalog.Load(_workspace.With("good", "GoodPlugin", """{ "greeting": "hi" }""").Folder);

        catalog.Problems.Should().BeEmpty();
        catalog.Plugins.Should().Equal(new PluginInfo("good", Path.Combine(_workspace.Folder, "GoodPlugin", "GoodPlugin.dll"), PluginState.Loaded, 3));
        catalog.Nodes.Select(node => $"{node.Node.Spec.Type} {node.Plugin}").Should().Equal("good.hello good", "good.lone good", "good.settings good");
        (await Run(catalog, "good.settings", """ "key": "greeting" """)).Should().Be("hi in GoodPlugin");
        (await Run(catalog, "good.settings", """ "key": "other" """)).Should().Be("nothing in GoodPlugin");
        (await Run(catalog, "good.lone", "")).Should().Be("alone");
    }

    [Fact]
    public void Help_comes_from_the_file_beside_the_plugin()
    {
        using var catalog = NodeCatalog.Load(_workspace.With("good", "GoodPlugin").Folder);

        var spec = catalog.Find("good.hello")!.Spec;
        (spec.Help, spec.Inputs[0].Help, spec.Outputs[0].Help).Should().Be(("Greets.", "Who is greeted.", "The greeting."));
    }

    [Fact]
    public void A_damaged_or_missing_help_file_costs_the_help_and_not_the_plugin()
    {
        _workspace.With("good", "GoodPlugin");
        File.WriteAllText(Path.Combine(_workspace.Folder, "GoodPlugin", "GoodPlugin.xml"), "<doc><members><member");
        using var catalog = NodeCatalog.Load(_workspace.Folder);

        catalog.Find("good.hello")!.Spec.Help.Should().BeEmpty();
    }

    [Theory]
    [InlineData("constructor", "It went off in the constructor.")]
    [InlineData("static", "It went off in a static constructor.")]
    [InlineData("nodes", "It went off in Nodes.")]
    [InlineData("spec", "It went off in Spec.")]
    [InlineData("null", "one of its nodes or providers has no spec.")]
    [InlineData("null-spec", "one of its nodes or providers has no spec.")]
    public async Task A_plugin_that_throws_when_it_is_loaded_is_a_problem_and_the_rest_works(string at, string reason)
    {
        _workspace.With("bad", "ThrowingPlugin", $$"""{ "at": "{{at}}" }""");

        await ShouldBeTheOnlyProblem("plugin-broken", "ThrowingPlugin", $"Plugin 'bad' cannot be loaded: {reason}");
    }

    [Fact]
    public async Task A_plugin_that_is_not_there_is_a_problem()
    {
        _workspace.Naming("bad", "nowhere/Nowhere.dll");

        await ShouldBeTheOnlyProblem("plugin-missing", "nowhere", "Plugin 'bad' is not there.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(3000)]
    public async Task A_plugin_that_was_copied_in_part_is_a_problem(int length)
    {
        var path = _workspace.Copy("RivalPlugin");
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..Math.Min(length, whole.Length - 1)]);
        _workspace.Naming("bad", "RivalPlugin/RivalPlugin.dll");

        await ShouldBeTheOnlyProblem("plugin-broken", "RivalPlugin", "Plugin 'bad' cannot be loaded: the file is not a whole .NET assembly.");
    }

    [Fact]
    public async Task A_plugin_that_exports_nothing_is_a_problem()
    {
        _workspace.With("bad", "EmptyPlugin");

        await ShouldBeTheOnlyProblem("plugin-exports-nothing", "EmptyPlugin", "Plugin 'bad' exports no nodes and no providers.");
    }

    [Fact]
    public async Task A_dll_that_is_no_plugin_is_a_problem()
    {
        _workspace.With("bad", "PrivateLibrary");

        await ShouldBeTheOnlyProblem("plugin-exports-nothing", "PrivateLibrary", "'PrivateLibrary.dll' does not use NodeEngine.Sdk, so it is no plugin.");
    }

    [Fact]
    public async Task A_plugin_for_another_Sdk_is_a_problem()
    {
        _workspace.With("bad", "FuturePlugin");

        await ShouldBeTheOnlyProblem("plugin-sdk", "FuturePlugin", "Plugin 'bad' was built for NodeEngine.Sdk 2.0.0; this is 1.0.0.");
    }

    [Fact]
    public async Task A_plugin_without_a_library_that_it_needs_is_a_problem_that_names_the_library()
    {
        _workspace.Copy("DependentPlugin", without: "PrivateLibrary.dll");
        _workspace.Naming("bad", "DependentPlugin/DependentPlugin.dll");

        await ShouldBeTheOnlyProblem("plugin-broken", "DependentPlugin", "Plugin 'bad' cannot be loaded: *PrivateLibrary*");
    }

    [Fact]
    public async Task A_method_that_cannot_be_a_node_is_told_by_its_name()
    {
        _workspace.With("bad", "SignaturePlugin");

        await ShouldBeTheOnlyProblem("plugin-broken", "SignaturePlugin", "Plugin 'bad' cannot be loaded: SignatureNodes.Bad cannot be a node: parameter 'when' has type DateTime, which cannot flow through a port.");
    }

    [Fact]
    public async Task A_plugin_that_ships_its_own_Sdk_and_MEF_works_with_ours()
    {
        using var catalog = NodeCatalog.Load(_workspace.With("own", "OwnMefPlugin").Folder);

        catalog.Problems.Should().BeEmpty();
        (await Run(catalog, "own-mef.hello", "")).Should().Be("hello");
    }

    [Fact]
    public async Task Plugins_with_two_versions_of_one_library_run_side_by_side()
    {
        using var catalog = NodeCatalog.Load(_workspace.With("twelve", "JsonTwelvePlugin").With("thirteen", "JsonThirteenPlugin").With("dependent", "DependentPlugin").Folder);

        catalog.Problems.Should().BeEmpty();
        (await Run(catalog, "json-twelve.version", "")).Should().Be("True 12");
        (await Run(catalog, "json-thirteen.version", "")).Should().Be("True 13");
        (await Run(catalog, "dependent.word", "")).Should().Be("plinth");
    }

    [Theory]
    [InlineData("good", "rival")]
    [InlineData("rival", "good")]
    public async Task A_node_type_of_two_plugins_is_refused_and_both_are_named(string first, string second)
    {
        _workspace.With(first, Plugin(first)).With(second, Plugin(second));
        using var catalog = NodeCatalog.Load(_workspace.Folder);

        catalog.Find("good.hello").Should().BeNull();
        (await Run(catalog, "rival.own", "")).Should().Be("own");
        (await Run(catalog, "good.lone", "")).Should().Be("alone");
        var problem = catalog.Problems.Should().ContainSingle(found => found.Code == "node-duplicate" && found.Message.Contains("good.hello")).Subject;
        problem.Message.Should().Be($"Node type 'good.hello' is defined by both '{first}' and '{second}', so neither is used.");
        problem.File.Should().Be(Path.Combine(_workspace.Folder, Plugin(second), Plugin(second) + ".dll"));
        Plan.Create(Graph.Parse(Bench.Json(""" "a": { "type": "good.hello" } """)), catalog, PlanInputs.None, out _, out var problems).Should().BeFalse();
        problems.Sentences().Should().Equal($"Node type 'good.hello' is defined by both '{first}' and '{second}'. Disable one of the plugins in plugins.json.");

        static string Plugin(string id) => id == "good" ? "GoodPlugin" : "RivalPlugin";
    }

    [Fact]
    public void A_node_type_that_one_plugin_defines_twice_or_wrongly_is_refused_and_its_others_are_not()
    {
        using var catalog = NodeCatalog.Load(_workspace.With("rival", "RivalPlugin").Folder);

        catalog.Nodes.Select(node => node.Node.Spec.Type).Should().Equal("good.hello", "rival.own");
        catalog.Problems.Select(problem => problem.Message).Should().Equal(
            "Node type 'rival.invalid' of 'rival' is refused: input 'image1' is not written in snake_case, or is numbered.",
            "Node type 'rival.twice' is defined by both 'rival' and 'rival', so neither is used.");
        catalog.Plugins.Should().ContainSingle().Which.Nodes.Should().Be(2);
    }

    [Fact]
    public void A_disabled_plugin_is_not_loaded_and_its_nodes_tell_why_they_are_missing()
    {
        using var catalog = NodeCatalog.Load(_workspace.With("good", "GoodPlugin", enabled: false).Naming("bad", "nowhere.dll").Folder);

        catalog.Nodes.Should().BeEmpty();
        catalog.Plugins.Select(plugin => $"{plugin.Id} {plugin.State}").Should().Equal("good Disabled", "bad Broken");
        Plan.Create(Graph.Parse(Bench.Json(""" "a": { "type": "good.hello" }, "b": { "type": "bad.thing" } """)), catalog, PlanInputs.None, out _, out var problems).Should().BeFalse();
        problems.Sentences().Should().Equal(
            "There is no node type 'good.hello'. Plugin 'good' is disabled in plugins.json.", "There is no node type 'bad.thing'. Plugin 'bad' is broken.");
    }

    private async Task ShouldBeTheOnlyProblem(string code, string folder, string message)
    {
        using var catalog = NodeCatalog.Load(_workspace.With("good", "GoodPlugin").Folder);

        var problem = catalog.Problems.Should().ContainSingle().Subject;
        problem.Code.Should().Be(code);
        problem.File.Should().Match($"{Path.Combine(_workspace.Folder, folder)}*.dll");
        problem.Message.Should().Match(message);
        problem.Suggestion.Should().NotBeNull();
        catalog.Plugins.Select(plugin => $"{plugin.Id} {plugin.State} {plugin.Nodes}").Should().Equal("bad Broken 0", "good Loaded 3");
        (await Run(catalog, "good.hello", """ "name": "you" """)).Should().Be("Hello, you!");
    }

    private static async Task<string> Run(NodeCatalog catalog, string type, string inputs)
    {
        var graph = Graph.Parse(Bench.Json($$""" "a": { "type": "{{type}}", "inputs": { {{inputs}} } } """, """ "a": { "link": "a.text" } """));
        Plan.Create(graph, catalog, PlanInputs.None, out var plan, out var problems).Should().BeTrue(string.Join('\n', problems));
        using var store = new ResultStore();
        using var report = await new GraphRunner(store).RunAsync(plan!);
        return report.Text("a");
    }
}

using System.Text.Json;
using FluentAssertions;
using Json.Schema;
using NodeEngine.App.Tests.Support;
using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.App.Tests;

/// <summary>The graphs that the project ships: each is right, as editors and as the engine see it, and runs without a key.</summary>
public sealed class ExampleGraphTests
{
    private static readonly string Root = Repository.Root;
    private static readonly NodeCatalog Catalog = NodeCatalog.Load(Root);
    private static readonly string SchemaText = GraphSchema.Write(Catalog);
    private static readonly JsonSchema Schema = JsonSchema.FromText(SchemaText);

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Path.Combine(Root, "graphs"), "*.json").Select(file => Path.GetFileName(file)).Where(name => name != "graph.schema.json").Order(StringComparer.Ordinal)];

    [Fact]
    public void All_shipped_plugins_load() => Catalog.Problems.Should().BeEmpty();

    [Fact]
    public void The_schema_beside_the_examples_is_the_one_that_is_written() =>
        File.ReadAllText(PathOf("graph.schema.json")).Should().Be(SchemaText, "nodeengine schema --out graphs/graph.schema.json writes it anew");

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_fits_the_schema_of_graphs(string name) => Faults(File.ReadAllText(PathOf(name))).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_is_checked_without_a_problem(string name)
    {
        Plan.Create(Graph.Load(PathOf(name)), Catalog, PlanInputs.None, out _, out var problems);
        problems.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_example_runs_without_a_key(string name)
    {
        Plan.Create(Graph.Load(PathOf(name)), Catalog, PlanInputs.None, out var plan, out _);
        var folder = Directory.CreateTempSubdirectory("nodeengine-examples-").FullName;
        try
        {
            await using var sandbox = await SandboxServer.StartAsync();
            using var caller = new ModelCaller(ProviderAccess.ToSandbox(sandbox.Providers));
            using var store = new ResultStore();
            using var report = await new GraphRunner(store, caller).RunAsync(plan!, new RunOptions { OutputFolder = folder });

            report.Nodes.Where(node => node.Outcome != Outcome.Ran).Select(node => $"{node.Id} {node.Outcome}: {node.Error}").Should().BeEmpty();
            report.Status.Should().Be(RunStatus.Done);
            OutputFiles.Write(report, folder);
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Should().NotBeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("""{ "format": 2, "nodes": {} }""", "another format")]
    [InlineData("""{ "format": 1, "nodes": {}, "colour": "red" }""", "a member that is not known")]
    [InlineData("""{ "format": 1, "nodes": { "Shout": { "type": "text.join", "inputs": { "items": [] } } } }""", "an id in capitals")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "text.join", "inputs": { "items": [], "colour": 1 } } } }""", "a port that the node does not have")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "text.join", "inputs": { "items": [1] } } } }""", "a number in a list of texts")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "text.join", "inputs": {} } } }""", "an input that is missing")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "text.join" } } }""", "inputs that are missing")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "image.blur", "inputs": { "image": "a.png", "radius": -1 } } } }""", "a number out of range")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "image.flip", "inputs": { "image": "a.png", "direction": "inwards" } } } }""", "a choice that is not offered")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "text.join", "inputs": { "items": { "link": 5 } } } } }""", "a link that is a number")]
    public void The_schema_refuses(string graph, string what) => Faults(graph).Should().NotBeEmpty(what);

    [Theory]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "text.join", "inputs": { "items": "one" } } } }""", "a single value for a list")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "text.join", "inputs": { "items": { "value": ["x"] } } } } }""", "a value in disguise")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "text.join", "bypass": true } } }""", "a bypassed node that needs nothing")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "text.template", "inputs": { "template": "{x}", "x": "y" } } } }""", "ports that follow from what is written")]
    [InlineData("""{ "format": 1, "nodes": { "a": { "type": "acme.sketch", "inputs": { "anything": 1 } } } }""", "a node of a plugin that is not here")]
    public void The_schema_takes(string graph, string what) => Faults(graph).Should().BeEmpty(what);

    [Fact]
    public void The_schema_offers_every_node_type_with_its_help()
    {
        using var schema = JsonDocument.Parse(SchemaText);
        var offered = schema.RootElement.GetProperty("$defs").GetProperty("node").GetProperty("properties").GetProperty("type").GetProperty("anyOf")[0];
        offered.GetProperty("enum").EnumerateArray().Select(type => type.GetString()).Should().Equal(Catalog.Nodes.Select(node => node.Node.Spec.Type));
        offered.GetProperty("enumDescriptions").EnumerateArray().Select(help => help.GetString()).Should().NotContain("");
    }

    private static string PathOf(string name) => Path.Combine(Root, "graphs", name);

    private static List<string> Faults(string graph)
    {
        using var document = JsonDocument.Parse(graph);
        var results = Schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid ? [] : [.. (results.Details ?? [results]).Where(detail => detail.Errors is { Count: > 0 }).Select(detail => $"{detail.InstanceLocation}: {string.Join("; ", detail.Errors!.Values)}").DefaultIfEmpty("not valid")];
    }
}

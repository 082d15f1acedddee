using FluentAssertions;
using NodeEngine.Plans;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Runs;

public sealed class ReuseTests : IDisposable
{
    private const string Two =
        """
        "a": { "type": "rec.text", "inputs": { "text": { "input": "a" } } },
        "b": { "type": "rec.text", "inputs": { "text": { "input": "b" } } },
        "both": { "type": "rec.text", "inputs": { "text": { "link": "a.text" }, "needs": [ { "link": "b.text" } ] } }
        """;

    private readonly RecordingNodes _nodes = new();
    private readonly Bench _bench;

    public ReuseTests() => _bench = new Bench(_nodes);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_same_graph_twice_runs_once()
    {
        (await Run("x", "y")).Should().Equal("a ran", "b ran", "both ran");
        (await Run("x", "y")).Should().Equal("a stored", "b stored", "both stored");
        _nodes.Take().Should().HaveCount(3);
    }

    [Fact]
    public async Task A_changed_input_reruns_only_what_depends_on_it()
    {
        await Run("x", "y");
        (await Run("x", "z")).Should().Equal("a stored", "b ran", "both ran");
    }

    [Fact]
    public async Task Going_back_to_earlier_inputs_runs_nothing()
    {
        await Run("x", "y");
        await Run("x", "z");
        (await Run("x", "y")).Should().Equal("a stored", "b stored", "both stored");
    }

    [Fact]
    public async Task A_change_stops_at_a_node_that_gives_an_equal_small_value()
    {
        var json = Bench.Json(
            """
            "a": { "type": "rec.length", "inputs": { "text": { "input": "a" } } },
            "b": { "type": "test.kinds", "inputs": { "integer": { "link": "a.integer" } } }
            """,
            """ "b": { "link": "b.text" } """,
            """ "a": { "type": "text" } """);

        (await _bench.OutcomesAsync(json, new PlanInputs { ["a"] = "one" })).Should().Equal("a ran", "b ran");
        (await _bench.OutcomesAsync(json, new PlanInputs { ["a"] = "two" })).Should().Equal("a ran", "b stored");
    }

    [Fact]
    public async Task What_a_node_is_called_and_where_it_stands_does_not_count()
    {
        await _bench.OutcomesAsync(Bench.Json(""" "a": { "type": "rec.text", "title": "One", "inputs": { "text": "x" } } """, """ "a": { "link": "a.text" } """));

        (await _bench.OutcomesAsync(Bench.Json(
            """ "zero": { "type": "test.add" }, "other": { "type": "rec.text", "title": "Two", "editor": { "x": 1 }, "inputs": { "needs": [], "text": { "value": "x" } } } """,
            """ "zero": { "link": "zero.integer" }, "b": { "link": "other.text" } """))).Should().Equal("zero ran", "other ran");
        (await _bench.OutcomesAsync(Bench.Json(
            """ "zero": { "type": "test.add" }, "other": { "type": "rec.text", "title": "Two", "editor": { "x": 1 }, "inputs": { "text": { "value": "x" } } } """,
            """ "zero": { "link": "zero.integer" }, "b": { "link": "other.text" } """))).Should().Equal("zero stored", "other stored");
    }

    [Fact]
    public async Task Two_equal_nodes_of_one_graph_may_share_their_result()
    {
        using var report = await _bench.RunAsync(
            Bench.Json(
                """
                "a": { "type": "rec.text", "inputs": { "text": "x" } }, "b": { "type": "rec.text", "inputs": { "text": "x" } },
                "s": { "type": "rec.sample", "inputs": { "text": "x" } }, "t": { "type": "rec.sample", "inputs": { "text": "x" } }, "u": { "type": "rec.sample", "inputs": { "text": "x", "take": 1 } },
                "other": { "type": "rec.sample", "inputs": { "text": "x", "take": 2 } }
                """,
                """ "a": { "link": "a.text" }, "b": { "link": "b.text" }, "s": { "link": "s.text" }, "t": { "link": "t.text" }, "u": { "link": "u.text" }, "other": { "link": "other.text" } """),
            options: new() { ProcessorSlots = 4 });

        report.Outputs.Values.Select(value => value.ToString()).Should().AllBe("x");
        _nodes.Take().Count(line => line == "sample x").Should().Be(2, "takes 1 and 2 are made once each");
    }

    [Fact]
    public async Task A_node_whose_version_changed_runs_again_and_so_does_what_depends_on_it()
    {
        var json = Bench.Json(
            """ "a": { "type": "test.versioned", "inputs": { "text": "x" } }, "b": { "type": "rec.text", "inputs": { "text": { "link": "a.text" } } }, "c": { "type": "test.add" } """,
            """ "b": { "link": "b.text" }, "c": { "link": "c.integer" } """);
        (await RunWith(1)).Should().Equal("a ran", "b ran", "c ran");
        (await RunWith(2)).Should().Equal("a ran", "b ran", "c stored");
        (await RunWith(1)).Should().Equal("a stored", "b stored", "c stored");

        async Task<string[]> RunWith(int version)
        {
            using var bench = new Bench(_nodes, new VersionedNodes(version)) { Store = _bench.Store };
            using var report = await bench.RunAsync(json);
            return report.Outcomes();
        }
    }

    [Fact]
    public async Task A_node_with_an_effect_runs_each_time_and_is_given_what_was_stored()
    {
        var json = Bench.Json(
            """
            "a": { "type": "rec.text", "inputs": { "text": "x" } },
            "e": { "type": "rec.passing-effect", "inputs": { "text": { "link": "a.text" } } },
            "after": { "type": "rec.text", "inputs": { "text": { "link": "e.text" }, "needs": "!" } }
            """,
            """ "after": { "link": "after.text" } """);

        (await _bench.OutcomesAsync(json)).Should().Equal("a ran", "e ran", "after ran");
        (await _bench.OutcomesAsync(json)).Should().Equal("a stored", "e ran", "after stored");
        _nodes.Take().Should().Equal("text x", "passing-effect x", "text x!", "passing-effect x");
    }

    [Fact]
    public async Task A_failed_node_is_not_stored()
    {
        _nodes.Failures = 2;
        var json = Bench.Json(""" "a": { "type": "rec.flaky", "inputs": { "text": "x" } } """, """ "a": { "link": "a.text" } """);

        (await _bench.OutcomesAsync(json)).Should().Equal("a failed: flaky");
        (await _bench.OutcomesAsync(json)).Should().Equal("a failed: flaky");
        (await _bench.OutcomesAsync(json)).Should().Equal("a ran");
    }

    [Fact]
    public async Task Runs_that_share_a_store_make_a_sampled_result_once()
    {
        var json = Bench.Json(
            string.Join(",", Enumerable.Range(0, 8).Select(i => $$""" "n{{i}}": { "type": "rec.sample", "inputs": { "text": "{{i}}" } } """)),
            string.Join(",", Enumerable.Range(0, 8).Select(i => $$""" "n{{i}}": { "link": "n{{i}}.text" } """)));
        var plan = _bench.PlanOf(json);

        var reports = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _bench.RunAsync(plan))));

        reports.Should().OnlyContain(report => report.Status == RunStatus.Done && report.Outputs.Count == 8);
        _nodes.Take().Should().HaveCount(8).And.OnlyHaveUniqueItems();
    }

    private Task<string[]> Run(string a, string b) => _bench.OutcomesAsync(
        Bench.Json(Two, """ "both": { "link": "both.text" } """, """ "a": { "type": "text" }, "b": { "type": "text" } """), new PlanInputs { ["a"] = a, ["b"] = b });

    private sealed class VersionedNodes(int version) : NodeLibrary
    {
        public override IEnumerable<INode> Nodes => [new VersionedNode(version)];
    }

    private sealed class VersionedNode(int version) : INode
    {
        public NodeSpec Spec { get; } = new("test.versioned", [new Port("text", PortType.Text)], [new Port("text", PortType.Text)]) { Version = version };

        public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation) => new(new NodeOutputs(new TextValue($"{run.Input<TextValue>("text")} {version}")));
    }
}

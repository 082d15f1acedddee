using FluentAssertions;
using NodeEngine.Plans;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Plans;

public sealed class TargetTests : IDisposable
{
    private const string Three =
        """
        "one": { "type": "test.upper", "inputs": { "text": "1" } },
        "two": { "type": "test.upper", "inputs": { "text": "2" } },
        "three": { "type": "test.upper", "inputs": { "text": { "link": "two.text" } } }
        """;

    private const string Outputs = """ "a": { "link": "one.text" }, "b": { "link": "two.text" }, "c": { "link": "three.text" } """;

    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Only_what_leads_to_the_targets_is_planned()
    {
        Nodes(Three, Outputs, "a").Should().Equal("one");
        Nodes(Three, Outputs, "b", "a").Should().Equal("one", "two");
        Nodes(Three, Outputs, "c").Should().Equal("two", "three");
    }

    [Fact]
    public void A_node_with_an_effect_runs_only_on_the_way_to_a_target()
    {
        const string nodes = """ "a": { "type": "test.upper", "inputs": { "text": "1" } }, "save": { "type": "test.effect", "inputs": { "text": { "link": "a.text" } } } """;

        Nodes(nodes, """ "a": { "link": "a.text" } """, "a").Should().Equal("a");
        _bench.PlanOf(Bench.Json(nodes, """ "a": { "link": "a.text" } """)).Nodes.Should().Equal("a", "save");
    }

    [Fact]
    public void Problems_outside_what_a_target_needs_are_warnings()
    {
        var json = Bench.Json(
            """
            "good": { "type": "test.upper", "inputs": { "text": { "input": "word" } } },
            "gone": { "type": "test.deleted" },
            "late": { "type": "test.need", "inputs": { "text": { "link": "gone.text" }, "cuont": 1 }, "titel": "x" },
            "loop": { "type": "test.add", "inputs": { "a": { "link": "loop.integer" } } },
            "photo": { "type": "test.size", "inputs": { "image": { "input": "photo" } } }
            """,
            """ "good": { "link": "good.text" }, "late": { "link": "late.txt" }, "none": { "link": "nowhere.text" } """,
            """ "word": { "type": "text", "default": "x" }, "photo": { "type": "image" } """);

        var problems = _bench.Problems(json, new PlanInputs { Targets = ["good"] });

        problems.Should().OnlyContain(problem => problem.Severity == Sdk.Severity.Warning);
        problems.Select(problem => problem.Code).Should().BeEquivalentTo(
            "type-unknown", "input-missing", "port-unknown", "member-unknown", "cycle", "input-unset", "port-unknown", "link-dangling");
        _bench.PlanOf(json, new PlanInputs { Targets = ["good"] }).Nodes.Should().Equal("good");
        _bench.Problems(json).Where(problem => problem.Severity == Sdk.Severity.Error).Should().HaveCount(8);
    }

    [Fact]
    public void Problems_of_what_a_target_needs_are_errors_also_when_something_else_has_the_same_name()
    {
        var json = Bench.Json(
            """
            "word": { "type": "test.upper", "inputs": { "text": "x" } },
            "out": { "type": "test.upper", "inputs": { "text": "x" } },
            "good": { "type": "test.upper", "inputs": { "text": { "input": "word" } } }
            """,
            """ "out": { "link": "good.txet" } """,
            """ "word": { "type": "text" } """);

        _bench.Problems(json, new PlanInputs { Targets = ["out"] }).Lines().Should().Equal("input-unset word 1:29", "port-unknown out 1:74");
    }

    [Fact]
    public void A_file_that_is_no_graph_is_an_error_whatever_the_target() =>
        _bench.Problems("{ \"format\": 1, \"nodes\": {}, \"outputs\": { \"a\": { \"link\": \"a.b\"", new PlanInputs { Targets = ["b"] })
            .Should().Contain(problem => problem.Code == "json-invalid" && problem.Severity == Sdk.Severity.Error);

    [Fact]
    public void An_unknown_target_is_a_problem_and_so_is_none_at_all()
    {
        _bench.Problems(Bench.Json(Three, Outputs), new PlanInputs { Targets = ["aa"] }).Sentences().Should().Equal("The graph has no output 'aa'. Did you mean 'a'?");
        _bench.Problems(Bench.Json(Three, Outputs), new PlanInputs { Targets = ["nothing"] }).Sentences().Should().Equal("The graph has no output 'nothing'. It has a, b, c.");
        _bench.Problems(Bench.Json(Three, Outputs), new PlanInputs { Targets = [] }).Should().ContainSingle().Which.Code.Should().Be("target-unknown");
    }

    private IEnumerable<string> Nodes(string nodes, string outputs, params string[] targets) =>
        _bench.PlanOf(Bench.Json(nodes, outputs), new PlanInputs { Targets = targets }).Nodes;
}

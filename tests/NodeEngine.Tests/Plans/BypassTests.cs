using FluentAssertions;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Plans;

public sealed class BypassTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_bypassed_node_passes_its_input_on_and_does_not_run()
    {
        using var report = await _bench.RunAsync(Bench.Json(
            """
            "a": { "type": "test.upper", "inputs": { "text": "x" } },
            "b": { "type": "test.join", "bypass": true, "inputs": { "items": [ { "link": "a.text" }, "y" ], "separator": "-" } },
            "c": { "type": "test.upper", "bypass": true, "inputs": { "text": { "link": "a.text" } } },
            "d": { "type": "test.upper", "bypass": true, "inputs": { "text": { "link": "c.text" } } },
            "e": { "type": "test.join", "inputs": { "items": [ { "link": "d.text" }, { "link": "b.text" } ] } }
            """,
            """ "e": { "link": "e.text" }, "d": { "link": "d.text" } """));

        report.Outcomes().Should().Equal("a ran", "e ran");
        report.Text("e").Should().Be("X,-");
        report.Text("d").Should().Be("X");
    }

    [Fact]
    public async Task A_bypassed_node_passes_a_constant_on()
    {
        using var report = await _bench.RunAsync(Bench.Json(
            """ "a": { "type": "test.upper", "bypass": true, "inputs": { "text": "quiet" } } """, """ "a": { "link": "a.text" } """));

        report.Nodes.Should().BeEmpty();
        report.Text("a").Should().Be("quiet");
    }

    [Fact]
    public async Task A_bypassed_effect_does_nothing_and_stops_nothing()
    {
        var outcomes = await _bench.OutcomesAsync(Bench.Json(
            """ "a": { "type": "test.upper", "inputs": { "text": "x" } }, "s": { "type": "test.effect", "bypass": true, "inputs": { "text": { "link": "a.text" } } } """,
            """ "a": { "link": "a.text" } """));

        outcomes.Should().Equal("a ran");
    }

    [Fact]
    public async Task A_list_of_lists_may_be_passed_on_too()
    {
        using var report = await _bench.RunAsync(Bench.Json(
            """
            "a": { "type": "test.split", "inputs": { "text": "a,b" } },
            "b": { "type": "test.same-rows", "bypass": true, "inputs": { "rows": [ { "link": "a.items" }, ["c"] ] } },
            "c": { "type": "test.table", "inputs": { "rows": { "link": "b.items" } } }
            """,
            """ "c": { "link": "c.integer" } """));

        report.Outputs["c"].ToString().Should().Be("3");
    }

    [Fact]
    public void A_bypass_that_has_nothing_to_pass_on_is_a_problem()
    {
        var problem = _bench.Problems(Bench.Json(
            """
            "a": { "type": "test.length", "bypass": true, "inputs": { "text": "x" } },
            "b": { "type": "test.add", "inputs": {
            "a": { "link": "a.integer" } } }
            """,
            """ "b": { "link": "b.integer" } """)).Should().ContainSingle().Subject;

        (problem.Code, problem.Where, problem.Line, problem.Column).Should().Be(("bypass-impossible", "b.a", 3, 1));
        problem.Message.Should().Be("'a' is bypassed, and none of its inputs can stand in for 'integer'.");
    }
}

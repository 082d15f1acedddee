using FluentAssertions;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Plans;

public sealed class CycleTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_cycle_is_reported_with_its_nodes_in_order()
    {
        var problems = _bench.Problems(Bench.Json(
            """
            "start": { "type": "test.add" },
            "a": { "type": "test.add", "inputs": { "a": { "link": "start.integer" }, "b": { "link": "c.integer" } } },
            "b": { "type": "test.add", "inputs": { "a": { "link": "a.integer" } } },
            "c": { "type": "test.add", "inputs": { "a": { "link": "b.integer" } } },
            "after": { "type": "test.add", "inputs": { "a": { "link": "c.integer" } } }
            """,
            """ "x": { "link": "after.integer" } """));

        var problem = problems.Should().ContainSingle().Subject;
        problem.Code.Should().Be("cycle");
        problem.Message.Should().Be("These nodes wait for one another: b -> c -> a -> b.");
    }

    [Fact]
    public void A_node_that_takes_its_own_output_is_a_cycle() =>
        _bench.Problems(Bench.Json(""" "a": { "type": "test.add", "inputs": { "a": { "link": "a.integer" } } } """)).Should().ContainSingle()
            .Which.Message.Should().Be("These nodes wait for one another: a -> a.");

    [Fact]
    public void Every_cycle_is_told_once() =>
        _bench.Problems(Bench.Json(
            """
            "a": { "type": "test.add", "inputs": { "a": { "link": "b.integer" } } }, "b": { "type": "test.add", "inputs": { "a": { "link": "a.integer" } } },
            "c": { "type": "test.add", "inputs": { "a": { "link": "d.integer" } } }, "d": { "type": "test.add", "inputs": { "a": { "link": "c.integer" } } }
            """)).Select(problem => problem.Code).Should().Equal("cycle", "cycle");

    [Fact]
    public void A_long_cycle_is_told_by_its_beginning()
    {
        var nodes = Enumerable.Range(0, 1000).Select(i => $$"""  "n{{i}}": { "type": "test.add", "inputs": { "a": { "link": "n{{(i + 999) % 1000}}.integer" } } } """);

        var message = _bench.Problems(Bench.Json(string.Join(',', nodes))).Should().ContainSingle().Which.Message;

        message.Should().StartWith("These nodes wait for one another: n").And.Contain(" -> … -> ");
        message.Split(" -> ").Should().HaveCount(22);
    }
}

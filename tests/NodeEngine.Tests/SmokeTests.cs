using FluentAssertions;
using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests;

public sealed class SmokeTests
{
    [Fact]
    public async Task It_runs()
    {
        using var catalog = new NodeCatalog(new TestNodes());
        var graph = Graph.Parse("""
            {"format":1,"inputs":{"name":{"type":"text","default":"x"}},"nodes":{
              "a":{"type":"test.add","inputs":{"a":1}},
              "b":{"type":"test.add","inputs":{"a":{"link":"a.integer"},"b":{"link":"a.integer"}}},
              "u":{"type":"test.upper","inputs":{"text":{"input":"name"}}},
              "j":{"type":"test.join","inputs":{"items":[{"link":"u.text"},"q"]}},
              "f":{"type":"test.fail","inputs":{"text":{"link":"j.text"}}},
              "g":{"type":"test.upper","inputs":{"text":{"link":"f.text"}}}
            },"outputs":{"b":{"link":"b.integer"},"j":{"link":"j.text"},"g":{"link":"g.text"}}}
            """);
        Plan.Create(graph, catalog, PlanInputs.None, out var plan, out var problems).Should().BeTrue(string.Join("\n", problems));
        using var store = new ResultStore();
        var runner = new GraphRunner(store);
        for (var i = 0; i < 2; i++)
        {
            using var report = await runner.RunAsync(plan!);
            report.Nodes.Select(n => $"{n.Id} {n.Outcome} {n.Error?.Message}").Should().Equal(
                i == 0 ? ["a Ran ", "b Ran ", "u Ran ", "j Ran ", "f Failed It failed on 'X,q'.", "g Skipped needs f"] : ["a Stored ", "b Stored ", "u Stored ", "j Stored ", "f Failed It failed on 'X,q'.", "g Skipped needs f"]);
            report.Outputs["b"].ToString().Should().Be("4");
            report.Status.Should().Be(RunStatus.Partial);
        }
    }
}

using FluentAssertions;
using NodeEngine.Runs;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Runs;

public sealed class EventTests : IDisposable
{
    private readonly Bench _bench = new(new RecordingNodes(), new BadNodes());
    private readonly List<RunEvent> _events = [];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Events_are_numbered_without_gaps_and_arrive_one_at_a_time()
    {
        var inside = 0;
        using var report = await Run(told =>
        {
            Interlocked.Increment(ref inside).Should().Be(1);
            _events.Add(told);
            Interlocked.Decrement(ref inside);
        });

        _events.Select(told => told.Seq).Should().Equal(Enumerable.Range(1, _events.Count).Select(i => (long)i));
        _events[0].Should().BeOfType<RunEvent.Started>().Which.Should().Match<RunEvent.Started>(started => started.Run == report.Run && started.Nodes == report.Nodes.Count);
        _events[^1].Should().BeOfType<RunEvent.Finished>().Which.Status.Should().Be(report.Status);
        _events.OfType<RunEvent.Finished>().Should().ContainSingle();
    }

    [Fact]
    public async Task What_the_events_tell_adds_up_to_the_report()
    {
        using var report = await Run(_events.Add);

        var finished = _events.OfType<RunEvent.NodeFinished>().ToDictionary(told => told.Node);
        finished.Should().HaveCount(report.Nodes.Count);
        foreach (var node in report.Nodes)
        {
            var told = finished[node.Id];
            (told.Outcome, told.Milliseconds, told.Error).Should().Be((node.Outcome, node.Milliseconds, node.Error));
            _events.OfType<RunEvent.NodeWarned>().Where(warned => warned.Node == node.Id).Select(warned => warned.Warning).Should().Equal(node.Warnings);
            _events.OfType<RunEvent.NodeStarted>().Count(started => started.Node == node.Id).Should().Be(node.Outcome is Outcome.Ran or Outcome.Failed ? 1 : 0);
        }

        report.Outcomes().Should().Equal("odd ran", "bad failed: node-threw", "after skipped: needs bad", "again stored");
    }

    [Fact]
    public async Task A_node_tells_its_progress_between_its_start_and_its_end()
    {
        using var report = await Run(_events.Add);

        _events.Where(told => told is RunEvent.NodeStarted { Node: "odd" } or RunEvent.NodeProgressed or RunEvent.NodeWarned or RunEvent.NodeFinished { Node: "odd" })
            .Select(told => told switch
            {
                RunEvent.NodeProgressed progress => FormattableString.Invariant($"{progress.Node} {progress.Fraction} {progress.Message}"),
                RunEvent.NodeWarned warned => $"{warned.Node} {warned.Warning.Code}: {warned.Warning.Message}",
                _ => told.GetType().Name,
            }).Should().Equal("NodeStarted", "odd 0 ", "odd 0.5 half way", "odd 1 ", "odd test-warning: 'x' is odd.", "NodeFinished");
    }

    [Fact]
    public async Task A_run_that_nobody_listens_to_ends_alike()
    {
        using var report = await Run(null);

        report.Nodes[0].Warnings.Should().Equal(new NodeWarning("test-warning", "'x' is odd."));
        report.Run.Should().MatchRegex("^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$");
    }

    private async Task<RunReport> Run(Action<RunEvent>? onEvent)
    {
        await _bench.OutcomesAsync(Bench.Json(""" "again": { "type": "rec.text", "inputs": { "text": "again" } } """, """ "a": { "link": "again.text" } """));
        return await _bench.RunAsync(
            Bench.Json(
                """
                "odd": { "type": "rec.progress", "inputs": { "text": "x" } },
                "bad": { "type": "bad.throws", "inputs": { "text": { "link": "odd.text" } } },
                "after": { "type": "rec.text", "inputs": { "text": { "link": "bad.text" } } },
                "again": { "type": "rec.text", "inputs": { "text": "again" } }
                """,
                """ "odd": { "link": "odd.text" }, "after": { "link": "after.text" }, "again": { "link": "again.text" } """),
            options: new() { OnEvent = onEvent });
    }
}

using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NodeEngine.Runs;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Runs;

public sealed class CancellationTests : IDisposable
{
    private readonly HeldNodes _held = new();
    private readonly RecordingNodes _nodes = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly List<RunEvent> _events = [];
    private readonly Bench _bench;

    public CancellationTests() => _bench = new Bench(_held, _nodes);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Cancelling_reaches_every_node_and_starts_nothing_new()
    {
        using var cancel = new CancellationTokenSource();
        var begun = 0;
        var run = _bench.RunAsync(
            Bench.Json(
                """
                "a": { "type": "held.wait", "inputs": { "name": "a" } }, "b": { "type": "held.wait", "inputs": { "name": "b" } }, "c": { "type": "held.work", "inputs": { "name": "c" } },
                "d": { "type": "rec.text", "inputs": { "text": { "link": "a.text" } } }, "e": { "type": "rec.text", "inputs": { "text": { "link": "d.text" } } }
                """,
                """ "b": { "link": "b.text" }, "c": { "link": "c.text" }, "e": { "link": "e.text" } """),
            options: new() { ProcessorSlots = 2, OnEvent = told => Once(told is RunEvent.NodeStarted && ++begun == 3, () => _ = cancel.CancelAsync()) },
            cancellation: cancel.Token);

        using var report = await run;

        report.Status.Should().Be(RunStatus.Cancelled);
        report.Outcomes().Should().Equal("a cancelled", "b cancelled", "c cancelled", "d cancelled", "e cancelled");
        _held.Cancelled.Should().Be(3);
        _nodes.Take().Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_cancelled_before_it_starts_runs_nothing()
    {
        using var report = await _bench.RunAsync(
            Bench.Json(""" "a": { "type": "rec.text", "inputs": { "text": "x" } } """, """ "a": { "link": "a.text" } """), cancellation: new CancellationToken(canceled: true));

        report.Outcomes().Should().Equal("a cancelled");
        _nodes.Take().Should().BeEmpty();
    }

    [Fact]
    public async Task A_node_that_ignores_cancelling_is_left_behind_after_the_time_of_grace()
    {
        using var cancel = new CancellationTokenSource();
        var run = _bench.RunAsync(Deaf, options: Options, cancellation: cancel.Token);
        await _held.Began;

        await cancel.CancelAsync();
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        run.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        using var report = await run;

        report.Outcomes().Should().Equal("a cancelled", "b cancelled");
        report.Status.Should().Be(RunStatus.Cancelled);
        var told = _events.Count;
        _held.End();
        await _held.Ended;
        _events.Should().HaveCount(told).And.Subject.Last().Should().BeOfType<RunEvent.Finished>();
    }

    [Fact]
    public async Task A_node_that_ends_within_the_time_of_grace_has_run()
    {
        using var cancel = new CancellationTokenSource();
        var run = _bench.RunAsync(Deaf, options: Options, cancellation: cancel.Token);
        await _held.Began;

        await cancel.CancelAsync();
        _held.End();
        using var report = await run;

        report.Outcomes().Should().Equal("a ran", "b cancelled");
        _nodes.Take().Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_cancelled_is_not_stored()
    {
        using var cancel = new CancellationTokenSource();
        var json = Bench.Json(""" "a": { "type": "held.sample", "inputs": { "name": "a" } } """, """ "a": { "link": "a.text" } """);
        var run = _bench.RunAsync(json, cancellation: cancel.Token);
        await _held.Began;
        await cancel.CancelAsync();
        (await run).Dispose();

        (await _bench.OutcomesAsync(json)).Should().Equal("a ran");
    }

    [Fact]
    public async Task Cancelling_when_all_is_done_changes_nothing()
    {
        using var cancel = new CancellationTokenSource();
        using var report = await _bench.RunAsync(
            Bench.Json(""" "a": { "type": "rec.text", "inputs": { "text": "x" } } """, """ "a": { "link": "a.text" } """),
            options: new() { OnEvent = told => Once(told is RunEvent.NodeFinished, cancel.Cancel) },
            cancellation: cancel.Token);

        (report.Status, report.Text("a")).Should().Be((RunStatus.Done, "x"));
    }

    [Fact]
    public async Task A_run_that_waits_for_the_call_of_another_makes_it_itself_when_the_other_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var json = Bench.Json(""" "a": { "type": "held.sample", "inputs": { "name": "a" } } """, """ "a": { "link": "a.text" } """);
        var first = _bench.RunAsync(json, cancellation: cancel.Token);
        await _held.Began;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = _bench.RunAsync(json, options: new() { OnEvent = told => Once(told is RunEvent.NodeStarted, () => started.TrySetResult()) });
        await started.Task;

        await cancel.CancelAsync();
        (await first).Status.Should().Be(RunStatus.Cancelled);
        using var report = await second;

        report.Outcomes().Should().Equal("a ran");
    }

    [Fact]
    public async Task A_run_that_waits_for_the_call_of_another_can_be_cancelled_by_itself()
    {
        using var cancel = new CancellationTokenSource();
        var json = Bench.Json(""" "a": { "type": "held.sample", "inputs": { "name": "a" } } """, """ "a": { "link": "a.text" } """);
        var first = _bench.RunAsync(json);
        await _held.Began;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = _bench.RunAsync(
            json, options: new() { Clock = _clock, OnEvent = told => Once(told is RunEvent.NodeStarted, () => started.TrySetResult()) }, cancellation: cancel.Token);
        await started.Task;

        await cancel.CancelAsync();
        (await second).Outcomes().Should().Equal("a cancelled");
        _held.End();
        (await first).Outcomes().Should().Equal("a ran");
    }

    private static string Deaf => Bench.Json(
        """ "a": { "type": "held.deaf", "inputs": { "name": "a" } }, "b": { "type": "rec.text", "inputs": { "text": { "link": "a.text" } } } """, """ "b": { "link": "b.text" } """);

    private RunOptions Options => new() { Clock = _clock, OnEvent = _events.Add };

    private static void Once(bool condition, Action act)
    {
        if (condition)
        {
            act();
        }
    }
}

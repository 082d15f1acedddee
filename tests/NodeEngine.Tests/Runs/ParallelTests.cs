using FluentAssertions;
using NodeEngine.Runs;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Runs;

public sealed class ParallelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Sixty_four_waiting_nodes_all_wait_at_once(int slots)
    {
        using var bench = new Bench(new BarrierNodes(64));

        using var report = await bench.RunAsync(Many("barrier.wait", 64), options: new() { ProcessorSlots = slots });

        report.Status.Should().Be(RunStatus.Done);
        report.Nodes.Should().OnlyContain(node => node.Outcome == Outcome.Ran);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Processor_nodes_fill_the_slots_and_never_exceed_them(int slots)
    {
        // Each ends only when as many run as there are slots: fewer would never end, more would be counted.
        var nodes = new BarrierNodes(slots);
        using var bench = new Bench(nodes);

        using var report = await bench.RunAsync(Many("barrier.work", slots * 8), options: new() { ProcessorSlots = slots });

        report.Status.Should().Be(RunStatus.Done);
        nodes.Most.Should().Be(slots);
    }

    [Fact]
    public async Task Waiting_nodes_start_although_every_slot_is_taken()
    {
        using var cancel = new CancellationTokenSource();
        var held = new HeldNodes();
        using var bench = new Bench(held, new BarrierNodes(3));
        var waited = 0;
        var run = bench.RunAsync(
            Bench.Json(
                string.Join(",", Enumerable.Range(0, 2).Select(i => $$""" "work{{i}}": { "type": "held.work", "inputs": { "name": "{{i}}" } } """)
                    .Concat(Enumerable.Range(0, 3).Select(i => $$""" "wait{{i}}": { "type": "barrier.wait", "inputs": { "name": "{{i}}" } } """))),
                string.Join(",", Enumerable.Range(0, 2).Select(i => $$""" "work{{i}}": { "link": "work{{i}}.text" } """)
                    .Concat(Enumerable.Range(0, 3).Select(i => $$""" "wait{{i}}": { "link": "wait{{i}}.text" } """)))),
            options: new()
            {
                ProcessorSlots = 2,
                OnEvent = told =>
                {
                    // The processor nodes run until they are cancelled, so the others have ended while all slots were taken.
                    if (told is RunEvent.NodeFinished { Outcome: Outcome.Ran } && ++waited == 3)
                    {
                        _ = cancel.CancelAsync();
                    }
                },
            },
            cancellation: cancel.Token);

        using var report = await run;

        report.Outcomes().Should().Equal("work0 cancelled", "work1 cancelled", "wait0 ran", "wait1 ran", "wait2 ran");
    }

    [Fact]
    public async Task Nodes_that_wait_and_nodes_that_work_follow_each_other_in_order()
    {
        var nodes = new RecordingNodes();
        using var bench = new Bench(nodes, new BarrierNodes(1));
        var json = Bench.Json(
            string.Join(",", Enumerable.Range(0, 20).Select(i => (i % 2 == 0, i == 0) switch
            {
                (_, true) => """ "n0": { "type": "rec.text", "inputs": { "text": "x" } } """,
                (true, _) => $$""" "n{{i}}": { "type": "rec.text", "inputs": { "text": { "link": "n{{i - 1}}.text" }, "needs": "{{i}}" } } """,
                _ => $$""" "n{{i}}": { "type": "test.later", "inputs": { "text": { "link": "n{{i - 1}}.text" } } } """,
            })),
            """ "last": { "link": "n19.text" } """);

        using var report = await bench.RunAsync(json);

        report.Text("last").Should().Be("x24681012141618");
        nodes.Take().Should().HaveCount(10).And.BeInAscendingOrder(line => line.Length);
    }

    [Fact]
    public async Task Two_nodes_may_save_what_one_makes()
    {
        var nodes = new RecordingNodes();
        using var bench = new Bench(nodes);

        var outcomes = await bench.OutcomesAsync(Bench.Json(
            """
            "a": { "type": "rec.text", "inputs": { "text": "x" } },
            "b": { "type": "rec.effect", "inputs": { "text": { "link": "a.text" } } },
            "c": { "type": "rec.effect", "inputs": { "text": { "link": "a.text" } } }
            """));

        outcomes.Should().Equal("a ran", "b ran", "c ran");
        nodes.Take().Should().Equal("text x", "effect x", "effect x");
    }

    private static string Many(string type, int count) => Bench.Json(
        string.Join(",", Enumerable.Range(0, count).Select(i => $$""" "n{{i}}": { "type": "{{type}}", "inputs": { "name": "{{i}}" } } """)),
        string.Join(",", Enumerable.Range(0, count).Select(i => $$""" "n{{i}}": { "link": "n{{i}}.text" } """)));
}

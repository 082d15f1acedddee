using FluentAssertions;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.Tests.Durability;

/// <summary>What is sent, what is booked, and what is sent again.</summary>
public sealed class CallProtocolTests
{
    [Fact]
    public async Task A_stored_picture_is_not_bought_again_by_any_later_process()
    {
        await using var workshop = await Workshop.OpenAsync();
        (await workshop.RunAsync(Workshop.Graph("a", "b"))).Should().Equal("a ran", "b ran");
        (await workshop.RunAsync(Workshop.Graph("a", "b"))).Should().Equal("a stored", "b stored");
        workshop.Prompts.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(SandboxFaultKind.Drop, null)]
    [InlineData(SandboxFaultKind.DropMidBody, null)]
    [InlineData(SandboxFaultKind.Answer, 502)]
    [InlineData(SandboxFaultKind.Answer, 504)]
    public async Task An_outcome_that_is_not_known_is_booked_and_sent_again_only_when_asked(SandboxFaultKind kind, int? status)
    {
        await using var workshop = await Workshop.OpenAsync();
        workshop.Sandbox.AddFault(new SandboxFault { Kind = kind, Status = status });
        using var store = workshop.OpenStore();
        (await workshop.RunAsync(Workshop.Graph("a"), store)).Should().Equal("a unknown: outcome-unknown");
        var booked = store.Calls().Should().ContainSingle(call => call.State == CallState.Unknown && call.IsEstimate).Which.PriceUsd;
        booked.Should().BePositive();

        (await workshop.RunAsync(Workshop.Graph("a"), store)).Should().Equal("a unknown: outcome-unknown");
        workshop.Prompts.Should().HaveCount(1, "nothing is sent again by itself");

        (await workshop.RunAsync(Workshop.Graph("a"), store, new RunOptions { PayAgain = ["a"] })).Should().Equal("a ran");
        workshop.Prompts.Should().HaveCount(2);
        store.Calls().Select(call => call.State).Should().Equal(CallState.Unknown, CallState.Done);
    }

    [Fact]
    public async Task A_failure_of_the_provider_is_not_booked_and_not_sent_again_in_the_same_run()
    {
        await using var workshop = await Workshop.OpenAsync();
        workshop.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Status = 500 });
        using var store = workshop.OpenStore();
        (await workshop.RunAsync(Workshop.Graph("a"), store)).Should().Equal("a failed: provider-failed");
        workshop.Prompts.Should().HaveCount(1);
        store.Calls().Should().ContainSingle(call => call.State == CallState.Failed && call.PriceUsd == 0);
        (await workshop.RunAsync(Workshop.Graph("a"), store)).Should().Equal("a ran");
    }

    [Fact]
    public async Task What_was_certainly_not_done_is_sent_again_and_leaves_nothing_in_the_ledger()
    {
        await using var workshop = await Workshop.OpenAsync();
        workshop.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Status = 429, Headers = new Dictionary<string, string> { ["retry-after"] = "0" } });
        using var store = workshop.OpenStore();
        (await workshop.RunAsync(Workshop.Graph("a"), store)).Should().Equal("a ran");
        workshop.Prompts.Should().HaveCount(2);
        store.Calls().Should().ContainSingle(call => call.State == CallState.Done);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_kept_and_not_paid_again()
    {
        await using var workshop = await Workshop.OpenAsync();
        workshop.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Garbage });
        (await workshop.RunAsync(Workshop.Graph("a"))).Should().Equal("a failed: answer-unreadable");
        (await workshop.RunAsync(Workshop.Graph("a"))).Should().Equal("a unknown: outcome-unknown");
        workshop.Prompts.Should().HaveCount(1);
        Directory.EnumerateFiles(Path.Combine(workshop.StoreFolder, "calls")).Should().ContainSingle("the answer is kept");
        (await workshop.RunAsync(Workshop.Graph("a"), new RunOptions { PayAgain = [RunOptions.All] })).Should().Equal("a ran");
    }

    [Fact]
    public async Task Equal_nodes_and_equal_runs_at_the_same_time_make_one_call()
    {
        await using var workshop = await Workshop.OpenAsync(TimeSpan.FromMilliseconds(50));
        var twice = Workshop.Graph([Workshop.Shoot("a", "same"), Workshop.Shoot("b", "same")], ["a", "b"]);
        using var store = workshop.OpenStore();
        using var other = workshop.OpenStore();
        await Task.WhenAll(workshop.RunAsync(twice, store), workshop.RunAsync(twice, store), workshop.RunAsync(twice, other));
        workshop.Prompts.Should().Equal("same");
        store.Calls().Should().ContainSingle();
    }

    [Fact]
    public async Task Each_take_is_bought_once()
    {
        await using var workshop = await Workshop.OpenAsync();
        string Take(int take) => Workshop.Graph([Workshop.Shoot("a", "same", $$""", "take": {{take}} """)], ["a"]);
        foreach (var take in (int[])[1, 2, 3, 1, 2, 3])
        {
            await workshop.RunAsync(Take(take));
        }

        workshop.Prompts.Should().HaveCount(3);
    }

    [Fact]
    public async Task When_one_of_several_calls_fails_the_others_are_stored_and_the_next_run_sends_one()
    {
        await using var workshop = await Workshop.OpenAsync();
        workshop.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Status = 500, Call = 3 });
        var first = await workshop.RunAsync(Workshop.Graph("a", "b", "c", "d"));
        first.Count(line => line.EndsWith("ran", StringComparison.Ordinal)).Should().Be(3);
        var second = await workshop.RunAsync(Workshop.Graph("a", "b", "c", "d"));
        second.Count(line => line.EndsWith("stored", StringComparison.Ordinal)).Should().Be(3);
        workshop.Prompts.Should().HaveCount(5);
    }

    [Fact]
    public async Task Cancelling_during_a_call_still_brings_its_picture_into_store_and_ledger()
    {
        await using var workshop = await Workshop.OpenAsync();
        workshop.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Delay, Delay = TimeSpan.FromMilliseconds(300) });
        using var store = workshop.OpenStore();
        using var cancel = new CancellationTokenSource();
        var running = workshop.RunAsync(Workshop.Graph("a"), store, null, cancel.Token);
        while (store.Calls().Count == 0)
        {
            await Task.Yield();
        }

        while (workshop.Prompts.Count == 0 && !running.IsCompleted)
        {
            await Task.Yield();
        }

        await cancel.CancelAsync();
        (await running).Should().Equal("a ran");
        store.Calls().Should().ContainSingle(call => call.State == CallState.Done);
        (await workshop.RunAsync(Workshop.Graph("a"), store)).Should().Equal("a stored");
    }

    [Fact]
    public async Task Cancelling_before_a_call_sends_nothing()
    {
        await using var workshop = await Workshop.OpenAsync();
        using var store = workshop.OpenStore();
        (await workshop.RunAsync(Workshop.Graph("a"), store, null, new CancellationToken(canceled: true))).Should().Equal("a cancelled");
        workshop.Prompts.Should().BeEmpty();
        store.Calls().Should().BeEmpty();
    }
}

using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.Tests.Durability;

/// <summary>Budgets hold call by call, also for calls that are made at the same time.</summary>
public sealed class BudgetTests
{
    private static readonly string Four = Workshop.Graph("a", "b", "c", "d");

    [Fact]
    public async Task Calls_at_the_same_time_cannot_pass_the_budget_together()
    {
        await using var workshop = await Workshop.OpenAsync(TimeSpan.FromMilliseconds(30));
        using var store = workshop.OpenStore();
        var high = await HighOfOneAsync(workshop, store);
        var outcomes = await workshop.RunAsync(Four, store, new RunOptions { Budget = high * 2.5m });
        outcomes.Should().Contain(line => line.EndsWith("budget", StringComparison.Ordinal));
        var spent = store.Calls().Where(call => call.Run != "probe").Sum(call => call.PriceUsd);
        spent.Should().BeLessThanOrEqualTo(high * 2.5m);
        workshop.Prompts.Count.Should().BeInRange(3, 4, "the probe, and two or three of the four: what settles lower makes room");
    }

    [Fact]
    public async Task A_call_that_may_have_been_paid_counts_in_full()
    {
        await using var workshop = await Workshop.OpenAsync();
        using var store = workshop.OpenStore();
        var high = await HighOfOneAsync(workshop, store);
        workshop.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Drop });
        var run = new RunOptions { Budget = high * 1.5m };
        using var caller = workshop.NewCaller();
        using var report = await new GraphRunner(store, caller).RunAsync(workshop.PlanOf(Workshop.Graph("a", "b")), run);
        report.Nodes.Select(node => node.Error?.Code).Should().BeEquivalentTo("outcome-unknown", "budget");
        report.PriceUsd.Should().Be(high);
        report.Nodes.Single(node => node.Error!.Code == "budget").Error!.Message.Should().Contain("may cost up to").And.Contain("the budget is");
    }

    [Fact]
    public async Task The_price_is_in_the_report_and_in_the_ledger_and_marked_as_simulated()
    {
        await using var workshop = await Workshop.OpenAsync();
        using var store = workshop.OpenStore();
        using var caller = workshop.NewCaller();
        using var report = await new GraphRunner(store, caller).RunAsync(workshop.PlanOf(Workshop.Graph("a", "b")));
        report.IsSimulated.Should().BeTrue();
        report.PriceUsd.Should().BePositive().And.Be(report.Nodes.Sum(node => node.PriceUsd)).And.Be(store.Calls().Sum(call => call.PriceUsd));
        store.Calls().Should().OnlyContain(call => call.IsSimulated && !call.IsEstimate && call.Usage.Count > 0 && call.PriceList != null);
        using var again = await new GraphRunner(store, caller).RunAsync(workshop.PlanOf(Workshop.Graph("a", "b")));
        again.PriceUsd.Should().Be(0);
    }

    [Fact]
    public async Task With_the_clock_set_back_the_order_of_calls_and_runs_holds()
    {
        await using var workshop = await Workshop.OpenAsync();
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-25T00:30:00Z", System.Globalization.CultureInfo.InvariantCulture)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var back = new FakeTimeProvider(clock.GetUtcNow().AddHours(-1));
        foreach (var (time, id) in (IEnumerable<(FakeTimeProvider, string)>)[(clock, "a"), (back, "b")])
        {
            using var store = workshop.OpenStore(time);
            using var caller = workshop.NewCaller(time);
            using var report = await new GraphRunner(store, caller).RunAsync(workshop.PlanOf(Workshop.Graph(id)), new RunOptions { Run = $"run-{id}" });
            report.Status.Should().Be(RunStatus.Done);
        }

        using var last = workshop.OpenStore();
        last.Calls().Select(call => call.Node).Should().Equal("a", "b");
        last.Runs().Select(run => run.Run).Should().Equal("run-b", "run-a");
        last.Calls().Select(call => call.Day).Distinct().Should().ContainSingle("the day that has begun goes on, and its budget with it");
    }

    /// <summary>The high estimate of one of the calls: what is booked for one whose outcome is not known.</summary>
    private static async Task<decimal> HighOfOneAsync(Workshop workshop, ResultStore store)
    {
        workshop.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Drop });
        await workshop.RunAsync(Workshop.Graph([Workshop.Shoot("p", "picture p")], ["p"]), store, new RunOptions { Run = "probe" });
        return store.Calls().Single().PriceUsd;
    }
}

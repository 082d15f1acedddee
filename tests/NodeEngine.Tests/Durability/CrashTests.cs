using System.Globalization;
using FluentAssertions;
using NodeEngine.Results;
using Xunit;
using Xunit.Abstractions;

namespace NodeEngine.Tests.Durability;

/// <summary>A process that runs a graph is killed, and another goes on. What was received is never paid again; what may have been is told first.</summary>
/// <remarks><c>NODEENGINE_KILLS</c> says how many random moments are tried: 4 by default, 200 for a whole proof, which takes some minutes.</remarks>
public sealed class CrashTests(ITestOutputHelper output)
{
    private static readonly string Kettles = Workshop.Graph(
        [
            Workshop.Shoot("a", "picture a"),
            Workshop.Shoot("b", "picture b"),
            Workshop.Shoot("both", "picture both", """, "references": [ { "link": "a.image" }, { "link": "b.image" } ]"""),
        ],
        ["a", "both"]);

    [Theory]
    [InlineData("call-admitting")]
    [InlineData("call-admitted")]
    [InlineData("call-sending@2")]
    [InlineData("answer-begun")]
    [InlineData("answer-arriving@3")]
    [InlineData("answer-arrived")]
    [InlineData("answer-synced@2")]
    [InlineData("answer-read")]
    [InlineData("blob-written")]
    [InlineData("blob-moved@2")]
    [InlineData("blob-synced@3")]
    [InlineData("result-writing")]
    [InlineData("receipt-written@2")]
    [InlineData("result-written")]
    [InlineData("spool-deleted@3")]
    [InlineData("run-ending")]
    public async Task Nothing_is_paid_twice_wherever_the_process_dies(string failpoint)
    {
        await using var workshop = await Workshop.OpenAsync();
        var killed = await workshop.DriveAsync(Kettles, failpoint);
        killed.WasKilled.Should().BeTrue($"{failpoint} is passed: {killed.Errors}");
        await GoOnAsync(workshop, failpoint);
    }

    [Fact]
    public async Task Nothing_is_paid_twice_at_whatever_moment_the_process_dies()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("NODEENGINE_KILLS") ?? "4", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("NODEENGINE_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        output.WriteLine($"NODEENGINE_SEED={seed}");
        var random = new Random(seed);
        for (var i = 0; i < kills; i++)
        {
            await using var workshop = await Workshop.OpenAsync(TimeSpan.FromMilliseconds(random.Next(20)));
            var moment = TimeSpan.FromMilliseconds(random.Next(700));
            await workshop.DriveAsync(Kettles, killAfter: moment);
            await GoOnAsync(workshop, $"seed {seed}, kill {i} after {moment.TotalMilliseconds} ms");
        }
    }

    [Fact]
    public async Task A_call_that_may_have_been_paid_is_told_with_what_it_may_have_cost_and_sent_again_only_when_asked()
    {
        await using var workshop = await Workshop.OpenAsync();
        await workshop.DriveAsync(Workshop.Graph("a"), "call-sending");
        var second = await workshop.DriveAsync(Workshop.Graph("a"));
        second.Outcomes.Should().Equal("a Unknown outcome-unknown");
        second.Errors.Should().Contain("may have been paid").And.Contain("--pay-again a");
        workshop.Prompts.Should().BeEmpty();
        (await workshop.DriveAsync(Workshop.Graph("a"), null, null, "pay-again=a")).Outcomes.Should().Equal("a Ran");
        workshop.Prompts.Should().Equal("picture a");
    }

    [Fact]
    public async Task Two_processes_make_the_same_call_once()
    {
        await using var workshop = await Workshop.OpenAsync(TimeSpan.FromMilliseconds(300));
        var both = await Task.WhenAll(workshop.DriveAsync(Workshop.Graph("a", "b")), workshop.DriveAsync(Workshop.Graph("a", "b")));
        both.SelectMany(driven => driven.Outcomes).Select(line => line.Split(' ')[1]).Should().OnlyContain(outcome => outcome == "Ran" || outcome == "Stored");
        workshop.Prompts.Should().BeEquivalentTo("picture a", "picture b");
        using var store = workshop.OpenStore();
        store.Verify().Damages.Should().BeEmpty();
    }

    private static async Task GoOnAsync(Workshop workshop, string because)
    {
        var before = workshop.Prompts;
        var second = await workshop.DriveAsync(Kettles);
        second.Outcomes.Should().HaveCount(3, $"{because}: {second.Errors}");
        var unknown = second.Outcomes.Where(line => line.Contains("Unknown", StringComparison.Ordinal)).Select(line => $"picture {line.Split(' ')[0]}").ToList();
        second.Outcomes.Should().OnlyContain(line => line.Contains("Ran") || line.Contains("Stored") || line.Contains("Unknown") || line.Contains("needs"), $"{because}: {second.Errors}");

        // What is not known was not sent again by itself.
        workshop.Prompts.Skip(before.Count).Intersect(unknown).Should().BeEmpty(because);
        workshop.Prompts.Should().OnlyHaveUniqueItems(because);

        var third = await workshop.DriveAsync(Kettles, null, null, "pay-again=all");
        third.Outcomes.Should().OnlyContain(line => line.EndsWith("Ran") || line.EndsWith("Stored"), $"{because}: {third.Errors}");
        foreach (var same in workshop.Prompts.GroupBy(prompt => prompt))
        {
            same.Count().Should().BeLessThanOrEqualTo(unknown.Contains(same.Key) ? 2 : 1, $"{because}: {same.Key}");
        }

        using var store = workshop.OpenStore();
        store.Verify().Damages.Should().BeEmpty(because);
        store.Calls().Count(call => call.State == CallState.Done).Should().Be(3, because);
        store.Calls().Where(call => call.State is CallState.Open or CallState.Answered).Should().BeEmpty(because);
        Directory.EnumerateFiles(Path.Combine(workshop.StoreFolder, "calls")).Should().BeEmpty(because);
    }
}

using System.Globalization;
using FluentAssertions;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

/// <summary>Waiting and sending again, by a clock on which no time passes.</summary>
public sealed class LimitTests
{
    public static TheoryData<string, string, double> Waits { get; } = new()
    {
        { "Retry-After", "0", 0 },
        { "Retry-After", "3", 3 },
        { "Retry-After", "500", 500 },
        { "Retry-After", new DateTimeOffset(2026, 11, 23, 12, 1, 30, TimeSpan.Zero).ToString("r", CultureInfo.InvariantCulture), 90 },
        { "retry-after-ms", "1500", 1.5 },
    };

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task A_rate_limit_is_waited_for_exactly_as_long_as_the_provider_says(string header, string value, double seconds)
    {
        var clock = new TestClock();
        await using var world = await World.StartAsync(clock: clock);
        world.Sandbox.AddFault(Limited(header, value));
        (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Node().Outcome.Should().Be(Outcome.Ran);
        clock.Waits.Where(wait => wait > TimeSpan.Zero).Should().Equal(seconds == 0 ? [] : [TimeSpan.FromSeconds(seconds)]);
        world.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_wait_beyond_the_limit_fails_with_the_time_and_calls_before_it_are_not_sent()
    {
        await using var world = await World.StartAsync(clock: new TestClock());
        world.Sandbox.AddFault(Limited("Retry-After", "7200"));
        var error = (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Node().Error!;
        error.Code.Should().Be("rate-limited");
        error.Advice.Should().Be("Run again after 2026-11-23 14:00:00 +00:00.");
        (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"y\"")).Node().Error!.Advice.Should().Be("Run again after 2026-11-23 14:00:00 +00:00.");
        world.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Cancelling_during_a_wait_sends_nothing_more()
    {
        var clock = new TestClock(standsStill: true);
        await using var world = await World.StartAsync(clock: clock);
        world.Sandbox.AddFault(Limited("Retry-After", "30"));
        using var cancelling = new CancellationTokenSource();
        var running = world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"", cancelling.Token);
        await clock.Waiting;
        await cancelling.CancelAsync();
        (await running).Node().Outcome.Should().Be(Outcome.Cancelled);
        world.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Pictures_per_minute_are_kept()
    {
        var clock = new TestClock();
        await using var world = await World.StartAsync(
            sandbox => provider => World.AccessTo(provider, sandbox.Providers[provider.Id], limits: new ModelLimits(Concurrency: 1, ImagesPerMinute: 2)), clock);
        var nodes = string.Join(",\n", Enumerable.Range(1, 5).Select(i => $$"""
            "shoot{{(char)('a' + i)}}": { "type": "openai.gpt-image-2", "inputs": { "prompt": "{{i}}" } }
            """));
        var report = await world.RunAsync(nodes, string.Join(", ", "bcdef".Select(letter => $"\"{letter}\": {{ \"link\": \"shoot{letter}.image\" }}")));
        report.Status.Should().Be(RunStatus.Done);
        clock.Waits.Where(wait => wait > TimeSpan.Zero).Select(wait => Math.Round(wait.TotalSeconds)).Should().Equal(60, 60);
    }

    [Fact]
    public async Task A_request_for_more_pictures_than_a_minute_allows_still_goes()
    {
        await using var world = await World.StartAsync(
            sandbox => provider => World.AccessTo(provider, sandbox.Providers[provider.Id], limits: new ModelLimits(Concurrency: 1, ImagesPerMinute: 2)), new TestClock());
        (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\", \"count\": 4")).Images().Should().HaveCount(4);
    }

    [Fact]
    public async Task An_overloaded_provider_is_asked_again_a_few_times_slowly()
    {
        var clock = new TestClock();
        await using var world = await World.StartAsync(clock: clock);
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Status = 503, Times = null });
        (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Node().Error!.Code.Should().Be("provider-unavailable");
        clock.Waits.Should().Equal(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
        world.Requests.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_refused_connection_is_tried_again_and_then_told()
    {
        var clock = new TestClock();
        using var gone = new RawServer("", []);
        var address = gone.Address;
        gone.Dispose();
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, address), clock);
        var error = (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Node().Error!;
        error.Code.Should().Be("provider-unreachable");
        error.Message.Should().StartWith($"OpenAI cannot be reached at {address.Authority}: ");
        clock.Waits.Should().Equal(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8));
    }

    [Theory]
    [InlineData(401, "{\"error\":{\"message\":\"No.\",\"code\":\"invalid_api_key\"}}", "key-refused")]
    [InlineData(429, "{\"error\":{\"message\":\"You exceeded your current quota.\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}", "quota-used-up")]
    public async Task A_refused_key_or_used_up_quota_stops_that_provider_and_no_other(int status, string body, string code)
    {
        await using var world = await World.StartAsync(sandbox => provider => World.AccessTo(provider, sandbox.Providers[provider.Id], limits: new ModelLimits(Concurrency: 1)));
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Path = "/openai/", Status = status, Body = body, Times = null });
        var nodes = string.Join(",\n", "abcdefgh".Select(letter => $$"""
            "{{letter}}": { "type": "openai.gpt-image-2", "inputs": { "prompt": "{{letter}}" } }
            """).Append("""
            "other": { "type": "gemini.gemini-3-pro-image", "inputs": { "prompt": "x" } }
            """));
        var report = await world.RunAsync(nodes, string.Join(", ", "abcdefgh".Select(letter => $"\"{letter}\": {{ \"link\": \"{letter}.image\" }}").Append("\"other\": { \"link\": \"other.image\" }")));
        report.Node("other").Outcome.Should().Be(Outcome.Ran);
        var errors = report.Nodes.Where(node => node.Id != "other").Select(node => node.Error!).ToList();
        errors.Should().ContainSingle(error => error.Code == code);
        errors.Where(error => error.Code != code).Should().HaveCount(7).And.OnlyContain(error => error.Code == "provider-stopped" && error.Advice != null);
        world.Requests.Where(request => request.Path.StartsWith("/openai/", StringComparison.Ordinal)).Should().ContainSingle();
    }

    private static SandboxFault Limited(string header, string value) => new()
    {
        Kind = SandboxFaultKind.Answer,
        Status = 429,
        Headers = new Dictionary<string, string> { [header] = value },
        // Without the time that the usual message names.
        Body = "{\"error\":{\"message\":\"Rate limit reached.\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}",
    };
}

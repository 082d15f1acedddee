using FluentAssertions;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

/// <summary>On 2026-11-23.</summary>
public sealed class LifecycleTests
{
    [Theory]
    [InlineData("openai.gpt-image-1", "model-over", Severity.Error, "openai.gpt-image-1 is not served since 2026-10-23.", "Use openai.gpt-image-2.6-sunburst; --force sends the call all the same, and --sandbox tries it without cost.")]
    [InlineData("openai.dall-e-2", "model-over", Severity.Error, "openai.dall-e-2 is not served since 2026-05-12.", "Use openai.gpt-image-2.6-flare; --force sends the call all the same, and --sandbox tries it without cost.")]
    [InlineData("gemini.gemini-3-pro-image-preview", "model-over", Severity.Error, "gemini.gemini-3-pro-image-preview is not served since 2026-06-25.", "Use gemini.gemini-3-pro-image; --force sends the call all the same, and --sandbox tries it without cost.")]
    [InlineData("openai.gpt-image-1.5", "model-ends", Severity.Warning, "openai.gpt-image-1.5 ends in 8 days, on 2026-12-01.", "Use openai.gpt-image-2.6-sunburst.")]
    [InlineData("gemini.gemini-3.1-flash-image", "model-ends", Severity.Warning, "gemini.gemini-3.1-flash-image may not be served any more: sources disagree whether it ended on 2026-10-29.", "Use gemini.gemini-nano-banana-2.1.")]
    public async Task A_model_that_is_over_or_soon_will_be_is_told_with_its_replacement(string type, string code, Severity severity, string message, string suggestion)
    {
        await using var world = await World.StartAsync(sandbox => provider => World.AccessTo(provider, sandbox.Providers[provider.Id]), new TestClock());
        world.Caller.Check(world.Plan(World.Shoot(type, "\"prompt\": \"x\""))).Should().ContainSingle().Which.Should().Match<Problem>(problem =>
            problem.Code == code && problem.Severity == severity && problem.Message == message && problem.Suggestion == suggestion && problem.Where == "shoot");
    }

    [Theory]
    [InlineData("openai.gpt-image-2")]
    [InlineData("openai.gpt-image-2.6-flare")]
    [InlineData("gemini.gemini-nano-banana-2.1")]
    [InlineData("gemini.gemini-2.5-flash-image")]
    public async Task A_model_that_stays_is_not_mentioned(string type)
    {
        await using var world = await World.StartAsync(sandbox => provider => World.AccessTo(provider, sandbox.Providers[provider.Id]), new TestClock());
        world.Caller.Check(world.Plan(World.Shoot(type, "\"prompt\": \"x\""))).Should().BeEmpty();
    }

    [Fact]
    public async Task With_force_a_model_that_is_over_is_warned_of_and_called()
    {
        await using var world = await World.StartAsync(sandbox => provider => World.AccessTo(provider, sandbox.Providers[provider.Id]), new TestClock(), isForced: true);
        world.Caller.Check(world.Plan(World.Shoot("openai.gpt-image-1", "\"prompt\": \"x\""))).Should().ContainSingle().Which.Severity.Should().Be(Severity.Warning);
        (await world.ShootAsync("openai.gpt-image-1", "\"prompt\": \"x\"")).Node().Outcome.Should().Be(Outcome.Ran);
    }

    [Fact]
    public async Task In_the_sandbox_a_model_that_is_over_can_be_tried()
    {
        await using var world = await World.StartAsync(clock: new TestClock());
        world.Caller.Check(world.Plan(World.Shoot("openai.gpt-image-1", "\"prompt\": \"x\""))).Should().BeEmpty();
    }
}

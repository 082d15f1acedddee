using FluentAssertions;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.Plugins.Tests.OpenAI;

public sealed class OpenAIErrorTests
{
    /// <summary>Status, body (null: the stand-in's own), code, how many requests are sent, and how the message begins.</summary>
    public static TheoryData<int, string?, string, int, string> Errors { get; } = new()
    {
        { 400, Error("invalid_image_file", "invalid_request_error", "Invalid image file."), "model-refused-request", 1, "OpenAI refused the request: Invalid image file." },
        { 400, Error("moderation_blocked", "image_generation_user_error", "Rejected. safety_violations=[sexual]."), "content-blocked", 1, "OpenAI blocked the content: Rejected. safety_violations=[sexual]." },
        { 400, Error("billing_hard_limit_reached", "invalid_request_error", "Limit."), "quota-used-up", 1, "The quota or credit at OpenAI is used up: Limit." },
        { 401, null, "key-refused", 1, "OpenAI refused the key: Incorrect API key provided: [key]." },
        { 403, null, "access-refused", 1, "OpenAI does not let this key use gpt-image-1.5: Your organization must be verified to use this model." },
        { 404, null, "model-not-found", 1, "OpenAI has no model gpt-image-1.5 for this key: The model does not exist" },
        { 429, null, "rate-limited", 9, "OpenAI takes no more requests for now: Rate limit reached" },
        { 429, Error("insufficient_quota", "insufficient_quota", "You exceeded your current quota."), "quota-used-up", 1, "The quota or credit at OpenAI is used up" },
        { 429, Error("project_spend_limit_exceeded", "requests", "Spent."), "quota-used-up", 1, "The quota or credit at OpenAI is used up" },
        { 500, null, "provider-failed", 1, "OpenAI failed: The server had an error" },
        { 502, null, "outcome-unknown", 1, "OpenAI gave no clear answer, and the call may have been paid" },
        { 503, null, "provider-unavailable", 4, "OpenAI is overloaded: The engine is currently overloaded" },
        { 504, null, "outcome-unknown", 1, "OpenAI gave no clear answer, and the call may have been paid" },
        { 200, "{\"data\":[{\"b64_json\":", "answer-unreadable", 1, "The answer of OpenAI cannot be read" },
        { 200, "{\"data\":[{\"b64_json\":\"%%%%\"}]}", "answer-unreadable", 1, "The answer of OpenAI cannot be read" },
        { 200, "{\"data\":[{\"b64_json\":\"AAECAwQFBgcICQ==\"}]}", "picture-unreadable", 1, "The answer's picture cannot be used" },
        { 200, "{\"data\":[]}", "no-image", 1, "OpenAI answered without a picture: the answer has no data." },
        { 200, "{}", "no-image", 1, "OpenAI answered without a picture" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Each_failure_has_a_name_and_advice_and_only_what_was_not_done_is_sent_again(int status, string? body, string code, int requests, string message)
    {
        await using var world = await World.StartAsync(clock: new TestClock());
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Status = status, Body = body, Times = null });
        var node = (await world.ShootAsync("openai.gpt-image-1.5", "\"prompt\": \"x\"")).Node();
        node.Error.Should().Match<NodeError>(error => error.Code == code && error.Message.StartsWith(message, StringComparison.Ordinal) && !string.IsNullOrEmpty(error.Advice));
        node.Outcome.Should().Be(code == "outcome-unknown" ? Outcome.Unknown : Outcome.Failed);
        world.Requests.Should().HaveCount(requests);
    }

    [Theory]
    [InlineData("moderation_blocked", "content-blocked", "OpenAI blocked the content: Your request was rejected by the safety system (violence).")]
    [InlineData("moderation_blocked_output", "result-blocked", "OpenAI blocked the picture that it made: Your request was rejected by the safety system (violence).")]
    [InlineData("content_policy_violation", "content-blocked", "OpenAI blocked the content: Your request was rejected as a result of our safety system.")]
    [InlineData("no_data", "no-image", "OpenAI answered without a picture: the answer has no data.")]
    public async Task A_block_says_its_stage_and_category(string reason, string code, string message)
    {
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Block, Reason = reason });
        (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Node().Error.Should().Match<NodeError>(error => error.Code == code && error.Message == message);
        world.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("Please try again in 232ms.", 232)]
    [InlineData("Please try again in 1.5s.", 1500)]
    [InlineData("Please try again in 2m.", 120_000)]
    public async Task The_time_that_the_message_names_is_waited(string message, int milliseconds)
    {
        var clock = new TestClock();
        await using var world = await World.StartAsync(clock: clock);
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Status = 429, Body = Error("rate_limit_exceeded", "requests", $"Rate limit reached. {message}") });
        (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Node().Outcome.Should().Be(Outcome.Ran);
        clock.Waits.Should().Equal(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public async Task The_advice_for_a_model_that_is_gone_names_its_replacement()
    {
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Status = 404 });
        (await world.ShootAsync("openai.gpt-image-1", "\"prompt\": \"x\"")).Node().Error!.Advice.Should().Be("Use openai.gpt-image-2.6-sunburst.");
    }

    private static string Error(string code, string type, string message) => $$$"""{"error":{"message":"{{{message}}}","type":"{{{type}}}","param":null,"code":"{{{code}}}"}}""";
}

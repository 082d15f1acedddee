using FluentAssertions;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Plugins.Tests.OpenAI;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Gemini;

public sealed class GeminiAnswerTests
{
    private const string Type = "gemini.gemini-3-pro-image";

    [Fact]
    public async Task Thoughts_are_skipped_the_last_picture_wins_and_the_rest_is_text()
    {
        var draft = Base64(Pictures.Png(8, 8));
        var last = Pictures.Jpeg(24, 16);
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault
        {
            Kind = SandboxFaultKind.Answer,
            Body = $$$"""
                {"candidates":[{"index":0,"finishReason":"STOP","content":{"role":"model","parts":[
                  {"text":"Let me think","thought":true},
                  {"inlineData":{"mimeType":"image/png","data":"{{{draft}}}"},"thought":true},
                  {"inlineData":{"mimeType":"image/png","data":"{{{draft}}}"}},
                  {"text":"Here it is"},
                  {"inlineData":{"mimeType":"image/png","data":"{{{Base64(last)}}}"},"thoughtSignature":"AAAA"},
                  {"text":"Enjoy"}]}}],
                 "modelVersion":"gemini-3-pro-image","responseId":"r-1"}
                """,
        });
        var report = await world.RunAsync(
            World.Shoot(Type, "\"prompt\": \"x\""),
            "\"images\": { \"link\": \"shoot.images\" }, \"text\": { \"link\": \"shoot.text\" }");
        report.Text("text").Should().Be("Here it is\nEnjoy");
        var image = report.Images().Should().ContainSingle().Subject;
        OpenAIRequestTests.Bytes(image).Should().Be(Convert.ToHexString(last));
        image.Format.Should().Be("jpeg", "the format is in the bytes, whatever the answer says");
    }

    [Fact]
    public async Task Thoughts_of_the_stand_in_are_skipped_too()
    {
        await using var world = await World.StartAsync();
        var report = await world.ShootAsync("gemini.gemini-nano-banana-2.1", "\"prompt\": \"x\", \"aspect_ratio\": \"16:9\"");
        report.Images().Should().ContainSingle().Which.Width.Should().Be(1376);
        report.Node().Warnings.Should().BeEmpty();
    }

    [Theory]
    [InlineData("prompt:PROHIBITED_CONTENT", "content-blocked", "Google Gemini blocked the content: the prompt was blocked (PROHIBITED_CONTENT), and no more is told.")]
    [InlineData("prompt:SAFETY", "content-blocked", "Google Gemini blocked the content: the prompt was blocked (SAFETY), and no more is told.")]
    [InlineData("IMAGE_SAFETY", "result-blocked", "Google Gemini blocked the picture that it made: IMAGE_SAFETY: Unable to show the generated image.")]
    [InlineData("IMAGE_RECITATION", "result-blocked", "Google Gemini blocked the picture that it made: IMAGE_RECITATION: Unable to show the generated image.")]
    [InlineData("NO_IMAGE", "no-image", "Google Gemini answered without a picture: NO_IMAGE: Unable to show the generated image.")]
    [InlineData("IMAGE_OTHER", "provider-failed", "Google Gemini failed: IMAGE_OTHER: Unable to show the generated image.")]
    [InlineData("MAX_TOKENS", "model-refused-request", "Google Gemini refused the request: MAX_TOKENS: Unable to show the generated image.")]
    [InlineData("LANGUAGE", "no-image", "Google Gemini answered without a picture: LANGUAGE: Unable to show the generated image.")]
    [InlineData("TEXT_ONLY", "answered-in-words", "Google Gemini answered in words instead of a picture: it said: \"I can describe that picture, but shall I draw it in oil or in watercolour?\".")]
    public async Task Answers_without_a_picture_are_different_outcomes_and_the_text_is_shown(string reason, string code, string message)
    {
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Block, Reason = reason });
        (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Error.Should().Match<NodeError>(error => error.Code == code && error.Message == message && error.Advice != null);
        world.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_rate_limit_with_RetryInfo_is_waited_for()
    {
        var clock = new TestClock();
        await using var world = await World.StartAsync(clock: clock);
        world.Sandbox.AddFault(Exhausted("GenerateRequestsPerMinutePerProjectPerModel", "Please retry.", "3.299376739s"));
        (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Outcome.Should().Be(Outcome.Ran);
        clock.Waits.Should().Equal(TimeSpan.FromMilliseconds(3300));
    }

    [Theory]
    [InlineData("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "You exceeded your current quota.", "The quota or credit at Google Gemini is used up: the quota of the day is used up: You exceeded your current quota.", "It renews at midnight Pacific time.")]
    [InlineData("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "Quota exceeded, limit: 0, model: gemini-2.5-flash-preview-image", "The quota or credit at Google Gemini is used up: Quota exceeded, limit: 0, model: gemini-2.5-flash-preview-image.", "This key has no quota for pictures at all: the free tier has none. Turn billing on for its project.")]
    public async Task A_quota_of_the_day_or_of_nothing_is_not_waited_for(string quota, string said, string message, string advice)
    {
        var clock = new TestClock();
        await using var world = await World.StartAsync(clock: clock);
        world.Sandbox.AddFault(Exhausted(quota, said, "34s"));
        (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Error.Should().Be(new NodeError("quota-used-up", message, advice));
        clock.Waits.Should().BeEmpty();
        world.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData(400, null, "access-refused", 1)]
    [InlineData(400, "{\"error\":{\"code\":400,\"message\":\"Invalid value.\",\"status\":\"INVALID_ARGUMENT\"}}", "model-refused-request", 1)]
    [InlineData(400, "{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}", "key-refused", 1)]
    [InlineData(403, null, "access-refused", 1)]
    [InlineData(403, "{\"error\":{\"code\":403,\"message\":\"Method doesn't allow unregistered callers.\",\"status\":\"PERMISSION_DENIED\"}}", "key-refused", 1)]
    [InlineData(404, null, "model-not-found", 1)]
    [InlineData(429, "{\"error\":{\"code\":429,\"message\":\"No capacity available.\",\"status\":\"RESOURCE_EXHAUSTED\"}}", "provider-unavailable", 4)]
    [InlineData(500, null, "provider-failed", 1)]
    [InlineData(503, null, "provider-unavailable", 4)]
    [InlineData(504, null, "outcome-unknown", 1)]
    [InlineData(502, "<html>Bad gateway</html>", "outcome-unknown", 1)]
    [InlineData(200, "{\"candidates\":[", "answer-unreadable", 1)]
    [InlineData(200, "{}", "no-image", 1)]
    public async Task Each_failure_has_a_name_and_only_what_was_not_done_is_sent_again(int status, string? body, string code, int requests)
    {
        await using var world = await World.StartAsync(clock: new TestClock());
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Status = status, Body = body, Times = null });
        (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Error.Should().Match<NodeError>(error => error.Code == code && !string.IsNullOrEmpty(error.Advice));
        world.Requests.Should().HaveCount(requests);
    }

    [Fact]
    public async Task A_model_that_answers_under_another_name_is_told()
    {
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Body = GeminiRequestTests.Answer(Pictures.Png(16, 16)).Replace("gemini-3-pro-image", "gemini-9-other", StringComparison.Ordinal) });
        (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Warnings.Should().ContainSingle().Which.Should().Be(
            new NodeWarning("model-rerouted", "Google Gemini answered with model 'gemini-9-other' instead of 'gemini-3-pro-image'."));
    }

    [Fact]
    public void Version_id_and_usage_are_read()
    {
        var answer = Providers.Gemini.Read(200, """
            { "candidates": [ { "content": { "parts": [ { "inlineData": { "mimeType": "image/png", "data": "AAEC" } } ] }, "finishReason": "STOP" } ],
              "usageMetadata": { "promptTokenCount": 326, "candidatesTokenCount": 2340, "thoughtsTokenCount": 337, "totalTokenCount": 3003,
                "promptTokensDetails": [ { "modality": "TEXT", "tokenCount": 326 } ], "candidatesTokensDetails": [ { "modality": "IMAGE", "tokenCount": 2000 } ] },
              "modelVersion": "gemini-3-pro-image", "responseId": "r-1" }
            """);
        answer.Should().Match<ModelAnswer>(read => read.ModelVersion == "gemini-3-pro-image" && read.RequestId == "r-1" && read.Error == null);
        answer.Usage.Should().Equal(new Dictionary<string, long>
        {
            ["promptTokenCount"] = 326,
            ["candidatesTokenCount"] = 2340,
            ["thoughtsTokenCount"] = 337,
            ["totalTokenCount"] = 3003,
            ["promptTokensDetails.TEXT"] = 326,
            ["candidatesTokensDetails.IMAGE"] = 2000,
        });
    }

    private static SandboxFault Exhausted(string quota, string message, string delay) => new()
    {
        Kind = SandboxFaultKind.Answer,
        Status = 429,
        Body = $$$"""
            {"error":{"code":429,"message":"{{{message}}}","status":"RESOURCE_EXHAUSTED","details":[
              {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"{{{quota}}}","quotaDimensions":{"model":"gemini-2.5-flash-preview-image"}}]},
              {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"{{{delay}}}"}]}}
            """,
    };

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);
}

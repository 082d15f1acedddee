using System.Net;
using System.Text;
using FluentAssertions;
using Xunit;

namespace NodeEngine.Sandbox.Tests;

public sealed class FaultTests : IAsyncLifetime
{
    private const string OpenAiBody = """{"model":"gpt-image-2","prompt":"x"}""";
    private const string GeminiBody = """{"contents":[{"parts":[{"text":"x"}]}]}""";
    private const string Newest = "gemini-nano-banana-2.1";

    private readonly SandboxFixture _sandbox = new();

    private SandboxServer Server => _sandbox.Server;

    private ApiClient Client => _sandbox.Client;

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task A_fault_meets_the_nth_call_of_a_path_as_often_as_it_says()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Answer, Path = "images/generations", Call = 2, Times = 2, Status = 503 });

        (await Client.Gemini(Newest, GeminiBody)).Status.Should().Be(200);
        (await Statuses(4)).Should().Equal(200, 503, 503, 200);
    }

    [Fact]
    public async Task Without_a_count_a_fault_stays_until_the_faults_are_cleared()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Answer, Times = null, Status = 500 });
        (await Statuses(3)).Should().Equal(500, 500, 500);

        Server.ClearFaults();
        (await Statuses(1)).Should().Equal(200);
    }

    [Fact]
    public async Task Among_two_faults_the_first_added_wins_and_both_count()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Answer, Call = 2, Status = 502 });
        Server.AddFault(new() { Kind = SandboxFaultKind.Answer, Call = 2, Times = 2, Status = 504 });

        (await Statuses(4)).Should().Equal(200, 502, 504, 200);
    }

    [Theory]
    [InlineData(401, "invalid_api_key")]
    [InlineData(429, "rate_limit_exceeded")]
    [InlineData(500, "server_error")]
    public async Task A_status_alone_comes_with_the_providers_own_body_at_OpenAI(int status, string code)
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Answer, Status = status });
        var reply = await Client.Generate(OpenAiBody);

        (reply.Status, reply.Code).Should().Be((status, code));
        reply.Headers.Contains("x-request-id").Should().BeTrue();
    }

    [Theory]
    [InlineData(403, "PERMISSION_DENIED")]
    [InlineData(429, "RESOURCE_EXHAUSTED")]
    [InlineData(503, "UNAVAILABLE")]
    [InlineData(504, "DEADLINE_EXCEEDED")]
    public async Task A_status_alone_comes_with_the_providers_own_body_at_Gemini(int status, string name)
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Answer, Status = status });
        var reply = await Client.Gemini(Newest, GeminiBody);

        (reply.Status, reply.ErrorStatus).Should().Be((status, name));
        (status != 429 || (string?)reply.Json["error"]!["details"]!.Last()["retryDelay"] == "34s").Should().BeTrue();
    }

    [Fact]
    public async Task Status_headers_and_body_can_be_anything()
    {
        Server.AddFault(new()
        {
            Kind = SandboxFaultKind.Answer,
            Status = 429,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "3", ["X-Request-Id"] = "mine", ["Content-Type"] = "text/html" },
            Body = "<h1>too fast</h1>",
        });
        var reply = await Client.Generate(OpenAiBody);

        (reply.Status, reply.Text).Should().Be((429, "<h1>too fast</h1>"));
        reply.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(3));
        reply.Headers.GetValues("x-request-id").Should().Equal("mine");
    }

    [Fact]
    public async Task Headers_alone_are_added_to_the_usual_answer()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Answer, Headers = new Dictionary<string, string> { ["x-ratelimit-remaining-requests"] = "0" } });
        var reply = await Client.Generate(OpenAiBody);

        reply.Status.Should().Be(200);
        reply.Picture().Should().NotBeEmpty();
        reply.Headers.GetValues("x-ratelimit-remaining-requests").Should().Equal("0");
    }

    [Fact]
    public async Task A_connection_dropped_before_headers_gives_no_status_and_the_request_counts_as_received()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Drop });

        await FluentActions.Awaiting(() => Client.Generate(OpenAiBody)).Should().ThrowAsync<HttpRequestException>();
        Server.Requests.Should().ContainSingle().Which.Length.Should().Be(OpenAiBody.Length);
    }

    [Fact]
    public async Task A_drop_on_a_connection_that_was_used_before_is_not_sent_again_by_HttpClient()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Drop, Call = 2 });
        (await Statuses(1)).Should().Equal(200);

        await FluentActions.Awaiting(() => Client.Generate(OpenAiBody)).Should().ThrowAsync<HttpRequestException>();
        Server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_connection_dropped_in_the_body_gives_a_status_and_half_of_the_bytes()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.DropMidBody });
        using var request = Post(OpenAiBody);
        using var response = await Client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var received = new MemoryStream();

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        await FluentActions.Awaiting(() => response.Content.CopyToAsync(received)).Should().ThrowAsync<HttpRequestException>();
        received.Length.Should().Be(response.Content.Headers.ContentLength!.Value / 2);
        Server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_hanging_call_ends_when_the_client_gives_up()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Hang });
        using var patience = new CancellationTokenSource();
        using var request = Post(OpenAiBody);
        var hanging = Client.Http.SendAsync(request, patience.Token);
        while (Server.Requests.Count == 0)
        {
            await Task.Yield();
        }

        hanging.IsCompleted.Should().BeFalse();
        await patience.CancelAsync();
        await FluentActions.Awaiting(() => hanging).Should().ThrowAsync<OperationCanceledException>();
        (await Statuses(1)).Should().Equal(200);
    }

    [Fact]
    public async Task A_hanging_call_ends_when_the_sandbox_stops()
    {
        var server = await SandboxServer.StartAsync();
        using var client = new ApiClient(server);
        server.AddFault(new() { Kind = SandboxFaultKind.Hang });
        var hanging = client.Generate(OpenAiBody);
        while (server.Requests.Count == 0)
        {
            await Task.Yield();
        }

        await server.DisposeAsync();
        await server.DisposeAsync();
        await FluentActions.Awaiting(() => hanging).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Garbage_is_an_answer_that_nothing_can_read()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Garbage });
        var reply = await Client.Generate(OpenAiBody);

        reply.Status.Should().Be(200);
        FluentActions.Invoking(() => reply.Json).Should().Throw<Newtonsoft.Json.JsonReaderException>();
    }

    [Fact]
    public async Task A_delay_alone_changes_nothing_else()
    {
        var usual = await Client.Generate(OpenAiBody);
        Server.AddFault(new() { Kind = SandboxFaultKind.Delay, Delay = TimeSpan.FromMilliseconds(1) });

        (await Client.Generate(OpenAiBody)).Picture().Should().Equal(usual.Picture());
    }

    [Theory]
    [InlineData("moderation_blocked", "input")]
    [InlineData("moderation_blocked_output", "output")]
    public async Task OpenAI_blocks_with_the_stage_and_categories(string reason, string stage)
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Block, Reason = reason });
        var reply = await Client.Generate(OpenAiBody);

        (reply.Status, reply.Code, (string?)reply.Json["error"]!["type"]).Should().Be((400, "moderation_blocked", "image_generation_user_error"));
        ((string?)reply.Json["error"]!["moderation_details"]!["moderation_stage"]).Should().Be(stage);
    }

    [Fact]
    public async Task OpenAI_can_answer_without_data()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Block, Reason = "no_data" });
        var reply = await Client.Generate(OpenAiBody);

        reply.Status.Should().Be(200);
        reply.Json["data"]!.Should().BeEmpty();
    }

    [Theory]
    [InlineData("prompt:PROHIBITED_CONTENT", "promptFeedback.blockReason", "PROHIBITED_CONTENT")]
    [InlineData("prompt:IMAGE_SAFETY", "promptFeedback.blockReason", "IMAGE_SAFETY")]
    [InlineData("IMAGE_SAFETY", "candidates[0].finishReason", "IMAGE_SAFETY")]
    [InlineData("NO_IMAGE", "candidates[0].finishReason", "NO_IMAGE")]
    [InlineData("IMAGE_RECITATION", "candidates[0].finishReason", "IMAGE_RECITATION")]
    [InlineData("TEXT_ONLY", "candidates[0].finishReason", "STOP")]
    public async Task Gemini_blocks_with_status_200_and_no_picture(string reason, string where, string value)
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Block, Reason = reason });
        var reply = await Client.Gemini(Newest, GeminiBody);

        reply.Status.Should().Be(200);
        ((string?)reply.Json.SelectToken(where)).Should().Be(value);
        reply.Text.Should().NotContain("inlineData");
        (reply.Json["candidates"] is null).Should().Be(reason.StartsWith("prompt:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_block_passes_over_the_provider_that_does_not_know_its_reason()
    {
        Server.AddFault(new() { Kind = SandboxFaultKind.Block, Reason = "NO_IMAGE" });

        (await Client.Generate(OpenAiBody)).Picture().Should().NotBeEmpty();
        (await Client.Gemini(Newest, GeminiBody)).Text.Should().Contain("NO_IMAGE");
    }

    [Fact]
    public async Task Faults_are_added_listed_and_cleared_over_HTTP()
    {
        var one = await Control(HttpMethod.Post, """{"kind":"answer","path":"images/","status":429,"headers":{"retry-after-ms":"232"},"body":{"error":{"code":"insufficient_quota"}}}""");
        var two = await Control(HttpMethod.Post, """[{"kind":"hang","call":5,"times":null},{"kind":"block","reason":"NO_IMAGE","delay_ms":1}]""");
        var listed = await Control(HttpMethod.Get, null);

        (one.Status, two.Status, listed.Status).Should().Be((201, 201, 200));
        listed.Json["faults"]!.Select(fault => (string?)fault["kind"]).Should().Equal("answer", "hang", "block");
        var refused = await Client.Generate(OpenAiBody);
        (refused.Status, refused.Code).Should().Be((429, "insufficient_quota"));
        (await Control(HttpMethod.Delete, null)).Json["faults"]!.Should().BeEmpty();
        (await Statuses(5)).Should().Equal(200, 200, 200, 200, 200);
    }

    [Theory]
    [InlineData("", "Send a fault")]
    [InlineData("[]", "Send a fault")]
    [InlineData("[1]", "A fault is an object")]
    [InlineData("{}", "A fault needs a kind: delay, answer")]
    [InlineData("""{"kind":"explode"}""", "A fault needs a kind: delay, answer")]
    [InlineData("""{"kind":"hang","when":1}""", "A fault has no 'when'")]
    [InlineData("""{"kind":"hang","call":"first"}""", "call is a whole number")]
    [InlineData("""{"kind":"hang","call":0}""", "call counts from 1")]
    [InlineData("""{"kind":"hang","times":0}""", "times is at least 1")]
    [InlineData("""{"kind":"hang","delay_ms":-1}""", "delay is within 0 and a day")]
    [InlineData("""{"kind":"hang","delay_ms":86400001}""", "delay is within 0 and a day")]
    [InlineData("""{"kind":"hang","status":500}""", "go with the kind answer")]
    [InlineData("""{"kind":"answer","status":99}""", "status is within 200 to 599")]
    [InlineData("""{"kind":"answer","headers":{"x":"a\r\nb"}}""", "'x' cannot be sent as a header")]
    [InlineData("""{"kind":"block"}""", "block needs a reason: moderation_blocked")]
    [InlineData("""{"kind":"block","reason":"MOOD"}""", "no provider knows the reason 'MOOD'")]
    [InlineData("""{"kind":"hang","reason":"NO_IMAGE"}""", "reason goes with the kind block")]
    [InlineData("""[{"kind":"hang"},{"kind":"hang","call":0}]""", "call counts from 1")]
    public async Task A_fault_that_makes_no_sense_is_refused_with_the_reason_and_none_is_added(string json, string message)
    {
        var reply = await Control(HttpMethod.Post, json);

        reply.Status.Should().Be(400);
        ((string?)reply.Json["error"]).Should().Contain(message);
        (await Control(HttpMethod.Get, null)).Json["faults"]!.Should().BeEmpty();
    }

    [Fact]
    public void A_fault_that_makes_no_sense_is_refused_in_process_too() =>
        FluentActions.Invoking(() => Server.AddFault(new() { Kind = SandboxFaultKind.Block })).Should().Throw<ArgumentException>().WithMessage("block needs a reason*");

    private static async Task<Reply> Send(ApiClient client, HttpRequestMessage request)
    {
        using (request)
        {
            return await client.Send(request);
        }
    }

    private Task<Reply> Control(HttpMethod method, string? json) => Send(Client, new(method, new Uri(Server.BaseAddress, "/sandbox/faults")) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") });

    private HttpRequestMessage Post(string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Server.Providers["openai"]}/images/generations") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", ApiClient.Key);
        return request;
    }

    private async Task<IReadOnlyList<int>> Statuses(int count)
    {
        var statuses = new List<int>();
        for (var i = 0; i < count; i++)
        {
            statuses.Add((await Client.Generate(OpenAiBody)).Status);
        }

        return statuses;
    }
}

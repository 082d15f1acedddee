using System.Net;
using System.Net.Http.Headers;
using FluentAssertions;
using Xunit;

namespace NodeEngine.Sandbox.Tests;

public sealed class SandboxServerTests
{
    [Fact]
    public async Task It_listens_on_loopback_alone_and_names_the_base_URL_of_each_provider()
    {
        await using var server = await SandboxServer.StartAsync();

        server.BaseAddress.Host.Should().Be("127.0.0.1");
        server.Providers.Should().BeEquivalentTo(new Dictionary<string, Uri>
        {
            ["openai"] = new($"http://127.0.0.1:{server.BaseAddress.Port}/openai/v1"),
            ["gemini"] = new($"http://127.0.0.1:{server.BaseAddress.Port}/gemini"),
        });
    }

    [Fact]
    public async Task Two_run_side_by_side_and_know_nothing_of_each_other()
    {
        await using var first = await SandboxServer.StartAsync();
        await using var second = await SandboxServer.StartAsync();
        using var client = new ApiClient(first);

        await client.Generate("{}");

        first.Requests.Should().HaveCount(1);
        second.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_IOException()
    {
        await using var first = await SandboxServer.StartAsync();

        await FluentActions.Awaiting(() => SandboxServer.StartAsync(new() { Port = first.BaseAddress.Port })).Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task A_port_is_free_again_when_the_sandbox_has_stopped()
    {
        var first = await SandboxServer.StartAsync();
        await first.DisposeAsync();

        await using var second = await SandboxServer.StartAsync(new() { Port = first.BaseAddress.Port });
        second.BaseAddress.Should().Be(first.BaseAddress);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(65536, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 86_400_001)]
    public async Task Options_out_of_range_are_refused(int port, int latency) =>
        await FluentActions.Awaiting(() => SandboxServer.StartAsync(new() { Port = port, Latency = TimeSpan.FromMilliseconds(latency) })).Should().ThrowAsync<ArgumentOutOfRangeException>();

    [Fact]
    public async Task Latency_holds_back_the_providers_and_nothing_else()
    {
        await using var server = await SandboxServer.StartAsync(new() { Latency = TimeSpan.FromDays(1) });
        using var client = new ApiClient(server);
        using var stranger = new HttpClient();
        var waiting = client.Generate("""{"model":"gpt-image-2","prompt":"x"}""");
        while (server.Requests.Count == 0)
        {
            await Task.Yield();
        }

        (await stranger.GetStringAsync(new Uri(server.BaseAddress, "/sandbox/requests"))).Should().Contain("gpt-image-2");
        (await stranger.GetStringAsync(server.BaseAddress)).Should().Contain("sandbox");
        waiting.IsCompleted.Should().BeFalse();
        await server.DisposeAsync();
        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task The_root_says_what_this_is_and_another_path_says_where_the_providers_are()
    {
        await using var server = await SandboxServer.StartAsync();
        using var http = new HttpClient();

        (await http.GetStringAsync(server.BaseAddress)).Should().Contain($"{server.Providers["openai"]}").And.Contain("/sandbox/faults");
        using var other = await http.GetAsync(new Uri(server.BaseAddress, "/v1/images"));
        other.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await other.Content.ReadAsStringAsync()).Should().Contain("/openai/v1, /gemini");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_in_the_providers_format_before_it_is_read()
    {
        await using var server = await SandboxServer.StartAsync();
        using var client = new ApiClient(server);
        using var openai = new Announced((512L << 20) + 1);
        using var gemini = new Announced((100L << 20) + 1);

        (await Post($"{server.Providers["openai"]}/images/generations", openai)).Should().Contain("\"invalid_request_error\"").And.Contain("413");
        (await Post($"{server.Providers["gemini"]}/v1beta/models/gemini-3-pro-image:generateContent", gemini)).Should().Contain("INVALID_ARGUMENT").And.Contain("104857600");

        async Task<string> Post(string address, HttpContent content)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
            request.Headers.ExpectContinue = true;
            using var response = await client.Http.SendAsync(request);
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        }
    }

    [Fact]
    public async Task Many_calls_at_once_each_get_their_own_picture()
    {
        await using var server = await SandboxServer.StartAsync();
        using var client = new ApiClient(server);

        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => client.Generate($$"""{"model":"dall-e-2","prompt":"{{i % 8}}","size":"256x256","response_format":"b64_json"}""")));

        replies.Select(reply => Convert.ToHexString(reply.Picture())).Distinct().Should().HaveCount(8);
    }

    /// <summary>Announces a length and has nothing: a server that wants it waits in vain.</summary>
    private sealed class Announced : HttpContent
    {
        public Announced(long length)
        {
            Headers.ContentLength = length;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

        protected override bool TryComputeLength(out long length)
        {
            length = Headers.ContentLength!.Value;
            return true;
        }
    }
}

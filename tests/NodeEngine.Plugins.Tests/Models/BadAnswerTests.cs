using System.Text;
using FluentAssertions;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Plugins.Tests.OpenAI;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

/// <summary>Answers that nobody asked for. A picture that arrived is never lost.</summary>
public sealed class BadAnswerTests
{
    private const string Type = "openai.gpt-image-2";

    [Fact]
    public async Task A_missing_key_is_refused_by_the_provider_with_advice_that_names_the_line()
    {
        await using var world = await World.StartAsync(sandbox => provider => World.AccessTo(provider, sandbox.Providers[provider.Id], key: null));
        var error = (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Error!;
        error.Code.Should().Be("key-refused");
        error.Advice.Should().Be("Check external_openai_api_key in api_keys.yaml, and that the key may use gpt-image-2.");
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_told_and_nothing_was_sent()
    {
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, new Uri("https://nodeengine.invalid/v1")), new TestClock());
        var error = (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Error!;
        error.Code.Should().Be("provider-unreachable");
        error.Advice.Should().Be("Check the connection and the base URL. Nothing was sent.");
    }

    [Fact]
    public async Task A_server_without_a_good_certificate_is_told_and_nothing_was_sent()
    {
        await using var world = await World.StartAsync(sandbox => provider => World.AccessTo(provider, new Uri($"https://{sandbox.BaseAddress.Authority}/")), new TestClock());
        var error = (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Error!;
        error.Code.Should().Be("provider-tls");
        error.Advice.Should().Contain("certificate");
    }

    [Fact]
    public async Task A_page_of_a_proxy_is_no_answer()
    {
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Body = "<html>Please log in</html>", Headers = new Dictionary<string, string> { ["Content-Type"] = "text/html" } });
        var error = (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Error!;
        error.Code.Should().Be("answer-unreadable");
        error.Advice.Should().Contain("a proxy may have answered");
        world.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_picture_on_another_host_is_fetched_without_the_key()
    {
        var picture = Pictures.Png(16, 16);
        using var other = new RawServer("HTTP/1.1 200 OK", picture);
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Body = $$"""{"data":[{"url":"{{other.Address}}one.png"}]}""" });
        var report = await world.ShootAsync(Type, "\"prompt\": \"x\"");
        OpenAIRequestTests.Bytes(report.Images().Single()).Should().Be(Convert.ToHexString(picture));
        other.Requests.Single().Head.Should().StartWith("GET /one.png ").And.NotContain("uthorization");
    }

    [Theory]
    [InlineData("http://192.0.2.1/one.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/one.png")]
    public async Task A_picture_anywhere_but_on_the_web_is_not_fetched(string url)
    {
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Body = $$"""{"data":[{"url":"{{url}}"}]}""" });
        var error = (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Error!;
        error.Code.Should().Be("picture-url");
        error.Message.Should().Contain(url).And.Contain("not fetched");
    }

    [Fact]
    public async Task An_answer_of_100_MB_is_read()
    {
        using var server = new RawServer(async stream =>
        {
            var picture = Encoding.ASCII.GetBytes($"{{\"data\":[{{\"b64_json\":\"{Convert.ToBase64String(Pictures.Png(16, 16))}\"}}]}}");
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
            await PadAsync(stream, 100);
            await stream.WriteAsync(picture);
        });
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, server.Address));
        (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Images().Should().ContainSingle();
    }

    [Fact]
    public async Task An_answer_without_an_end_is_cut_off()
    {
        using var server = new RawServer(async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
            await PadAsync(stream, 1000);
        });
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, server.Address));
        var error = (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Error!;
        error.Code.Should().Be("answer-too-large");
        error.Message.Should().StartWith("The answer has more than 256 MiB.");
        server.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("openai.gpt-image-2", "\"size\": \"1024x1024\"", "picture-size", "The picture has 24x16 pixels, and 1024x1024 was asked for.")]
    [InlineData("openai.gpt-image-2", "\"output_format\": \"webp\"", "picture-format", "The picture is png, and webp was asked for.")]
    [InlineData("gemini.gemini-3-pro-image", "\"aspect_ratio\": \"1:1\"", "picture-size", "The picture has 24x16 pixels, and 1:1 was asked for.")]
    [InlineData("gemini.gemini-3-pro-image", "\"resolution\": \"4K\"", "picture-size", "The picture has 24x16 pixels, and 4K was asked for.")]
    public async Task A_picture_of_another_size_or_format_is_told_and_kept(string type, string input, string code, string message)
    {
        var picture = Pictures.Png(24, 16);
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Body = type.StartsWith("openai", StringComparison.Ordinal) ? OpenAIRequestTests.Answer(picture) : Gemini.GeminiRequestTests.Answer(picture) });
        var report = await world.ShootAsync(type, "\"prompt\": \"x\", " + input);
        report.Node().Warnings.Should().Equal(new NodeWarning(code, message));
        OpenAIRequestTests.Bytes(report.Images().Single()).Should().Be(Convert.ToHexString(picture));
    }

    [Fact]
    public async Task An_animation_that_nobody_asked_for_is_told_and_kept()
    {
        using var frame = NetVips.Image.Black(16, 16);
        using var frames = NetVips.Image.Arrayjoin([frame, frame.Invert(), frame], across: 1);
        using var film = frames.Mutate(image => image.Set(NetVips.GValue.GIntType, "page-height", 16));
        var gif = film.GifsaveBuffer();
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Body = OpenAIRequestTests.Answer(gif) });
        var report = await world.ShootAsync(Type, "\"prompt\": \"x\"");
        report.Node().Warnings.Should().Contain(warning => warning.Code == "picture-animated");
        OpenAIRequestTests.Bytes(report.Images().Single()).Should().Be(Convert.ToHexString(gif));
    }

    [Fact]
    public async Task Bytes_that_are_no_picture_fail_the_node_and_are_kept_in_a_file()
    {
        var bytes = Encoding.ASCII.GetBytes("not a picture at all");
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Body = OpenAIRequestTests.Answer(bytes) });
        var error = (await world.ShootAsync(Type, "\"prompt\": \"x\"")).Node().Error!;
        error.Code.Should().Be("picture-unreadable");
        error.Advice.Should().StartWith("It was paid for, and is kept in ");
        var file = error.Advice!["It was paid for, and is kept in ".Length..].TrimEnd('.');
        (await File.ReadAllBytesAsync(Directory.GetFiles(Path.GetDirectoryName(file)!).Single())).Should().Equal(bytes);
    }

    private static async Task PadAsync(Stream stream, int megabytes)
    {
        // Spaces before JSON mean nothing.
        var spaces = Enumerable.Repeat((byte)' ', 1_000_000).ToArray();
        for (var i = 0; i < megabytes; i++)
        {
            await stream.WriteAsync(spaces);
        }
    }
}

using System.Text;
using FluentAssertions;
using Newtonsoft.Json.Linq;
using NodeEngine.Plugins.Tests.Models.Support;
using Xunit;

namespace NodeEngine.Plugins.Tests.Gemini;

public sealed class GeminiRequestTests
{
    [Fact]
    public async Task Parts_are_picture_prompt_references_in_order_and_settings_are_inside_generationConfig()
    {
        await using var world = await World.StartAsync();
        world.Write("photo.png", Pictures.Png(32, 32));
        world.Write("style.jpg", Pictures.Jpeg(32, 32));
        world.Write("other.png", Pictures.Png(16, 16));
        await world.ShootAsync("gemini.gemini-nano-banana-2.1", """
            "prompt": "Make it night", "image": "photo.png", "references": [ "style.jpg", "other.png" ],
            "aspect_ratio": "16:9", "resolution": "2K", "thinking_level": "high", "temperature": 0, "seed": 5
            """);
        var request = world.Requests.Single();
        request.Path.Should().Be("/gemini/v1beta/models/gemini-nano-banana-2.1:generateContent");
        request.Headers["x-goog-api-key"].Should().Be("[redacted]");
        var body = JObject.Parse(request.Json!);
        body["contents"]![0]!["parts"]!.Select(part => part["text"] is { } text ? (string)text! : (string)part["inlineData"]!["mimeType"]!).Should().Equal("image/png", "Make it night", "image/jpeg", "image/png");
        body["generationConfig"]!.ToString().Should().Be(JObject.Parse("""
            { "responseModalities": ["IMAGE"], "imageConfig": { "aspectRatio": "16:9", "imageSize": "2K" }, "temperature": 0, "seed": 5, "thinkingConfig": { "thinkingLevel": "HIGH" } }
            """).ToString());
        body.Properties().Select(property => property.Name).Should().Equal("systemInstruction", "contents", "generationConfig");
    }

    [Fact]
    public async Task Pictures_are_sent_as_base64_of_exactly_their_bytes_whatever_their_length()
    {
        using var server = new RawServer("HTTP/1.1 200 OK", Encoding.UTF8.GetBytes(Answer(Pictures.Png(8, 8))));
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, server.Address, "AIza-one"));
        // Pieces have 49,152 bytes: less, a whole piece, more.
        foreach (var length in new[] { 2000, 2001, 49_152, 98_304, 100_001 })
        {
            var picture = Padded(length);
            world.Write("photo.png", picture);
            await world.ShootAsync("gemini.gemini-3-pro-image", $"\"prompt\": \"{length}\", \"image\": \"photo.png\"");
            var (head, body) = server.Requests[^1];
            head.Should().StartWith("POST /v1beta/models/gemini-3-pro-image:generateContent HTTP/1.1\r\n").And.Contain("x-goog-api-key: AIza-one\r\n").And.Contain($"Content-Length: {body.Length}\r\n");
            var sent = JObject.Parse(Encoding.UTF8.GetString(body));
            Convert.FromBase64String((string)sent["contents"]![0]!["parts"]![0]!["inlineData"]!["data"]!).Should().Equal(picture);
        }
    }

    [Fact]
    public async Task What_is_left_at_its_default_is_not_sent()
    {
        await using var world = await World.StartAsync();
        await world.ShootAsync("gemini.gemini-3.1-flash-image", "\"prompt\": \"x\", \"aspect_ratio\": \"auto\", \"resolution\": \"1K\", \"temperature\": 1, \"search\": \"off\", \"safety\": \"default\", \"thinking_level\": \"minimal\"");
        var body = JObject.Parse(world.Requests.Single().Json!);
        body.Properties().Select(property => property.Name).Should().Equal("systemInstruction", "contents", "generationConfig");
        body["generationConfig"]!.ToString().Should().Be(JObject.Parse("""{ "responseModalities": ["IMAGE"] }""").ToString());
    }

    internal static string Answer(byte[] picture) =>
        $$$"""{"candidates":[{"content":{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"{{{Convert.ToBase64String(picture)}}}"}}]},"finishReason":"STOP"}],"modelVersion":"gemini-3-pro-image"}""";

    /// <summary>A PNG with bytes after its end, which readers ignore.</summary>
    private static byte[] Padded(int length)
    {
        var png = Pictures.Png(16, 16);
        return [.. png, .. new byte[length - png.Length]];
    }
}

using System.Text;
using System.Xml.Linq;
using FluentAssertions;
using NetVips;
using Newtonsoft.Json.Linq;
using Xunit;

namespace NodeEngine.Sandbox.Tests;

public sealed class OpenAiFormatTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private readonly ApiClient _client = fixture.Client;

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public async Task The_picture_is_in_the_format_asked_for(string format)
    {
        var reply = await _client.Generate($$"""{"model":"gpt-image-1.5","prompt":"x","output_format":"{{format}}"}""");

        Pictures.Look(reply.Picture()).Format.Should().Be(format);
        ((string?)reply.Json["output_format"]).Should().Be(format);
    }

    [Fact]
    public async Task Less_output_compression_quality_gives_fewer_bytes()
    {
        var rough = await _client.Generate("""{"model":"gpt-image-2","prompt":"x","output_format":"jpeg","output_compression":10}""");
        var fine = await _client.Generate("""{"model":"gpt-image-2","prompt":"x","output_format":"jpeg"}""");

        rough.Picture().Length.Should().BeLessThan(fine.Picture().Length / 2);
    }

    [Fact]
    public async Task A_gif_has_the_frames_and_the_delay_asked_for()
    {
        var reply = await _client.Generate("""{"model":"gpt-image-2.6-flare","prompt":"x","size":"1024x640","output_format":"gif","frame_count":3,"frame_duration_ms":126}""");

        reply.Status.Should().Be(200, reply.Text);
        using var film = Image.NewFromBuffer(reply.Picture(), "[n=-1]");
        (film.Width, film.PageHeight, film.Height).Should().Be((1024, 640, 3 * 640));
        ((int[])film.Get("delay")).Should().Equal(130, 130, 130);
    }

    [Fact]
    public async Task An_svg_is_well_formed_whatever_the_prompt_says()
    {
        var reply = await _client.Generate("""{"model":"gpt-image-2.6-sunburst","prompt":"<script>&\u0000\uffff ]]> \"q\"","output_format":"svg","svg":{"model":"gpt-6-luna","reasoning":{"effort":"low"}}}""");

        var svg = XDocument.Parse(Encoding.UTF8.GetString(reply.Picture())).Root!;
        ((string?)svg.Attribute("width")).Should().Be("1024");
        svg.Descendants().Should().NotContain(element => element.Name.LocalName == "script");
        svg.Value.Should().Contain("<script>&");
    }

    [Fact]
    public async Task DALL_E_answers_with_an_address_that_serves_the_picture_to_who_sends_no_key()
    {
        var reply = await _client.Generate("""{"model":"dall-e-3","prompt":"a kettle","size":"1792x1024","style":"natural","quality":"hd"}""");
        var entry = (JObject)reply.Json["data"]!.Single();
        var address = (string)entry["url"]!;

        entry.Properties().Select(property => property.Name).Should().Equal("revised_prompt", "url");
        reply.Json["usage"].Should().BeNull();
        reply.Json["size"].Should().BeNull();
        var bytes = await _client.Http.GetByteArrayAsync(address);
        Pictures.Look(bytes).Should().Be((1792, 1024, 3, "png"));

        using var withKey = new HttpRequestMessage(HttpMethod.Get, address);
        withKey.Headers.Authorization = new("Bearer", ApiClient.Key);
        (await _client.Send(withKey)).Status.Should().Be(403);
        using var unknown = new HttpRequestMessage(HttpMethod.Get, address.Replace(".png", "0.png", StringComparison.Ordinal));
        (await _client.Send(unknown)).Status.Should().Be(404);
    }

    [Fact]
    public async Task DALL_E_2_answers_with_bytes_when_asked_to()
    {
        var reply = await _client.Generate("""{"model":"dall-e-2","prompt":"a kettle","size":"256x256","n":2,"response_format":"b64_json"}""");

        Pictures.Look(reply.Picture(1)).Should().Be((256, 256, 3, "png"));
    }

    [Fact]
    public async Task A_stream_has_its_drafts_and_ends_with_the_picture_and_its_usage()
    {
        var reply = await _client.Generate("""{"model":"gpt-image-2","prompt":"x","quality":"low","stream":true,"partial_images":2}""");
        var events = reply.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(text => JObject.Parse(text[(text.IndexOf("data: ", StringComparison.Ordinal) + 6)..])).ToList();

        events.Select(data => (string)data["type"]!).Should().Equal("image_generation.partial_image", "image_generation.partial_image", "image_generation.completed");
        ((int)events[2]["usage"]!["output_tokens"]!).Should().Be(196 + 200);
        Pictures.Look(Convert.FromBase64String((string)events[2]["b64_json"]!)).Width.Should().Be(1024);
    }

    [Theory]
    [InlineData("gpt-image-2", "low", "1024x1024", 196)]
    [InlineData("gpt-image-2", "auto", "1024x1024", 1756)]
    [InlineData("gpt-image-2", "high", "1024x1024", 7024)]
    [InlineData("gpt-image-2", "high", "1536x1024", 5488)]
    [InlineData("gpt-image-2", "high", "1792x1024", 5063)]
    [InlineData("gpt-image-2", "high", "2048x2048", 14272)]
    [InlineData("gpt-image-2", "high", "3840x2160", 13342)]
    [InlineData("gpt-image-2", "high", "2880x2880", 23719)]
    [InlineData("gpt-image-2-2026-04-21", "medium", "3840x2160", 3336)]
    [InlineData("gpt-image-2.5-sunburst", "medium", "1536x1024", 343)]
    [InlineData("gpt-image-2.5-flare-2026-09-08", "xhigh", "1024x1024", 3122)]
    [InlineData("gpt-image-2.5-flare", "max", "1536x1024", 5488)]
    [InlineData("gpt-image-1", "low", "1024x1536", 408)]
    [InlineData("gpt-image-1.5", "medium", "1536x1024", 1568)]
    [InlineData("gpt-image-1-mini", "high", "1024x1024", 4160)]
    public async Task Output_tokens_follow_the_published_formula(string model, string quality, string size, int tokens)
    {
        var reply = await _client.Generate($$"""{"model":"{{model}}","prompt":"x","quality":"{{quality}}","size":"{{size}}","output_format":"jpeg"}""");

        ((int)reply.Json["usage"]!["output_tokens"]!).Should().Be(tokens);
    }
}

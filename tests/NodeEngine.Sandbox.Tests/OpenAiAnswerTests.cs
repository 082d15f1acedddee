using FluentAssertions;
using Newtonsoft.Json.Linq;
using Xunit;

namespace NodeEngine.Sandbox.Tests;

public sealed class OpenAiAnswerTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private readonly ApiClient _client = fixture.Client;

    [Theory]
    [InlineData("1024x1024", 1024, 1024)]
    [InlineData("1536x1024", 1536, 1024)]
    [InlineData("2880x960", 2880, 960)]
    [InlineData("auto", 1024, 1024)]
    public async Task The_picture_has_exactly_the_size_asked_for(string size, int width, int height)
    {
        var reply = await _client.Generate($$"""{"model":"gpt-image-2","prompt":"a kettle","size":"{{size}}"}""");

        reply.Status.Should().Be(200);
        Pictures.Look(reply.Picture()).Should().Be((width, height, 3, "png"));
        ((string?)reply.Json["size"]).Should().Be($"{width}x{height}");
    }

    [Fact]
    public async Task The_same_request_gives_the_same_bytes_and_another_prompt_gives_others()
    {
        var first = await _client.Generate("""{"model":"gpt-image-2","prompt":"a kettle","n":2}""");
        var again = await _client.Generate("""{"n":2,"prompt":"a kettle","model":"gpt-image-2","user":"somebody"}""");
        var other = await _client.Generate("""{"model":"gpt-image-2","prompt":"a teapot","n":2}""");

        again.Picture(0).Should().Equal(first.Picture(0));
        again.Picture(1).Should().Equal(first.Picture(1));
        first.Picture(1).Should().NotEqual(first.Picture(0));
        other.Picture(0).Should().NotEqual(first.Picture(0));
    }

    [Fact]
    public async Task The_colours_of_a_picture_do_not_depend_on_how_many_are_asked_for()
    {
        var one = await _client.Generate("""{"model":"gpt-image-2","prompt":"a kettle"}""");
        var three = await _client.Generate("""{"model":"gpt-image-2","prompt":"a kettle","n":3}""");

        Pictures.Pixel(three.Picture(0), 3, 3).Should().Equal(Pictures.Pixel(one.Picture(0), 3, 3));
        Pictures.Pixel(three.Picture(1), 3, 3).Should().NotEqual(Pictures.Pixel(one.Picture(0), 3, 3));
    }

    [Fact]
    public async Task A_generation_answers_in_the_shape_of_ImagesResponse()
    {
        var reply = await _client.Generate("""{"model":"gpt-image-2","prompt":"a red enamel kettle","quality":"high","size":"1536x1024","n":3}""");

        reply.Json.Properties().Select(property => property.Name).Should().Equal("created", "background", "output_format", "quality", "size", "data", "usage");
        reply.Json["data"]!.Should().HaveCount(3);
        reply.Json["data"]!.Should().OnlyContain(entry => ((JObject)entry).Properties().Single().Name == "b64_json");
        reply.Json["usage"]!.ToString(Newtonsoft.Json.Formatting.None).Should().Be(
            """{"input_tokens":5,"input_tokens_details":{"image_tokens":0,"text_tokens":5},"output_tokens":16464,"output_tokens_details":{"image_tokens":16464,"text_tokens":0},"total_tokens":16469}""");
        reply.Headers.GetValues("x-request-id").Single().Should().StartWith("req_");
    }

    [Theory]
    [InlineData("<b>&amp; \"quoted\" </span> & < >")]
    [InlineData("\\u0000\\u0001\\ud83d half of a pair")]
    [InlineData("赤いやかん 🫖 чайник")]
    [InlineData("\\n\\n\\t \\n")]
    public async Task Any_prompt_can_be_painted(string prompt)
    {
        var reply = await _client.Generate($$"""{"model":"gpt-image-2","prompt":"{{prompt.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""");

        reply.Status.Should().Be(200);
        Pictures.Look(reply.Picture()).Width.Should().Be(1024);
    }

    [Fact]
    public async Task A_prompt_of_full_length_without_a_space_can_be_painted()
    {
        var reply = await _client.Generate($$"""{"model":"gpt-image-2","prompt":"{{new string('w', 32000)}}"}""");

        reply.Status.Should().Be(200);
    }

    [Fact]
    public async Task A_transparent_picture_is_clear_at_the_corner_and_has_its_captions_in_the_middle()
    {
        var reply = await _client.Generate("""{"model":"gpt-image-2","prompt":"a kettle","background":"transparent"}""");

        Pictures.Look(reply.Picture()).Bands.Should().Be(4);
        Pictures.Pixel(reply.Picture(), 2, 2)[3].Should().Be(0);
        Pictures.Pixel(reply.Picture(), 512, 512)[3].Should().BeGreaterThan(200);
        ((string?)reply.Json["background"]).Should().Be("transparent");
    }
}

using FluentAssertions;
using Newtonsoft.Json;
using Xunit;

namespace NodeEngine.Sandbox.Tests;

public sealed class GeminiTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private const string Newest = "gemini-nano-banana-2.1";

    private readonly ApiClient _client = fixture.Client;

    [Theory]
    [InlineData("gemini-2.5-flash-image", """{"aspectRatio":"21:9"}""", 1536, 672, "png", 1290)]
    [InlineData("gemini-2.5-flash-image-preview", "{}", 1024, 1024, "png", 1290)]
    [InlineData("gemini-3-pro-image", """{"aspectRatio":"16:9","imageSize":"2K"}""", 2752, 1536, "jpeg", 1120)]
    [InlineData("gemini-3-pro-image-preview", """{"imageSize":"4K"}""", 4096, 4096, "jpeg", 2000)]
    [InlineData("gemini-3.1-flash-image", """{"aspectRatio":"8:1","imageSize":"512"}""", 1536, 192, "png", 747)]
    [InlineData("gemini-3.1-flash-image-preview", """{"aspectRatio":"3:4","imageSize":"2K"}""", 1792, 2400, "png", 1680)]
    [InlineData("gemini-3.1-flash-lite-image", """{"aspectRatio":"9:16","imageSize":"1K"}""", 768, 1376, "png", 1120)]
    [InlineData(Newest, """{"aspectRatio":"1:4"}""", 512, 2048, "png", 1120)]
    [InlineData(Newest, """{"imageSize":"2K"}""", 2048, 2048, "png", 1680)]
    public async Task The_picture_has_the_pixels_format_and_tokens_of_ratio_and_size(string model, string image, int width, int height, string format, int tokens)
    {
        var reply = await _client.Gemini(model, Body($$"""{"responseModalities":["IMAGE"],"imageConfig":{{image}}}"""));

        reply.Status.Should().Be(200, reply.Text);
        Pictures.Look(reply.GeminiPicture()).Should().Be((width, height, 3, format));
        ((string?)reply.GeminiParts.Single()["inlineData"]!["mimeType"]).Should().Be($"image/{format}");
        ((int)reply.Json["usageMetadata"]!["candidatesTokenCount"]!).Should().Be(tokens);
        ((string?)reply.Json["modelVersion"]).Should().Be(model);
        ((string?)reply.Json["responseId"]).Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task The_same_request_gives_the_same_bytes_whatever_the_spelling_and_order_and_another_seed_gives_others()
    {
        var first = await _client.Gemini(Newest, Body("""{"imageConfig":{"aspectRatio":"1:1","imageSize":"1K"},"seed":7}"""));
        var again = await _client.Gemini(Newest, Body("""{"seed":7,"image_config":{"image_size":"1K","aspect_ratio":"1:1"}}""").Replace("generationConfig", "generation_config", StringComparison.Ordinal));
        var other = await _client.Gemini(Newest, Body("""{"imageConfig":{"aspectRatio":"1:1","imageSize":"1K"},"seed":8}"""));

        again.GeminiPicture().Should().Equal(first.GeminiPicture());
        other.GeminiPicture().Should().NotEqual(first.GeminiPicture());
    }

    [Fact]
    public async Task Without_IMAGE_alone_the_answer_has_text_and_with_thoughts_asked_for_it_has_thought_parts_first()
    {
        var reply = await _client.Gemini("gemini-3-pro-image", Body("""{"responseModalities":["TEXT","IMAGE"],"thinkingConfig":{"includeThoughts":true}}"""));

        reply.GeminiParts.Select(part => $"{(part["thought"] is null ? "" : "thought ")}{(part["text"] is null ? "picture" : "text")}").Should().Equal("thought text", "thought picture", "text", "picture");
        reply.GeminiParts[^1]["thoughtSignature"].Should().NotBeNull();
        reply.Json["usageMetadata"]!.ToString(Formatting.None).Should().Be(
            """{"promptTokenCount":3,"candidatesTokenCount":1128,"totalTokenCount":1468,"promptTokensDetails":[{"modality":"TEXT","tokenCount":3}],"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1120}],"thoughtsTokenCount":337}""");
    }

    [Fact]
    public async Task Pictures_count_as_input_and_give_the_shape_when_none_is_asked_for()
    {
        var reply = await _client.Gemini("gemini-3-pro-image", Contents($$$"""[{"inlineData":{"mimeType":"image/png","data":"{{{Base64(Pictures.Png(640, 360))}}}"}},{"text":"make it night"},{"inlineData":{"mimeType":"image/webp","data":"{{{Base64(Pictures.Webp())}}}"}}]"""));

        reply.Status.Should().Be(200, reply.Text);
        Pictures.Look(reply.GeminiPicture()).Width.Should().Be(1376);
        reply.Json["usageMetadata"]!["promptTokensDetails"]!.ToString(Formatting.None).Should().Be("""[{"modality":"TEXT","tokenCount":4},{"modality":"IMAGE","tokenCount":1120}]""");
    }

    [Theory]
    [InlineData("gemini-3-pro-image", """{"googleSearch":{}}""")]
    [InlineData("gemini-3.1-flash-image", """{"google_search":{"search_types":{"image_search":{},"web_search":{}}}}""")]
    public async Task A_grounded_answer_says_what_was_searched(string model, string tool)
    {
        var reply = await _client.Gemini(model, $$"""{"contents":[{"parts":[{"text":"the weather"}]}],"tools":[{{tool}}]}""");

        reply.Status.Should().Be(200, reply.Text);
        ((string?)reply.Json["candidates"]![0]!["groundingMetadata"]!["webSearchQueries"]![0]).Should().Be("the weather");
    }

    [Fact]
    public async Task A_limit_below_the_tokens_of_a_picture_ends_without_one()
    {
        var reply = await _client.Gemini(Newest, Body("""{"maxOutputTokens":1000}"""));

        reply.Status.Should().Be(200);
        reply.Json["candidates"]!.Single().ToString(Formatting.None).Should().Be("""{"finishReason":"MAX_TOKENS","index":0}""");
    }

    [Fact]
    public async Task A_conversation_goes_on_when_the_signed_parts_come_back()
    {
        var picture = Base64(Pictures.Png());
        string Turns(string signature) => $$$"""
            {"systemInstruction":{"parts":[{"text":"Always answer with an image."}]},"contents":[
            {"role":"user","parts":[{"text":"a kettle"}]},
            {"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"{{{picture}}}"}{{{signature}}}}]},
            {"role":"user","parts":[{"text":"make it blue"}]}]}
            """;

        (await _client.Gemini(Newest, Turns(""","thoughtSignature":"AAAA" """))).Status.Should().Be(200);
        (await _client.Gemini("gemini-2.5-flash-image", Turns(""))).Status.Should().Be(200);
        var refused = await _client.Gemini(Newest, Turns(""));
        (refused.Status, refused.ErrorStatus).Should().Be((400, "INVALID_ARGUMENT"));
        refused.Message.Should().StartWith("Image part is missing a thought_signature in content position 2, part position 1.");
    }

    [Fact]
    public async Task Documented_settings_are_accepted_in_v1_v1beta_and_v1alpha()
    {
        const string Everything = """
            {"systemInstruction":{"parts":[{"text":"Always answer with an image."}]},
             "contents":[{"role":"user","parts":[{"text":"Make it night"}]}],
             "generationConfig":{"responseModalities":["IMAGE"],"imageConfig":{"aspectRatio":"16:9","imageSize":"1K"},"thinkingConfig":{"thinkingLevel":"minimal","includeThoughts":false},
               "temperature":2,"topP":0.9,"topK":40,"seed":-42,"candidateCount":1,"maxOutputTokens":32768,"stopSequences":["x"]},
             "safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_ONLY_HIGH"},{"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"OFF"}],
             "tools":[{"googleSearch":{}}]}
            """;
        foreach (var version in new[] { "v1", "v1beta", "v1alpha" })
        {
            var reply = await _client.Gemini(Newest, Everything, version: version);
            reply.Status.Should().Be(200, reply.Text);
        }
    }

    private static string Body(string config) => $$"""{"contents":[{"parts":[{"text":"a red kettle"}]}],"generationConfig":{{config}}}""";

    private static string Contents(string parts) => $$"""{"contents":[{"parts":{{parts}}}]}""";

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);
}

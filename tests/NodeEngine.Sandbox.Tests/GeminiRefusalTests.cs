using FluentAssertions;
using Newtonsoft.Json.Linq;
using Xunit;

namespace NodeEngine.Sandbox.Tests;

public sealed class GeminiRefusalTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private const string Newest = "gemini-nano-banana-2.1";
    private const string Prompt = "\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]";

    private readonly ApiClient _client = fixture.Client;

    [Theory]
    [InlineData("""{"size":"1K"}""", "", "Unknown name \"size\": Cannot find field.")]
    [InlineData("""{"thinkingConfig":{"thinkingLevel":"HIGH"}}""", "", "Unknown name \"thinkingConfig\": Cannot find field.")]
    [InlineData("""{"labels":{"a":"b"}}""", "", "Unknown name \"labels\": Cannot find field.")]
    [InlineData("""{"generationConfig":{"aspectRatio":"1:1"}}""", "generation_config", "Unknown name \"aspectRatio\" at 'generation_config': Cannot find field.")]
    [InlineData("""{"generationConfig":{"Seed":1}}""", "generation_config", "Unknown name \"Seed\" at 'generation_config': Cannot find field.")]
    [InlineData("""{"generationConfig":{"imageConfig":{"personGeneration":"ALLOW_ALL"}}}""", "generation_config.image_config", "Unknown name \"personGeneration\" at 'generation_config.image_config': Cannot find field.")]
    [InlineData("""{"generationConfig":{"imageConfig":{"outputMimeType":"image/png"}}}""", "generation_config.image_config", "Unknown name \"outputMimeType\" at 'generation_config.image_config': Cannot find field.")]
    [InlineData("""{"generationConfig":{"maxOutput_tokens":1}}""", "generation_config", "Unknown name \"maxOutput_tokens\" at 'generation_config': Cannot find field.")]
    [InlineData("""{"generationConfig":{"seed":[1]}}""", "generation_config", "Unknown name \"seed\" at 'generation_config': Proto field is not repeating, cannot start list.")]
    [InlineData("""{"generationConfig":{"seed":3000000000}}""", "generation_config.seed", "Invalid value at 'generation_config.seed' (TYPE_INT32), 3000000000")]
    [InlineData("""{"generationConfig":{"temperature":"hot"}}""", "generation_config.temperature", "Invalid value at 'generation_config.temperature' (TYPE_FLOAT), \"hot\"")]
    [InlineData("""{"generationConfig":{"thinkingConfig":{"thinkingLevel":"max"}}}""", "generation_config.thinking_config.thinking_level", "Invalid value at 'generation_config.thinking_config.thinking_level'")]
    [InlineData("""{"generationConfig":{"responseModalities":["VIDEO"]}}""", "generation_config.response_modalities[0]", "Invalid value at 'generation_config.response_modalities[0]'")]
    [InlineData("""{"generationConfig":{"imageConfig":{"imageSize":1024}}}""", "generation_config.image_config.image_size", "Invalid value at 'generation_config.image_config.image_size' (TYPE_STRING), 1024")]
    [InlineData("""{"generationConfig":"fast"}""", "generation_config", "Invalid value at 'generation_config'")]
    [InlineData("""{"safetySettings":[{"category":"HARM_CATEGORY_IMAGE_HATE","threshold":"OFF"}]}""", "safety_settings[0].category", "Invalid value at 'safety_settings[0].category'")]
    [InlineData("""{"tools":[{"codeExecution":{}}]}""", "tools[0]", "Unknown name \"codeExecution\" at 'tools[0]': Cannot find field.")]
    public async Task A_field_that_is_unknown_misplaced_or_of_another_type_is_named_as_Google_names_it(string body, string field, string message)
    {
        var reply = await _client.Gemini(Newest, $"{{{Prompt},{body[1..]}");

        (reply.Status, reply.ErrorStatus).Should().Be((400, "INVALID_ARGUMENT"), reply.Text);
        reply.Message.Should().Contain(message);
        var detail = (JObject)reply.Json["error"]!["details"]!.Single();
        ((string?)detail["@type"]).Should().Be("type.googleapis.com/google.rpc.BadRequest");
        ((string?)detail["fieldViolations"]!.Single()["field"] ?? "").Should().Be(field);
    }

    [Fact]
    public async Task Every_fault_of_form_is_reported_at_once()
    {
        var reply = await _client.Gemini(Newest, $$$"""{{{{Prompt}}},"n":1,"generationConfig":{"size":"1K","seed":"x"}}""");

        reply.Json["error"]!["details"]!.Single()["fieldViolations"]!.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(Newest, """{"imageConfig":{"imageSize":"512"}}""", "image_size must be one of 1K, 2K, 4K")]
    [InlineData(Newest, """{"imageConfig":{"imageSize":"2k"}}""", "image_size must be one of")]
    [InlineData(Newest, """{"imageConfig":{"aspectRatio":"7:5"}}""", "aspect_ratio must be one of")]
    [InlineData("gemini-3-pro-image", """{"imageConfig":{"aspectRatio":"1:8"}}""", "aspect_ratio must be one of")]
    [InlineData("gemini-3-pro-image", """{"imageConfig":{"imageSize":"512"}}""", "image_size must be one of")]
    [InlineData("gemini-3.1-flash-lite-image", """{"imageConfig":{"imageSize":"2K"}}""", "image_size must be one of 1K")]
    [InlineData("gemini-2.5-flash-image", """{"imageConfig":{"imageSize":"1K"}}""", "Image size is not supported")]
    [InlineData("gemini-3-pro-image", """{"thinkingConfig":{"thinkingLevel":"HIGH"}}""", "Thinking level is not supported for this model.")]
    [InlineData("gemini-2.5-flash-image", """{"thinkingConfig":{"includeThoughts":true}}""", "include_thoughts is only enabled")]
    [InlineData("gemini-3.1-flash-image", """{"thinkingConfig":{"thinkingLevel":"MEDIUM"}}""", "Thinking level MEDIUM is not supported")]
    [InlineData(Newest, """{"thinkingConfig":{"thinkingBudget":100}}""", "Thinking budget is not supported")]
    [InlineData(Newest, """{"candidateCount":2}""", "Multiple candidates is not enabled for this model")]
    [InlineData(Newest, """{"temperature":2.1}""", "temperature must be in the range [0.0, 2.0]")]
    [InlineData(Newest, """{"topP":-0.1}""", "top_p must be in the range [0.0, 1.0]")]
    [InlineData(Newest, """{"maxOutputTokens":0}""", "max_output_tokens must be positive")]
    [InlineData(Newest, """{"responseModalities":["TEXT"]}""", "response modalities (TEXT) is not supported")]
    [InlineData(Newest, """{"responseModalities":["IMAGE","AUDIO"]}""", "response modalities (AUDIO, IMAGE) is not supported")]
    public async Task A_setting_that_the_model_does_not_take_is_refused(string model, string config, string message)
    {
        var reply = await _client.Gemini(model, $$"""{{{Prompt}},"generationConfig":{{config}}}""");

        (reply.Status, reply.ErrorStatus).Should().Be((400, "INVALID_ARGUMENT"), reply.Text);
        reply.Message.Should().Contain(message);
    }

    [Theory]
    [InlineData("{}", "contents is not specified")]
    [InlineData("""{"contents":[]}""", "contents is not specified")]
    [InlineData("""{"contents":[{"parts":[]}]}""", "contents.parts must not be empty")]
    [InlineData("""{"contents":[{"role":"assistant","parts":[{"text":"x"}]}]}""", "Please use a valid role: user, model.")]
    [InlineData("""{"contents":[{"parts":[{}]}]}""", "contents[0].parts[0].data: required oneof field")]
    [InlineData("""{"contents":[{"parts":[{"text":"x","inlineData":{"mimeType":"image/png","data":"AAAA"}}]}]}""", "oneof field 'data' is already set")]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"%%%%"}}]}]}""", "Base64 decoding failed")]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}]}""", "Unable to process input image")]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"mimeType":"image/gif","data":"AAAA"}}]}]}""", "Unsupported MIME type: image/gif")]
    [InlineData("""{"contents":[{"parts":[{"fileData":{"mimeType":"image/png","fileUri":"https://example.com/a.png"}}]}]}""", "Cannot fetch content")]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}],"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT"}]}""", "threshold must be specified")]
    public async Task Contents_that_break_a_rule_are_refused(string body, string message)
    {
        var reply = await _client.Gemini(Newest, body);

        (reply.Status, reply.ErrorStatus).Should().Be((400, "INVALID_ARGUMENT"), reply.Text);
        reply.Message.Should().Contain(message);
    }

    [Theory]
    [InlineData("gemini-2.5-flash-image", """{"googleSearch":{}}""", "Search as a tool is not enabled")]
    [InlineData("gemini-3.1-flash-lite-image", """{"googleSearch":{}}""", "Search as a tool is not enabled")]
    [InlineData("gemini-3-pro-image", """{"googleSearch":{"searchTypes":{"imageSearch":{}}}}""", "Image search is not enabled")]
    public async Task Searching_with_a_model_that_cannot_is_refused(string model, string tool, string message)
    {
        var reply = await _client.Gemini(model, $$"""{{{Prompt}},"tools":[{{tool}}]}""");

        reply.Status.Should().Be(400, reply.Text);
        reply.Message.Should().Contain(message);
    }

    [Theory]
    [InlineData("gemini-2.5-flash-image", 3)]
    [InlineData("gemini-3-pro-image", 14)]
    [InlineData(Newest, 14)]
    public async Task One_picture_more_than_the_model_reads_is_refused(string model, int most)
    {
        var picture = $$$"""{"inlineData":{"mimeType":"image/png","data":"{{{Convert.ToBase64String(Pictures.Png(16, 16))}}}"}},""";

        (await Send(most)).Status.Should().Be(200);
        var refused = await Send(most + 1);
        refused.Status.Should().Be(400);
        refused.Message.Should().Contain($"({most + 1})").And.Contain($"{most}");

        Task<Reply> Send(int count) => _client.Gemini(model, $$"""{"contents":[{"parts":[{{string.Concat(Enumerable.Repeat(picture, count))}}{"text":"x"}]}]}""");
    }

    [Fact]
    public async Task A_prompt_longer_than_the_token_window_is_refused()
    {
        var reply = await _client.Gemini("gemini-2.5-flash-image", $$"""{"contents":[{"parts":[{"text":"{{new string('x', (4 * 32768) + 1)}}"}]}]}""");

        reply.Message.Should().Be("The input token count (32769) exceeds the maximum number of tokens allowed (32768).");
    }

    [Fact]
    public async Task A_missing_key_is_refused_with_403_and_a_wrong_one_as_Google_does_with_400_and_a_reason()
    {
        var missing = await _client.Gemini(Newest, $"{{{Prompt}}}", key: null);
        var wrong = await _client.Gemini(Newest, $"{{{Prompt}}}", key: "AIza-invalid-0123456789");

        (missing.Status, missing.ErrorStatus).Should().Be((403, "PERMISSION_DENIED"));
        (wrong.Status, wrong.ErrorStatus).Should().Be((400, "INVALID_ARGUMENT"));
        ((string?)wrong.Json["error"]!["details"]![0]!["reason"]).Should().Be("API_KEY_INVALID");
        wrong.Text.Should().NotContain("AIza-invalid");
    }

    [Fact]
    public async Task A_key_in_the_address_does_not_count()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{fixture.Server.Providers["gemini"]}/v1beta/models/{Newest}:generateContent?key=AIza-0123456789-0123");
        request.Content = new StringContent($"{{{Prompt}}}", System.Text.Encoding.UTF8, "application/json");

        (await _client.Send(request)).Status.Should().Be(403);
        fixture.Server.Requests.Should().NotContain(received => received.Path.Contains("AIza-0123456789-0123", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("imagen-4.0-generate-001")]
    [InlineData("gemini-3.1-pro")]
    public async Task A_model_that_makes_no_pictures_or_is_gone_is_not_found(string model)
    {
        var reply = await _client.Gemini(model, $"{{{Prompt}}}");

        (reply.Status, reply.ErrorStatus).Should().Be((404, "NOT_FOUND"));
        reply.Message.Should().StartWith($"models/{model} is not found for API version v1beta");
    }

    [Fact]
    public async Task A_retired_model_is_unknown_from_its_shutdown_day_on()
    {
        await using var server = await SandboxServer.StartAsync(new() { AsOf = new(2026, 6, 25) });
        using var client = new ApiClient(server);

        (await client.Gemini("gemini-3-pro-image-preview", $"{{{Prompt}}}")).Status.Should().Be(404);
        (await client.Gemini("gemini-2.5-flash-image-preview", $"{{{Prompt}}}")).Status.Should().Be(404);
        (await client.Gemini("gemini-2.5-flash-image", $"{{{Prompt}}}")).Status.Should().Be(200);
        (await _client.Gemini("gemini-3-pro-image-preview", $"{{{Prompt}}}")).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"contents\":}")]
    public async Task A_body_that_is_not_a_JSON_object_is_refused(string body)
    {
        var reply = await _client.Gemini(Newest, body);

        (reply.Status, reply.ErrorStatus).Should().Be((400, "INVALID_ARGUMENT"));
    }
}

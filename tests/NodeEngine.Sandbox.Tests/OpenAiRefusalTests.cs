using FluentAssertions;
using Xunit;

namespace NodeEngine.Sandbox.Tests;

public sealed class OpenAiRefusalTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private readonly ApiClient _client = fixture.Client;

    [Theory]
    [InlineData("""{"prompt":"x"}""", "missing_required_parameter", "model")]
    [InlineData("""{"model":"gpt-image-2"}""", "missing_required_parameter", "prompt")]
    [InlineData("""{"model":"gpt-image-2","prompt":null}""", "missing_required_parameter", "prompt")]
    [InlineData("""{"model":"gpt-image-2","prompt":""}""", "empty_string", "prompt")]
    [InlineData("""{"model":"gpt-image-2","prompt":7}""", "invalid_type", "prompt")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","seed":1}""", "unknown_parameter", "seed")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","negative_prompt":"y"}""", "unknown_parameter", "negative_prompt")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","response_format":"b64_json"}""", "unknown_parameter", "response_format")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","input_fidelity":"high"}""", "unknown_parameter", "input_fidelity")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","complexity":"high"}""", "unknown_parameter", "complexity")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","style":"vivid"}""", "unknown_parameter", "style")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","n":0}""", "integer_below_min_value", "n")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","n":11}""", "integer_above_max_value", "n")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","n":"2"}""", "invalid_type", "n")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","n":1.5}""", "invalid_type", "n")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","n":99999999999999999999}""", "invalid_type", "n")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","size":"1000x1000"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","size":"1024x1000"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","size":"1000x1024"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","size":"3856x2160"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","size":"3072x1008"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","size":"800x800"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","size":"3840x2176"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","size":"1024X1024"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","size":"01024x1024"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","quality":"xhigh"}""", "invalid_value", "quality")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","quality":"best"}""", "invalid_value", "quality")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","background":"green"}""", "invalid_value", "background")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","background":"transparent","output_format":"jpeg"}""", "invalid_value", "background")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","output_format":"gif"}""", "invalid_value", "output_format")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","output_compression":80}""", "invalid_value", "output_compression")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","output_format":"webp","output_compression":101}""", "integer_above_max_value", "output_compression")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","moderation":"none"}""", "invalid_value", "moderation")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","stream":"yes"}""", "invalid_type", "stream")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","partial_images":2}""", "invalid_value", "partial_images")]
    [InlineData("""{"model":"gpt-image-1","prompt":"x","size":"2048x2048"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-1.5","prompt":"x","quality":"max"}""", "invalid_value", "quality")]
    [InlineData("""{"model":"gpt-image-2.5-flare","prompt":"x","complexity":"low"}""", "unknown_parameter", "complexity")]
    [InlineData("""{"model":"gpt-image-2.5-flare","prompt":"x","output_format":"svg"}""", "invalid_value", "output_format")]
    [InlineData("""{"model":"gpt-image-2.6-flare","prompt":"x","complexity":"max"}""", "invalid_value", "complexity")]
    [InlineData("""{"model":"gpt-image-2.6-flare","prompt":"x","frame_count":4}""", "unknown_parameter", "frame_count")]
    [InlineData("""{"model":"gpt-image-2.6-flare","prompt":"x","output_format":"gif","frame_count":17}""", "integer_above_max_value", "frame_count")]
    [InlineData("""{"model":"gpt-image-2.6-flare","prompt":"x","output_format":"gif","stream":true}""", "invalid_value", "stream")]
    [InlineData("""{"model":"gpt-image-2.6-flare","prompt":"x","svg":{"model":"m"}}""", "unknown_parameter", "svg")]
    [InlineData("""{"model":"gpt-image-2.6-flare","prompt":"x","output_format":"svg","svg":{"effort":"low"}}""", "unknown_parameter", "svg.effort")]
    [InlineData("""{"model":"dall-e-3","prompt":"x","n":2}""", "integer_above_max_value", "n")]
    [InlineData("""{"model":"dall-e-3","prompt":"x","quality":"high"}""", "invalid_value", "quality")]
    [InlineData("""{"model":"dall-e-3","prompt":"x","size":"1536x1024"}""", "invalid_value", "size")]
    [InlineData("""{"model":"dall-e-3","prompt":"x","output_format":"png"}""", "unknown_parameter", "output_format")]
    [InlineData("""{"model":"dall-e-2","prompt":"x","style":"vivid"}""", "unknown_parameter", "style")]
    [InlineData("""{"model":"dall-e-2","prompt":"x","size":"auto"}""", "invalid_value", "size")]
    [InlineData("""{"model":"dall-e-2","prompt":"x","background":"opaque"}""", "unknown_parameter", "background")]
    public async Task A_generation_that_breaks_a_rule_is_refused_with_code_and_parameter(string json, string code, string param)
    {
        var reply = await _client.Generate(json);

        reply.Status.Should().Be(400, reply.Text);
        (reply.Code, reply.Param).Should().Be((code, param), reply.Text);
        ((string?)reply.Json["error"]!["type"]).Should().Be("invalid_request_error");
    }

    [Theory]
    [InlineData("gpt-image-2", 32000)]
    [InlineData("dall-e-3", 4000)]
    [InlineData("dall-e-2", 1000)]
    public async Task A_prompt_is_counted_in_characters_and_one_too_many_is_refused(string model, int longest)
    {
        var reply = await _client.Generate($$"""{"model":"{{model}}","prompt":"{{string.Concat(Enumerable.Repeat("😀", longest + 1))}}"}""");
        (reply.Code, reply.Param).Should().Be(("string_above_max_length", "prompt"));
        reply.Message.Should().Contain($"{longest + 1}");

        (await _client.Generate($$"""{"model":"{{model}}","prompt":"{{string.Concat(Enumerable.Repeat("😀", longest))}}"}""")).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("gpt-image-2", "1664x1664")]
    [InlineData("gpt-image-2", "3840x2160")]
    [InlineData("gpt-image-2.5-sunburst", "2880x960")]
    [InlineData("gpt-image-2.6-flare", "1024x640")]
    public async Task A_size_on_the_edge_of_the_rule_is_made(string model, string size)
    {
        var reply = await _client.Generate($$"""{"model":"{{model}}","prompt":"x","size":"{{size}}","output_format":"jpeg"}""");

        reply.Status.Should().Be(200, reply.Text);
        var (width, height, _, _) = Pictures.Look(reply.Picture());
        $"{width}x{height}".Should().Be(size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{'model':'gpt-image-2'}")]
    [InlineData("{\"model\":\"gpt-image-2\",}")]
    [InlineData("{\"model\":\"gpt-image-2\"} more")]
    [InlineData("{\"n\":NaN}")]
    public async Task A_body_that_is_not_a_JSON_object_is_refused(string body)
    {
        var reply = await _client.Generate(body);

        reply.Status.Should().Be(400);
        reply.Message.Should().StartWith("We could not parse the JSON body");
    }

    [Fact]
    public async Task JSON_nested_too_deeply_is_refused() => (await _client.Generate(new string('[', 100_000))).Status.Should().Be(400);

    [Fact]
    public async Task A_missing_key_and_one_that_contains_invalid_are_refused_with_401_and_the_key_is_not_quoted()
    {
        const string Body = """{"model":"gpt-image-2","prompt":"x"}""";
        var missing = await _client.Generate(Body, key: null);
        var invalid = await _client.Generate(Body, key: "sk-invalid-0123456789");

        missing.Status.Should().Be(401);
        (invalid.Status, invalid.Code).Should().Be((401, "invalid_api_key"));
        invalid.Text.Should().NotContain("sk-invalid-0123456789");
        (await _client.Generate(Body, key: "sandbox")).Status.Should().Be(200);
    }

    [Fact]
    public async Task Another_address_method_or_content_type_is_refused_in_the_same_format()
    {
        var address = await _client.OpenAi("images/variations", new StringContent("{}"), ApiClient.Key);
        var type = await _client.OpenAi("images/generations", new StringContent("{}"), ApiClient.Key);
        var form = await _client.OpenAi("images/generations", new MultipartFormDataContent { { new StringContent("x"), "prompt" } }, ApiClient.Key);
        using var get = new HttpRequestMessage(HttpMethod.Get, $"{fixture.Server.Providers["openai"]}/images/generations");
        var method = await _client.Send(get);

        (address.Status, address.Message).Should().Be((404, "Invalid URL (POST /v1/images/variations)"));
        (type.Status, type.Code).Should().Be((400, "unsupported_content_type"));
        (form.Status, form.Code).Should().Be((400, "unsupported_content_type"));
        (method.Status, method.Code).Should().Be((405, "method_not_supported"));
    }

    [Theory]
    [InlineData("gpt-image-1", "2026-10-22", "2026-10-23")]
    [InlineData("gpt-image-1-mini", "2026-11-30", "2026-12-01")]
    [InlineData("gpt-image-1.5-2025-12-16", "2026-11-30", "2026-12-01")]
    [InlineData("dall-e-3", "2026-05-11", "2026-05-12")]
    public async Task A_retired_model_is_unknown_from_its_shutdown_day_on(string model, string before, string from)
    {
        var body = $$"""{"model":"{{model}}","prompt":"x"}""";
        (await On(before)).Status.Should().Be(200);
        var refused = await On(from);
        (refused.Status, refused.Code).Should().Be((404, "model_not_found"));
        refused.Message.Should().Contain(model);

        async Task<Reply> On(string day)
        {
            await using var server = await SandboxServer.StartAsync(new() { AsOf = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture) });
            using var client = new ApiClient(server);
            return await client.Generate(body);
        }
    }

    [Fact]
    public async Task A_model_nobody_knows_is_not_found()
    {
        var reply = await _client.Generate("""{"model":"gpt-image-9","prompt":"x"}""");

        (reply.Status, reply.Code).Should().Be((404, "model_not_found"));
    }
}

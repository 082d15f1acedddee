using FluentAssertions;
using Xunit;

namespace NodeEngine.Sandbox.Tests;

public sealed class OpenAiEditTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private readonly ApiClient _client = fixture.Client;

    [Fact]
    public async Task One_picture_as_image_several_as_image_brackets_and_a_mask_are_accepted()
    {
        var one = await _client.Edit(new EditForm().File("image", Pictures.Png()));
        var several = await _client.Edit(new EditForm().File("image[]", Pictures.Png()).File("image[]", Pictures.Jpeg(), "image/jpeg").File("image[]", Pictures.Webp(), "image/webp"));
        var masked = await _client.Edit(new EditForm().File("image", Pictures.Png(80, 60)).File("mask", Pictures.Png(80, 60, bands: 4)));

        one.Status.Should().Be(200, one.Text);
        several.Status.Should().Be(200, several.Text);
        masked.Status.Should().Be(200, masked.Text);
        new[] { one.Picture(), several.Picture(), masked.Picture() }.Select(Convert.ToHexString).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task An_edit_shows_its_references_so_that_another_reference_gives_another_picture()
    {
        var first = await _client.Edit(new EditForm().File("image", Pictures.Png(64, 64)));
        var again = await _client.Edit(new EditForm().File("image", Pictures.Png(64, 64)));
        var other = await _client.Edit(new EditForm().File("image", Pictures.Png(64, 65)));

        again.Picture().Should().Equal(first.Picture());
        other.Picture().Should().NotEqual(first.Picture());
    }

    [Fact]
    public async Task An_edit_of_automatic_size_takes_the_shape_of_the_first_picture()
    {
        var reply = await _client.Edit(new EditForm().File("image[]", Pictures.Png(300, 200)).File("image[]", Pictures.Png(200, 300)));

        ((string?)reply.Json["size"]).Should().Be("1536x1024");
    }

    [Fact]
    public async Task Numbers_in_a_form_are_text()
    {
        var two = await _client.Edit(new EditForm().File("image", Pictures.Png()).Text("n", "2"));
        var many = await _client.Edit(new EditForm().File("image", Pictures.Png()).Text("n", "many"));

        two.Json["data"]!.Should().HaveCount(2);
        (many.Code, many.Param).Should().Be(("invalid_type", "n"));
    }

    public static TheoryData<string, Func<EditForm>, string, string?> Broken => new()
    {
        { "no picture", () => new EditForm(), "missing_required_parameter", "image" },
        { "picture as text", () => new EditForm().Text("image", "cat.png"), "invalid_type", "image" },
        { "two called image", () => new EditForm().File("image", Pictures.Png()).File("image", Pictures.Png()), "duplicate_parameter", "image" },
        { "image beside image[]", () => new EditForm().File("image[]", Pictures.Png()).File("image", Pictures.Png()), "duplicate_parameter", "image" },
        { "prompt twice", () => new EditForm().Text("prompt", "again").File("image", Pictures.Png()), "duplicate_parameter", "prompt" },
        { "a file nobody asked for", () => new EditForm().File("image", Pictures.Png()).File("depth", Pictures.Png()), "unknown_parameter", "depth" },
        { "moderation in a form", () => new EditForm().File("image", Pictures.Png()).Text("moderation", "low"), "unknown_parameter", "moderation" },
        { "no type", () => new EditForm().File("image", Pictures.Png(), "application/octet-stream"), "unsupported_file_mimetype", "image" },
        { "gif", () => new EditForm().File("image", Pictures.Png(), "image/gif"), "unsupported_file_mimetype", "image" },
        { "not a picture", () => new EditForm().File("image", "hello"u8.ToArray()), "invalid_image_file", "image" },
        { "half a picture", () => new EditForm().File("image", Pictures.Png(400, 400)[..200]), "invalid_image_file", "image" },
        { "17 pictures", () => Enumerable.Range(0, 17).Aggregate(new EditForm(), (form, _) => form.File("image[]", Pictures.Png())), "array_above_max_length", "image" },
        { "mask as jpeg", () => new EditForm().File("image", Pictures.Png()).File("mask", Pictures.Jpeg(), "image/jpeg"), "unsupported_file_mimetype", "mask" },
        { "mask without alpha", () => new EditForm().File("image", Pictures.Png()).File("mask", Pictures.Png()), "invalid_image_file", "mask" },
        { "mask of another size", () => new EditForm().File("image", Pictures.Png()).File("mask", Pictures.Png(64, 32, 4)), "invalid_image_file", "mask" },
        { "mask of 4 MB", () => new EditForm().File("image", Pictures.Png()).File("mask", [.. Pictures.Png(64, 64, 4), .. new byte[4 << 20]]), "image_too_large", "mask" },
        { "reference of 50 MB", () => new EditForm().File("image", [.. Pictures.Png(), .. new byte[50 << 20]]), "image_too_large", "image" },
        { "fidelity on gpt-image-2", () => new EditForm().File("image", Pictures.Png()).Text("input_fidelity", "high"), "invalid_input_fidelity_model", "input_fidelity" },
        { "fidelity on gpt-image-2.5", () => new EditForm("gpt-image-2.5-flare").File("image", Pictures.Png()).Text("input_fidelity", "low"), "invalid_input_fidelity_model", "input_fidelity" },
        { "high fidelity on mini", () => new EditForm("gpt-image-1-mini").File("image", Pictures.Png()).Text("input_fidelity", "high"), "invalid_value", "input_fidelity" },
        { "markup on gpt-image-2", () => new EditForm().File("image", Pictures.Png()).File("markup", Pictures.Png(64, 64, 4)), "unknown_parameter", "markup" },
        { "markup beside mask", () => new EditForm("gpt-image-2.6-flare").File("image", Pictures.Png()).File("mask", Pictures.Png(64, 64, 4)).File("markup", Pictures.Png(64, 64, 4)), "invalid_value", "markup" },
        { "gif with mask", () => new EditForm("gpt-image-2.6-flare").File("image", Pictures.Png()).File("mask", Pictures.Png(64, 64, 4)).Text("output_format", "gif"), "invalid_value", "mask" },
        { "edit with DALL-E 3", () => new EditForm("dall-e-3").File("image", Pictures.Png()), "invalid_value", "model" },
        { "DALL-E 2 with two pictures", () => new EditForm("dall-e-2").File("image[]", Pictures.Png()).File("image[]", Pictures.Png()), "array_above_max_length", "image" },
        { "DALL-E 2 with a jpeg", () => new EditForm("dall-e-2").File("image", Pictures.Jpeg(), "image/jpeg"), "unsupported_file_mimetype", "image" },
        { "DALL-E 2 with an oblong", () => new EditForm("dall-e-2").File("image", Pictures.Png(64, 32)), "invalid_image_file", "image" },
        { "DALL-E 2 with 4 MB", () => new EditForm("dall-e-2").File("image", [.. Pictures.Png(), .. new byte[4 << 20]]), "image_too_large", "image" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task An_edit_that_breaks_a_rule_is_refused_with_code_and_parameter(string what, object form, string code, string? param)
    {
        var reply = await _client.Edit(((Func<EditForm>)form)());

        reply.Status.Should().Be(400, "{0}: {1}", what, reply.Text);
        (reply.Code, reply.Param).Should().Be((code, param), "{0}: {1}", what, reply.Text);
    }

    [Fact]
    public async Task A_form_that_ends_too_early_is_refused()
    {
        var content = new StringContent("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ngpt-im");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");

        (await _client.Edit(content)).Message.Should().Be("Could not parse multipart form");
    }

    [Theory]
    [InlineData("gpt-image-1")]
    [InlineData("gpt-image-1.5")]
    public async Task High_fidelity_is_accepted_and_costs_input_tokens(string model)
    {
        var low = await _client.Edit(new EditForm(model).File("image", Pictures.Png()).Text("input_fidelity", "low"));
        var high = await _client.Edit(new EditForm(model).File("image", Pictures.Png()).Text("input_fidelity", "high"));

        Tokens(high).Should().Be(Tokens(low) + 4160);

        static int Tokens(Reply reply) => (int)reply.Json["usage"]!["input_tokens_details"]!["image_tokens"]!;
    }

    [Fact]
    public async Task A_JSON_edit_takes_data_addresses_and_moderation()
    {
        var reply = await _client.EditJson($$$"""{"model":"gpt-image-2","prompt":"x","moderation":"low","images":[{"image_url":"{{{Data(Pictures.Png())}}}"}],"mask":{"image_url":"{{{Data(Pictures.Png(64, 64, 4))}}}"}}""");

        reply.Status.Should().Be(200, reply.Text);
    }

    [Theory]
    [InlineData("""{"model":"gpt-image-2","prompt":"x"}""", "missing_required_parameter", "images")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","images":[]}""", "missing_required_parameter", "images")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","images":"a"}""", "invalid_type", "images")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","images":["a"]}""", "invalid_type", "images[0]")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","images":[{}]}""", "invalid_value", "images[0]")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","images":[{"image_url":"data:image/png;base64,AAAA","file_id":"f"}]}""", "invalid_value", "images[0]")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","images":[{"image_url":"data:image/png;base64,AAAA","detail":"f"}]}""", "unknown_parameter", "images[0].detail")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","images":[{"image_url":"https://example.com/a.png"}]}""", "invalid_image_url", "images[0].image_url")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","images":[{"image_url":"data:image/png;base64,%%%"}]}""", "invalid_base64", "images[0].image_url")]
    [InlineData("""{"model":"gpt-image-2","prompt":"x","images":[{"image_url":"data:image/png;base64,AAAA"}]}""", "invalid_image_file", "images[0].image_url")]
    [InlineData("""{"model":"dall-e-2","prompt":"x","images":[{"image_url":"data:image/png;base64,AAAA"}]}""", "invalid_value", "model")]
    public async Task A_JSON_edit_that_breaks_a_rule_is_refused_with_code_and_parameter(string json, string code, string param)
    {
        var reply = await _client.EditJson(json);

        reply.Status.Should().Be(400, reply.Text);
        (reply.Code, reply.Param).Should().Be((code, param), reply.Text);
    }

    private static string Data(byte[] png) => $"data:image/png;base64,{Convert.ToBase64String(png)}";
}

using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Newtonsoft.Json.Linq;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.Plugins.Tests.OpenAI;

public sealed class OpenAIRequestTests
{
    [Fact]
    public async Task Text_alone_goes_to_generations_as_json_with_a_bearer_key()
    {
        using var server = new RawServer("HTTP/1.1 200 OK", Encoding.UTF8.GetBytes(Answer(Pictures.Png(8, 8))));
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, new Uri(server.Address, "v1/"), "sk-one"));
        await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"Grüße – 水\", \"count\": 1, \"size\": \"1024x1024\", \"quality\": \"low\"");
        var (head, body) = server.Requests.Single();
        head.Should().StartWith("POST /v1/images/generations HTTP/1.1\r\n").And.Contain("Authorization: Bearer sk-one\r\n").And.Contain("Content-Type: application/json");
        JObject.Parse(Encoding.UTF8.GetString(body)).ToString().Should().Be(JObject.Parse("""{ "model": "gpt-image-2", "prompt": "Grüße – 水", "size": "1024x1024", "quality": "low" }""").ToString());
    }

    [Fact]
    public async Task One_picture_is_sent_as_image_and_several_as_image_with_brackets_in_their_order()
    {
        await using var world = await World.StartAsync();
        var files = new[] { Pictures.Png(32, 32), Pictures.Png(48, 32, 1, 2, 3), Pictures.Jpeg(64, 32) };
        world.Write("a.png", files[0]);
        world.Write("b.png", files[1]);
        world.Write("c.jpg", files[2]);
        world.Write("mask.png", Pictures.Mask(48, 32));

        await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\", \"references\": [ \"c.jpg\" ]");
        world.Requests[^1].Path.Should().EndWith("/images/edits");
        world.Requests[^1].Parts.Where(part => part.FileName is not null).Select(part => (part.Name, part.ContentType, part.Sha256)).Should().Equal(("image", "image/jpeg", Sha256(files[2])));

        await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\", \"references\": [ \"a.png\", \"c.jpg\" ], \"image\": \"b.png\", \"mask\": \"mask.png\"");
        world.Requests[^1].Parts.Where(part => part.FileName is not null).Select(part => part.Name).Should().Equal("image[]", "image[]", "image[]", "mask");
        world.Requests[^1].Parts.Where(part => part.Name == "image[]").Select(part => part.Sha256).Should().Equal(Sha256(files[1]), Sha256(files[0]), Sha256(files[2]));
    }

    [Fact]
    public async Task Several_pictures_in_one_answer_come_out_in_their_order()
    {
        await using var world = await World.StartAsync();
        var pictures = new[] { Pictures.Png(16, 16), Pictures.Png(16, 16, 1, 2, 3), Pictures.Png(16, 16, 9, 9, 9) };
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Body = Answer(pictures) });
        var report = await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\", \"count\": 3");
        report.Images().Select(Bytes).Should().Equal(pictures.Select(Convert.ToHexString));
        world.Requests.Should().ContainSingle();
    }

    [Fact]
    public void Usage_request_id_and_what_the_model_decided_are_read()
    {
        var answer = Providers.OpenAI.Read(
            200,
            """
            { "created": 1, "data": [ { "b64_json": "AAEC" } ], "background": "opaque", "output_format": "png", "size": "1536x1024", "quality": "medium",
              "usage": { "total_tokens": 100, "input_tokens": 50, "output_tokens": 50, "input_tokens_details": { "text_tokens": 10, "image_tokens": 40 } } }
            """,
            ("x-request-id", "req_1"));
        answer.RequestId.Should().Be("req_1");
        answer.Decided.Should().Equal(new Dictionary<string, string> { ["background"] = "opaque", ["output_format"] = "png", ["size"] = "1536x1024", ["quality"] = "medium" });
        answer.Usage.Should().Equal(new Dictionary<string, long>
        {
            ["total_tokens"] = 100,
            ["input_tokens"] = 50,
            ["output_tokens"] = 50,
            ["input_tokens_details.text_tokens"] = 10,
            ["input_tokens_details.image_tokens"] = 40,
        });
        answer.Images.Single().ToArray().Should().Equal(0, 1, 2);
    }

    [Fact]
    public void Base64_with_escaped_slashes_is_read()
    {
        var picture = new byte[] { 0xFF, 0xFF, 0xFF, 0xFB, 0xF0, 0x00 };
        Convert.ToBase64String(picture).Should().Contain("/");
        var answer = Providers.OpenAI.Read(200, $$"""{ "data": [ { "b64_json": "{{Convert.ToBase64String(picture).Replace("/", "\\/", StringComparison.Ordinal)}}" } ] }""");
        answer.Images.Single().ToArray().Should().Equal(picture);
    }

    [Fact]
    public async Task The_prompt_that_a_model_made_of_yours_is_its_text()
    {
        await using var world = await World.StartAsync();
        var report = await world.RunAsync(World.Shoot("openai.dall-e-3", "\"prompt\": \"A kettle\""), "\"text\": { \"link\": \"shoot.text\" }");
        report.Text("text").Should().Be("A kettle (as the sandbox understood it)");
    }

    [Fact]
    public async Task A_drawing_is_a_picture_and_its_bytes_are_kept()
    {
        await using var world = await World.StartAsync();
        var report = await world.RunAsync(
            World.Shoot("openai.gpt-image-2.6-flare", "\"prompt\": \"x\", \"output_format\": \"svg\", \"size\": \"1024x1024\"") + """
            , "small": { "type": "image.resize", "inputs": { "image": { "link": "shoot.image" }, "width": 64 } }
            """,
            "\"drawing\": { \"link\": \"shoot.image\" }, \"small\": { \"link\": \"small.image\" }");
        report.Nodes.Should().OnlyContain(node => node.Error == null);
        report.Image("small").Width.Should().Be(64);
        var written = OutputFiles.Write(report, world.Folder);
        written["drawing"].Path.Should().EndWith("drawing.svg");
        (await File.ReadAllTextAsync(written["drawing"].Path!)).Should().StartWith("<svg");
    }

    [Fact]
    public async Task An_animation_that_was_asked_for_is_kept_whole_without_a_warning()
    {
        await using var world = await World.StartAsync();
        var report = await world.RunAsync(
            World.Shoot("openai.gpt-image-2.6-flare", "\"prompt\": \"x\", \"output_format\": \"gif\", \"frame_count\": 3, \"frame_duration_ms\": 100, \"size\": \"1024x640\""),
            "\"film\": { \"link\": \"shoot.image\" }");
        report.Node().Warnings.Should().BeEmpty();
        report.Image("film").Format.Should().Be("gif");
        using var film = NetVips.Image.NewFromFile(OutputFiles.Write(report, world.Folder)["film"].Path!);
        film.Get("n-pages").Should().Be(3);
    }

    internal static string Answer(params byte[][] pictures) =>
        $$"""{"created":1,"data":[{{string.Join(",", pictures.Select(picture => $$"""{"b64_json":"{{Convert.ToBase64String(picture)}}"}"""))}}]}""";

    internal static string Bytes(Sdk.ImageValue image)
    {
        using var stream = image.OpenEncoded();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Convert.ToHexString(bytes.ToArray());
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

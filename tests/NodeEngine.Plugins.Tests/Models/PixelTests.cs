using System.Text;
using FluentAssertions;
using NetVips;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Plugins.Tests.OpenAI;
using NodeEngine.Runs;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

/// <summary>Masks, sizes and pixels on their way to a model and back.</summary>
public sealed class PixelTests
{
    [Fact]
    public async Task White_in_a_mask_means_change_this_and_is_transparent_on_the_wire()
    {
        using var server = new RawServer("HTTP/1.1 200 OK", Encoding.UTF8.GetBytes(OpenAIRequestTests.Answer(Pictures.Png(16, 16))));
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, server.Address));
        world.Write("photo.png", Pictures.Png(16, 16));
        world.Write("mask.png", Pictures.Mask(16, 16));
        await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\", \"image\": \"photo.png\", \"mask\": \"mask.png\"");
        using var sent = Image.NewFromBuffer(Part(server.Requests.Single().Body, "name=\"mask\""));
        sent.HasAlpha().Should().BeTrue();
        sent.Getpoint(2, 8)[^1].Should().Be(0, "the left half is white, so it is to be changed");
        sent.Getpoint(12, 8)[^1].Should().Be(255);
    }

    [Fact]
    public async Task A_transparent_result_keeps_its_alpha_through_resize_composite_and_save()
    {
        await using var world = await World.StartAsync();
        var report = await world.RunAsync(
            World.Shoot("openai.gpt-image-2", "\"prompt\": \"x\", \"background\": \"transparent\", \"size\": \"1024x640\"") + """
            , "small": { "type": "image.resize", "inputs": { "image": { "link": "shoot.image" }, "width": 256 } },
            "twice": { "type": "image.composite", "inputs": { "base": { "link": "small.image" }, "overlay": { "link": "small.image" } } },
            "saved": { "type": "image.save", "inputs": { "image": { "link": "twice.image" }, "name": "saved.png" } }
            """,
            "\"hero\": { \"link\": \"twice.image\" }");
        report.Nodes.Should().OnlyContain(node => node.Error == null);
        report.Image("hero").HasAlpha.Should().BeTrue();
        using var saved = Image.NewFromFile(Path.Combine(world.Folder, "out", "saved.png"));
        saved.HasAlpha().Should().BeTrue();
        saved[saved.Bands - 1].Min().Should().BeLessThan(255);
    }

    [Theory]
    [InlineData("png", false)]
    [InlineData("png", true)]
    [InlineData("jpeg", false)]
    [InlineData("jpeg", true)]
    [InlineData("webp", true)]
    public async Task Bytes_that_nobody_changed_are_saved_as_they_came_and_loading_them_again_buys_nothing(string format, bool withRecipe)
    {
        await using var world = await World.StartAsync();
        world.WritesRecipes = withRecipe;
        var first = await world.RunAsync(World.Shoot("openai.gpt-image-2", "\"prompt\": \"x\", \"size\": \"1024x640\", " + $"\"output_format\": \"{format}\"") + """
            , "more": { "type": "openai.gpt-image-2", "inputs": { "prompt": "more", "references": [ { "link": "shoot.image" } ] } }
            """,
            "\"hero\": { \"link\": \"shoot.image\" }, \"more\": { \"link\": \"more.image\" }");
        var file = OutputFiles.Write(first, world.Folder)["hero"].Path!;
        var same = Convert.ToHexString(await File.ReadAllBytesAsync(file)) == OpenAIRequestTests.Bytes(first.Image("hero"));
        same.Should().Be(!withRecipe);
        world.Requests.Should().HaveCount(2);

        var again = await world.RunAsync($$"""
            "more": { "type": "openai.gpt-image-2", "inputs": { "prompt": "more", "references": [ "{{Path.GetFileName(file)}}" ] } }
            """, "\"more\": { \"link\": \"more.image\" }");
        again.Node("more").Outcome.Should().Be(Outcome.Stored);
        world.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Inputs_are_never_stretched_to_fit()
    {
        await using var world = await World.StartAsync();
        var picture = Pictures.Png(300, 200);
        world.Write("photo.png", picture);
        await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\", \"image\": \"photo.png\", \"size\": \"1024x1024\"");
        var sent = world.Requests.Single().Parts.Single(part => part.Name == "image");
        sent.Sha256.Should().Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(picture)));
    }

    [Fact]
    public async Task A_picture_made_of_pixels_is_sent_as_png_of_its_own_size()
    {
        using var server = new RawServer("HTTP/1.1 200 OK", Encoding.UTF8.GetBytes(OpenAIRequestTests.Answer(Pictures.Png(16, 16))));
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, server.Address));
        world.Write("photo.jpg", Pictures.Jpeg(300, 200));
        await world.RunAsync("""
            "small": { "type": "image.resize", "inputs": { "image": "photo.jpg", "width": 150 } },
            "shoot": { "type": "openai.gpt-image-2", "inputs": { "prompt": "x", "image": { "link": "small.image" } } }
            """);
        using var sent = Image.NewFromBuffer(Part(server.Requests.Single().Body, "name=\"image\""));
        (sent.Get("vips-loader"), sent.Width, sent.Height).Should().Be(("pngload_buffer", 150, 100));
    }

    /// <summary>The bytes of a part of a form.</summary>
    private static byte[] Part(byte[] body, string header)
    {
        var text = Encoding.Latin1.GetString(body);
        var start = text.IndexOf("\r\n\r\n", text.IndexOf(header, StringComparison.Ordinal), StringComparison.Ordinal) + 4;
        return body[start..text.IndexOf("\r\n--", start, StringComparison.Ordinal)];
    }
}

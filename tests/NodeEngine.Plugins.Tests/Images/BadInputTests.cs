using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using Xunit;

namespace NodeEngine.Plugins.Tests.Images;

/// <summary>What cannot be done is said with the value and the way out, by the node that was asked.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public BadInputTests()
    {
        using var pattern = Picture.Pattern(40, 30);
        _workspace.Save("in.png", pattern);
        using var clear = Picture.Pattern(8, 8, bands: 4);
        _workspace.Save("clear.png", clear);
        _workspace.Write("words.png", "these are words");
        var whole = File.ReadAllBytes(Path.Combine(_workspace.Folder, "in.png"));
        _workspace.Write("cut.png", whole[..(whole.Length / 2)]);
        _workspace.Write("nothing.png", "");
    }

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("image.crop", """ "image": "in.png", "x": 30, "width": 20 """, "crop-outside", "The part of 20x30 pixels at 30, 0 reaches beyond the picture of 40x30.")]
    [InlineData("image.crop", """ "image": "in.png", "y": 99 """, "crop-outside", "The point 0, 99 lies outside the picture of 40x30 pixels.")]
    [InlineData("image.crop", """ "image": "in.png", "ratio": "wide" """, "ratio-wrong", "'wide' is not a ratio of width to height.")]
    [InlineData("image.crop", """ "image": "in.png", "ratio": "1:1", "width": 4, "height": 5 """, "crop-twice", "Both a ratio of 1:1 and a part of 4x5 pixels are given.")]
    [InlineData("image.grid", """ "images": [] """, "list-empty", "There are no pictures to lay out.")]
    [InlineData("image.caption", """ "image": "in.png", "text": "x", "font": "Comic Nowhere" """, "font-unknown", "This machine has no font family 'Comic Nowhere'.")]
    [InlineData("image.caption", """ "image": "in.png", "text": "x", "colour": "octarine" """, "colour-unknown", "'octarine' is not a colour.")]
    [InlineData("image.caption", """ "image": "in.png", "text": "a\uFDD1b", "size": 6, "size_unit": "pixels" """, "font-without-characters", "No font on this machine has the character '\uFDD1' (U+FDD1).")]
    [InlineData("image.resize", """ "image": "in.png" """, "size-missing", "Neither width nor height is given.")]
    [InlineData("image.resize", """ "image": "in.png", "width": 32768, "height": 32768, "fit": "stretch" """, "image-too-large", "The result would have 32768x32768 pixels, above the limit of 100 million.")]
    [InlineData("image.resize", """ "image": "in.png", "width": 10, "background": "#12345" """, "colour-unknown", "'#12345' is not a colour.")]
    [InlineData("image.compare", """ "first": "in.png", "second": "clear.png" """, "sizes-differ", "The first picture has 40x30 pixels, the second 8x8.")]
    [InlineData("image.composite", """ "base": "in.png", "overlay": "clear.png", "x": 100 """, "overlay-outside", "The overlay of 8x8 pixels at 116, 11 lies outside the base of 40x30.")]
    [InlineData("image.invert", """ "image": "cut.png" """, "image-damaged", "cannot be decoded")]
    [InlineData("image.invert", """ "image": "words.png" """, "image-unreadable", "is no picture that can be read.")]
    [InlineData("image.invert", """ "image": "nothing.png" """, "image-empty", "has no bytes.")]
    public async Task A_node_names_the_value_and_the_remedy(string type, string inputs, string code, string message)
    {
        var found = _workspace.Check(Workspace.One(type, $"{{ {inputs} }}", "image"));
        var (foundCode, foundMessage, advice) = found.Count > 0
            ? (found[0].Code, found[0].Message, found[0].Suggestion)
            : await _workspace.ErrorAsync(Workspace.One(type, $"{{ {inputs} }}", "image")) is var error ? (error.Code, error.Message, error.Advice) : default;
        foundCode.Should().Be(code);
        foundMessage.Should().Contain(message);
        advice.Should().NotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("""{ "name": "a.png" }""", """{ "name": "a.png" }""", "output-taken", "already writes 'a.png'")]
    [InlineData("""{ "name": "../a.png" }""", null, "name-outside", "'../a.png' is not below the folder of the run's outputs.")]
    [InlineData("""{ "name": "/tmp/a.png" }""", null, "name-outside", "'/tmp/a.png' is not below the folder of the run's outputs.")]
    [InlineData("""{ "name": "a.bmp" }""", null, "format-unknown", "The name 'a.bmp' does not say in which format to write.")]
    [InlineData("""{ "name": "a{size}.png" }""", null, "name-placeholder", "The name 'a{size}.png' has {size}, which stands for nothing.")]
    [InlineData("""{ "name": "a{number}.png" }""", null, "name-number", "The name 'a{number}.png' has {number}, and no number is given.")]
    [InlineData("""{ "name": "a.jpg" }""", null, "format-without-alpha", "A picture with transparency cannot be written as JPEG.")]
    public async Task A_file_that_cannot_be_written_so_is_refused(string first, string? second, string code, string message)
    {
        var nodes = new[] { first, second }.OfType<string>().Select((inputs, i) =>
            $$"""
            "save{{(i == 0 ? "" : "_again")}}": { "type": "image.save", "inputs": { "image": "clear.png", {{inputs.Trim('{', '}')}} } }
            """);
        var error = await _workspace.ErrorAsync($$"""{ "format": 1, "nodes": { {{string.Join(", ", nodes)}} } }""");
        error.Code.Should().Be(code);
        error.Message.Should().Contain(message);
        error.Advice.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_blur_wider_than_the_picture_leaves_its_mean()
    {
        using var even = Picture.Even(6, 4, 10, 20, 30);
        _workspace.Save("even.png", even);
        var blurred = await _workspace.ValueAsync("image.blur", """{ "image": "even.png", "sigma": 500 }""", "image");
        Picture.Samples(blurred).Should().Equal(Picture.Samples(even));
    }

    [Fact]
    public async Task A_damaged_file_is_named_by_the_node_that_decodes_it_however_long_the_chain()
    {
        var report = await _workspace.RunAsync("""
            { "format": 1, "nodes": {
                "load": { "type": "image.load", "inputs": { "file": "cut.png" } },
                "soft": { "type": "image.blur", "inputs": { "image": { "link": "load.image" }, "sigma": 1 } },
                "small": { "type": "image.resize", "inputs": { "image": { "link": "soft.image" }, "width": 10 } } },
              "outputs": { "small": { "link": "small.image" } } }
            """);
        var error = report.Nodes.Single(node => node.Error is not null).Error!;
        error.Code.Should().Be("image-damaged");
        error.Message.Should().Contain("cut.png' cannot be decoded");
    }
}

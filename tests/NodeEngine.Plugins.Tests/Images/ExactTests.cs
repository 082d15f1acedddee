using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Images;

/// <summary>Operations that move pixels and change none.</summary>
public sealed class ExactTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task A_picture_that_is_turned_four_times_and_mirrored_twice_is_the_same_again(int bands, bool deep)
    {
        using var pattern = Picture.Pattern(13, 7, bands, deep);
        _workspace.Save("in.png", pattern);
        var report = await _workspace.DoneAsync("""
            { "format": 1, "nodes": {
                "one": { "type": "image.rotate", "inputs": { "image": "in.png" } },
                "two": { "type": "image.rotate", "inputs": { "image": { "link": "one.image" }, "angle": 180 } },
                "three": { "type": "image.rotate", "inputs": { "image": { "link": "two.image" }, "angle": 450e-1 } },
                "whole": { "type": "image.rotate", "inputs": { "image": { "link": "two.image" }, "angle": 90 } },
                "over": { "type": "image.flip", "inputs": { "image": { "link": "whole.image" } } },
                "back": { "type": "image.flip", "inputs": { "image": { "link": "over.image" } } } },
              "outputs": { "quarter": { "link": "one.image" }, "whole": { "link": "back.image" }, "askew": { "link": "three.image" } } }
            """);
        Picture.Samples(report.Outputs["whole"]).Should().Equal(Picture.Samples(pattern));
        Picture.Kind(report.Outputs["quarter"]).Should().Be($"7x13 {bands}x{(deep ? 16 : 8)}");
        Picture.At(report.Outputs["quarter"], 6, 0).Should().Equal(Picture.At(report.Outputs["whole"], 0, 0));
    }

    [Fact]
    public async Task The_parts_of_a_picture_are_cut_out_exactly()
    {
        using var pattern = Picture.Pattern(20, 10);
        _workspace.Save("in.png", pattern);
        using var part = pattern.Crop(5, 2, 8, 6);
        Picture.Samples(await Image("image.crop", """{ "image": "in.png", "x": 5, "y": 2, "width": 8, "height": 6 }""")).Should().Equal(Picture.Samples(part));
        using var right = pattern.Crop(10, 0, 10, 10);
        Picture.Samples(await Image("image.crop", """{ "image": "in.png", "ratio": "1:1", "anchor": "right" }""")).Should().Equal(Picture.Samples(right));
        Picture.Kind(await Image("image.crop", """{ "image": "in.png", "ratio": "4/1" }""")).Should().Be("20x5 3x8");
        Picture.Kind(await Image("image.crop", """{ "image": "in.png", "ratio": "2", "width": 6 }""")).Should().Be("6x3 3x8");
    }

    [Fact]
    public async Task Room_around_a_picture_changes_none_of_its_pixels()
    {
        using var pattern = Picture.Pattern(20, 10);
        _workspace.Save("in.png", pattern);
        var square = await Image("image.pad", """{ "image": "in.png", "left": 4, "ratio": "1:1", "background": "#ff8000", "anchor": "bottom" }""");
        Picture.Kind(square).Should().Be("24x24 3x8");
        Picture.At(square, 0, 23).Should().Equal(255, 128, 0);
        Picture.At(square, 4, 14).Should().Equal(Picture.Samples(pattern)[..3]);
        Picture.Kind(await Image("image.pad", """{ "image": "in.png", "top": 1, "background": "transparent" }""")).Should().Be("20x11 4x8");
    }

    [Fact]
    public async Task A_negative_of_a_negative_is_the_picture()
    {
        using var pattern = Picture.Pattern(16, 16, bands: 4, deep: true);
        _workspace.Save("in.png", pattern);
        var report = await _workspace.DoneAsync("""
            { "format": 1, "nodes": {
                "once": { "type": "image.invert", "inputs": { "image": "in.png" } },
                "twice": { "type": "image.invert", "inputs": { "image": { "link": "once.image" } } } },
              "outputs": { "once": { "link": "once.image" }, "twice": { "link": "twice.image" } } }
            """);
        Picture.Samples(report.Outputs["twice"]).Should().Equal(Picture.Samples(pattern));
        Picture.At(report.Outputs["once"], 3, 5)[3].Should().Be(Picture.At(report.Outputs["twice"], 3, 5)[3], "transparency stays");
        Picture.At(report.Outputs["once"], 3, 5)[0].Should().Be(65535 - Picture.At(report.Outputs["twice"], 3, 5)[0]);
    }

    [Fact]
    public async Task Nearest_repeats_pixels_and_invents_none()
    {
        using var pattern = Picture.Pattern(3, 2);
        _workspace.Save("in.png", pattern);
        var large = await Image("image.resize", """{ "image": "in.png", "width": 12, "filter": "nearest" }""");
        Picture.Kind(large).Should().Be("12x8 3x8");
        for (var i = 0; i < 12 * 8; i++)
        {
            Picture.At(large, i % 12, i / 12).Should().Equal(Picture.Samples(pattern).AsSpan(((i / 12 / 4 * 3) + (i % 12 / 4)) * 3, 3).ToArray());
        }
    }

    [Fact]
    public async Task A_gradient_begins_and_ends_with_its_colours()
    {
        var down = await Image("image.blank", """{ "width": 5, "height": 3, "colour": "#102030", "to": "#f0e0d0" }""");
        Picture.Samples(down)[..3].Should().Equal(0x10, 0x20, 0x30);
        Picture.At(down, 4, 1).Should().Equal(0x80, 0x80, 0x80);
        Picture.At(down, 0, 2).Should().Equal(0xf0, 0xe0, 0xd0);
        var faded = await Image("image.blank", """{ "width": 3, "height": 1, "colour": "red", "to": "transparent", "direction": "right" }""");
        Picture.Samples(faded).Should().Equal(255, 0, 0, 255, 255, 0, 0, 128, 255, 0, 0, 0);
    }

    private Task<Value> Image(string type, string inputs) => _workspace.ValueAsync(type, inputs, "image");
}

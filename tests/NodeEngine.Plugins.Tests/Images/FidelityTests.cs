using FluentAssertions;
using NetVips;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Xunit;
using Image = NetVips.Image;

namespace NodeEngine.Plugins.Tests.Images;

/// <summary>What a picture is made of comes through.</summary>
public sealed class FidelityTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    /// <summary>The nodes that take a picture and give one, with inputs under which they do something.</summary>
    public static TheoryData<string, string> Changing => new()
    {
        { "image.adjust", """ "brightness": 0.1, "saturation": 1.5 """ },
        { "image.blur", """ "sigma": 2 """ },
        { "image.sharpen", """ "amount": 1 """ },
        { "image.resize", """ "width": 10 """ },
        { "image.resize", """ "width": 60 """ },
        { "image.resize", """ "width": 10, "linear": true """ },
        { "image.resize", """ "width": 10, "filter": "nearest" """ },
        { "image.crop", """ "width": 9, "height": 7 """ },
        { "image.rotate", """ "angle": 33 """ },
        { "image.flip", "" },
        { "image.pad", """ "left": 3 """ },
        { "image.invert", "" },
        { "image.greyscale", "" },
        { "image.caption", """ "text": "i", "size": 9, "size_unit": "pixels" """ },
    };

    [Theory]
    [MemberData(nameof(Changing))]
    public async Task Transparency_grey_and_depth_survive_every_node(string type, string inputs)
    {
        foreach (var (bands, deep) in ((int, bool)[])[(1, false), (2, false), (3, false), (4, false), (1, true), (2, true), (3, true), (4, true)])
        {
            using var even = Even(30, 24, bands, deep);
            _workspace.Save("in.png", even);
            var value = await _workspace.ValueAsync(type, $"{{ \"image\": \"in.png\"{(inputs.Length > 0 ? "," : "")}{inputs} }}", "image");
            var expected = type == "image.greyscale" && bands >= 3 ? bands - 2 : bands;
            Picture.Kind(value).Should().EndWith($" {expected}x{(deep ? 16 : 8)}", $"it had {bands} bands");
            if (bands is 2 or 4 && type is not ("image.rotate" or "image.pad" or "image.caption"))
            {
                var alpha = Picture.At(value, 3, 3)[^1];
                alpha.Should().BeCloseTo(deep ? 128 * 257 : 128, deep ? 260u : 1u, $"{bands} bands, {(deep ? 16 : 8)} bits");
            }
        }
    }

    [Theory]
    [InlineData("image.resize", """ "width": 8, "height": 8 """)]
    [InlineData("image.blur", """ "sigma": 3 """)]
    [InlineData("image.rotate", """ "angle": 45, "expand": false """)]
    public async Task The_hidden_colour_of_transparent_pixels_does_not_bleed(string type, string inputs)
    {
        using var left = Picture.Even(8, 16, 255, 0, 0, 255);
        using var right = Picture.Even(8, 16, 0, 255, 0, 0);
        using var both = left.Join(right, Enums.Direction.Horizontal);
        _workspace.Save("in.png", both);
        var value = (ImageValue)await _workspace.ValueAsync(type, $"{{ \"image\": \"in.png\", {inputs} }}", "image");
        var samples = Picture.Samples(value);
        for (var i = 0; i < samples.Length; i += 4)
        {
            if (samples[i + 3] > 2)
            {
                samples[i + 1].Should().BeLessThan(3, "no green comes from what nobody sees");
                samples[i].Should().BeGreaterThan(250);
            }
        }
    }

    [Fact]
    public async Task Even_areas_stay_even()
    {
        using var even = Even(37, 23, 3, deep: true);
        _workspace.Save("in.png", even);
        foreach (var inputs in (string[])[""" "width": 11 """, """ "width": 90 """, """ "width": 11, "filter": "bicubic" """])
        {
            Picture.Samples(await _workspace.ValueAsync("image.resize", $"{{ \"image\": \"in.png\", {inputs} }}", "image")).Chunk(3)
                .Should().OnlyContain(pixel => pixel.SequenceEqual(new[] { 40 * 257, 120 * 257, 200 * 257 }));
        }
    }

    [Fact]
    public async Task In_linear_light_a_fine_pattern_keeps_its_brightness()
    {
        var samples = new byte[64 * 64];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (byte)(((i % 64) + (i / 64)) % 2 * 255);
        }

        using var board = Image.NewFromMemory(samples, 64, 64, 1, Enums.BandFormat.Uchar);
        using var known = board.Copy(interpretation: Enums.Interpretation.Bw);
        _workspace.Save("in.png", known);
        // Half of the light is 188 in sRGB, and not 128.
        Picture.At(await _workspace.ValueAsync("image.resize", """{ "image": "in.png", "width": 8, "linear": true }""", "image"), 4, 4)[0].Should().BeCloseTo(188, 2);
        Picture.At(await _workspace.ValueAsync("image.resize", """{ "image": "in.png", "width": 8 }""", "image"), 4, 4)[0].Should().BeCloseTo(128, 2);
    }

    [Fact]
    public async Task Palettes_ink_and_cameras_come_as_upright_colours()
    {
        using var soft = Picture.Soft(64, 48);
        _workspace.Save("soft.png", soft);
        soft.Pngsave(Path.Combine(_workspace.Folder, "palette.png"), palette: true);
        using (var ink = soft.Colourspace(Enums.Interpretation.Cmyk))
        {
            ink.Jpegsave(Path.Combine(_workspace.Folder, "ink.jpg"), q: 95);
        }

        using (var turned = soft.Rot270())
        using (var marked = turned.Mutate(image => image.Set(GValue.GIntType, "orientation", 6)))
        {
            marked.Jpegsave(Path.Combine(_workspace.Folder, "camera.jpg"), q: 95);
        }

        (await Picture.SsimAsync(_workspace, "soft.png", "palette.png")).Should().BeGreaterThan(0.9);
        (await Picture.SsimAsync(_workspace, "soft.png", "ink.jpg")).Should().BeGreaterThan(0.9);
        (await Picture.SsimAsync(_workspace, "soft.png", "camera.jpg")).Should().BeGreaterThan(0.97);
    }

    [Theory]
    [InlineData("jpg", 0.97)]
    [InlineData("webp", 0.97)]
    [InlineData("avif", 0.95)]
    [InlineData("png", 1)]
    public async Task A_saved_picture_looks_like_what_was_saved(string ending, double ssim)
    {
        using var soft = Picture.Soft(160, 120);
        _workspace.Save("soft.png", soft);
        var report = await _workspace.DoneAsync($$"""
            { "format": 1, "nodes": {
                "turn": { "type": "image.flip", "inputs": { "image": "soft.png" } },
                "save": { "type": "image.save", "inputs": { "image": { "link": "turn.image" }, "name": "sub/{width}x{height}-{number}.{{ending}}", "number": 7 } } },
              "outputs": { "file": { "link": "save.file" } } }
            """);
        var path = ((FileValue)report.Outputs["file"]).Path;
        path.Should().Be(Path.Combine(_workspace.Out, "sub", $"160x120-0007.{ending}"));
        using var mirrored = soft.FlipHor();
        _workspace.Save("mirrored.png", mirrored);
        (await Picture.SsimAsync(_workspace, "mirrored.png", path)).Should().BeGreaterThanOrEqualTo(ssim);
    }

    private static Image Even(int width, int height, int bands, bool deep)
    {
        double[] samples = bands switch { 1 => [40], 2 => [40, 128], 3 => [40, 120, 200], _ => [40, 120, 200, 128] };
        using var even = Picture.Even(width, height, samples);
        if (!deep)
        {
            return even.CopyMemory();
        }

        using var scaled = even * 257.0;
        using var cast = scaled.Cast(Enums.BandFormat.Ushort);
        using var known = cast.Copy(interpretation: bands <= 2 ? Enums.Interpretation.Grey16 : Enums.Interpretation.Rgb16);
        return known.CopyMemory();
    }
}

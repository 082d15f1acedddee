using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Masks;

public sealed class MaskTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Where_a_picture_is_transparent_its_mask_is_white()
    {
        _workspace.WritePicture("cut.png", 3, 1, 4, (x, _, band) => band == 3 ? x * 100 : 9);
        (await _workspace.ValueAsync("mask.from_alpha", """{ "image": "cut.png" }""", "mask")).Rows().Should().Equal("ff9b37");
        _workspace.WritePicture("deep.png", 3, 1, 2, (x, _, band) => band == 1 ? x * 30000 : 9, 16);
        (await _workspace.ValueAsync("mask.from_alpha", """{ "image": "deep.png" }""", "mask")).Rows().Should().Equal("ff8a16");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task An_opaque_picture_has_no_mask_of_its_transparency(int bands)
    {
        _workspace.WritePicture("photo.png", 4, 2, bands, (_, _, band) => band == 3 ? 255 : 7);
        var error = await _workspace.ErrorAsync(Workspace.One("mask.from_alpha", """{ "image": "photo.png" }""", "mask"));
        (error.Code, error.Message).Should().Be(("alpha-missing", "Nothing is transparent in the picture of 4x2 pixels."));
    }

    [Fact]
    public async Task A_colour_and_what_looks_alike_becomes_white()
    {
        int[][] colours = [[0, 255, 0], [4, 250, 4], [40, 220, 40], [255, 255, 255], [0, 0, 0]];
        _workspace.WritePicture("screen.png", 5, 1, 3, (x, _, band) => colours[x][band]);
        (await _workspace.ValueAsync("mask.from_colour", """{ "image": "screen.png", "colour": "lime", "softness": 0 }""", "mask")).Rows().Should().Equal("ffff000000");
        (await _workspace.ValueAsync("mask.from_colour", """{ "image": "screen.png", "colour": "#0f0", "tolerance": 0, "softness": 0 }""", "mask")).Rows().Should().Equal("ff00000000");
        var soft = await _workspace.ValueAsync("mask.from_colour", """{ "image": "screen.png", "colour": "#0f0", "tolerance": 0, "softness": 40 }""", "mask");
        soft.Sample(0, 0).Should().Be(255);
        soft.Sample(2, 0).Should().BeInRange(60, 200);
        soft.Sample(3, 0).Should().Be(0);
    }

    [Fact]
    public async Task What_is_transparent_has_no_colour()
    {
        _workspace.WritePicture("cut.png", 2, 1, 4, (x, _, band) => band == 3 ? x * 255 : 255);
        (await _workspace.ValueAsync("mask.from_colour", """{ "image": "cut.png" }""", "mask")).Rows().Should().Equal("00ff");
    }

    [Fact]
    public async Task A_colour_that_is_none_fails()
    {
        _workspace.WritePicture("photo.png", 4, 2, 3, (_, _, _) => 7);
        var error = await _workspace.ErrorAsync(Workspace.One("mask.from_colour", """{ "image": "photo.png", "colour": "greenish" }""", "mask"));
        (error.Code, error.Message).Should().Be(("colour-unknown", "'greenish' is not a colour."));
        error.Advice.Should().Contain("#rrggbb");
    }

    [Theory]
    [InlineData("""{ "image": "steps.png", "level": 0.4 }""", "0000ffffff")]
    [InlineData("""{ "image": "steps.png", "level": 1 }""", "00000000ff")]
    [InlineData("""{ "image": "steps.png", "level": 0.5, "softness": 1 }""", "00336699ff")]
    [InlineData("""{ "image": "steps.png", "level": 0.38, "softness": 0.4 }""", "000d8cffff")]
    public async Task What_is_bright_becomes_white(string inputs, string expected)
    {
        int[] steps = [0, 51, 102, 153, 255];
        _workspace.WritePicture("steps.png", 5, 1, 3, (x, _, _) => steps[x]);
        var row = (await _workspace.ValueAsync("mask.threshold", inputs, "mask")).Rows()[0];
        row.Should().Be(expected);
    }

    [Fact]
    public async Task Masks_are_inverted_and_combined()
    {
        int[] first = [0, 255, 100, 255];
        int[] second = [0, 0, 200, 255];
        _workspace.WritePicture("a.png", 4, 1, 1, (x, _, _) => first[x]);
        _workspace.WritePicture("b.png", 4, 1, 1, (x, _, _) => second[x]);
        (await _workspace.ValueAsync("mask.invert", """{ "mask": "a.png" }""", "mask")).Rows().Should().Equal("ff009b00");
        foreach (var (mode, expected) in new[] { ("union", "00ffc8ff"), ("intersect", "000064ff"), ("subtract", "00ff3700"), ("exclude", "00ff6400") })
        {
            (await _workspace.ValueAsync("mask.combine", $$"""{ "masks": ["a.png", "b.png"], "mode": "{{mode}}" }""", "mask")).Rows().Should().Equal(expected);
        }
    }

    [Fact]
    public async Task Masks_of_different_sizes_are_not_combined()
    {
        _workspace.WritePicture("a.png", 4, 1, 1, (_, _, _) => 0);
        _workspace.WritePicture("b.png", 4, 2, 1, (_, _, _) => 0);
        var error = await _workspace.ErrorAsync(Workspace.One("mask.combine", """{ "masks": ["a.png", "b.png"] }""", "mask"));
        (error.Code, error.Message).Should().Be(("mask-size", "Mask 2 has 4x2 pixels, and the first 4x1."));
        (await _workspace.ErrorAsync(Workspace.One("mask.combine", """{ "masks": [] }""", "mask"))).Code.Should().Be("list-empty");
    }

    [Fact]
    public async Task A_mask_grows_and_shrinks_by_pixels_in_all_directions()
    {
        _workspace.WritePicture("dot.png", 9, 7, 1, (x, y, _) => x == 4 && y == 3 ? 255 : 0);
        (await _workspace.ValueAsync("mask.grow", """{ "mask": "dot.png", "pixels": 2 }""", "mask")).Rows().Should().Equal(
            "000000000000000000",
            "00002cc3ffc32c0000",
            "0000c3ffffffc30000",
            "0000ffffffffff0000",
            "0000c3ffffffc30000",
            "00002cc3ffc32c0000",
            "000000000000000000");
        (await _workspace.ValueAsync("mask.grow", """{ "mask": "dot.png", "pixels": 0.5 }""", "mask")).Rows()[3].Should().Be("00000080ff80000000");
        _workspace.WritePicture("box.png", 9, 7, 1, (x, y, _) => x <= 5 && y is >= 1 and <= 5 ? 255 : 0);
        (await _workspace.ValueAsync("mask.grow", """{ "mask": "box.png", "pixels": -1 }""", "mask")).Rows().Should().Equal(
            "000000000000000000",
            "000000000000000000",
            "ffffffffff00000000",
            "ffffffffff00000000",
            "ffffffffff00000000",
            "000000000000000000",
            "000000000000000000");
    }

    [Fact]
    public async Task Growing_reaches_as_far_as_the_nearest_white_pixel_says_wherever_it_is()
    {
        // A hundred white pixels at places that follow from a seed, against a search of all of them.
        var random = new Random(5);
        var white = Enumerable.Range(0, 100).Select(_ => (X: random.Next(120), Y: random.Next(80))).ToHashSet();
        _workspace.WritePicture("dots.png", 120, 80, 1, (x, y, _) => white.Contains((x, y)) ? 255 : 0);
        var grown = await _workspace.ValueAsync("mask.grow", """{ "mask": "dots.png", "pixels": 6.3 }""", "mask");
        for (var y = 0; y < 80; y++)
        {
            for (var x = 0; x < 120; x++)
            {
                var nearest = Math.Sqrt(white.Min(dot => ((dot.X - x) * (dot.X - x)) + ((dot.Y - y) * (dot.Y - y))));
                grown.Sample(x, y).Should().Be((int)Math.Round(Math.Clamp(7.3 - nearest, 0, 1) * 255), $"{x}, {y} is {nearest} away");
            }
        }
    }

    [Fact]
    public async Task Growing_an_empty_or_a_full_mask_changes_nothing()
    {
        _workspace.WritePicture("black.png", 9, 7, 1, (_, _, _) => 0);
        (await _workspace.ValueAsync("mask.grow", """{ "mask": "black.png", "pixels": 1000 }""", "mask")).Area().Should().Be(0);
        _workspace.WritePicture("white.png", 9, 7, 1, (_, _, _) => 255);
        (await _workspace.ValueAsync("mask.grow", """{ "mask": "white.png", "pixels": -1000 }""", "mask")).Area().Should().Be(63);
    }

    [Fact]
    public async Task A_feathered_edge_is_half_grey_where_it_was_hard()
    {
        var report = await _workspace.DoneAsync("""
            { "format": 1,
              "nodes": { "hard": { "type": "mask.rectangle", "inputs": { "width": 101, "height": 20, "x": 50.5, "y": 0, "box_width": 100, "box_height": 20, "unit": "pixels" } },
                         "soft": { "type": "mask.feather", "inputs": { "mask": { "link": "hard.mask" }, "sigma": 8 } } },
              "outputs": { "soft": { "link": "soft.mask" } } }
            """);
        var soft = report.Outputs["soft"];
        soft.Should().BeOfType<MaskValue>();
        soft.Sample(50, 10).Should().BeInRange(126, 129);
        soft.Sample(58, 10).Should().BeInRange(210, 218, "it is one standard deviation inside");
        soft.Sample(10, 10).Should().Be(0);
        soft.Sample(95, 10).Should().Be(255);
    }

    [Fact]
    public async Task A_picture_is_cut_out_along_a_mask()
    {
        _workspace.WritePicture("photo.png", 3, 1, 3, (x, _, band) => (10 * x) + band);
        _workspace.WritePicture("mask.png", 3, 1, 1, (x, _, _) => x * 100);
        var kept = await _workspace.ValueAsync("mask.apply", """{ "image": "photo.png", "mask": "mask.png" }""", "image");
        ((ImageValue)kept).GetPixels().Samples.ToArray().Should().Equal(0, 1, 2, 0, 10, 11, 12, 100, 20, 21, 22, 200);
        var black = await _workspace.ValueAsync("mask.apply", """{ "image": "photo.png", "mask": "mask.png", "keep": "black" }""", "image");
        ((ImageValue)black).GetPixels().Samples.ToArray().Should().Equal(0, 1, 2, 255, 10, 11, 12, 155, 20, 21, 22, 55);
    }

    [Fact]
    public async Task Cutting_out_keeps_the_transparency_and_depth_that_there_was()
    {
        _workspace.WritePicture("cut.png", 2, 1, 2, (x, _, band) => band == 1 ? 32768 : 1000 * x, 16);
        _workspace.WritePicture("mask.png", 2, 1, 1, (x, _, _) => x == 0 ? 255 : 51);
        var kept = await _workspace.ValueAsync("mask.apply", """{ "image": "cut.png", "mask": "mask.png" }""", "image");
        (kept.Sample(0, 0), kept.Sample(0, 0, 1), kept.Sample(1, 0), kept.Sample(1, 0, 1)).Should().Be((0, 32768, 1000, 6554));
    }

    [Fact]
    public async Task A_mask_of_another_size_than_the_picture_is_refused_with_both_sizes()
    {
        _workspace.WritePicture("photo.png", 4, 2, 3, (_, _, _) => 7);
        _workspace.WritePicture("mask.png", 2, 2, 1, (_, _, _) => 7);
        foreach (var (type, inputs) in new[]
        {
            ("mask.apply", """{ "image": "photo.png", "mask": "mask.png" }"""),
            ("image.inpaint_composite", """{ "original": "photo.png", "result": "photo.png", "mask": "mask.png" }"""),
        })
        {
            var error = await _workspace.ErrorAsync(Workspace.One(type, inputs, "image"));
            error.Code.Should().Be("mask-size");
            error.Message.Should().Match("The mask has 2x2 pixels, and the * 4x2.");
            error.Advice.Should().Contain("link it to the mask node's 'image'");
        }
    }
}

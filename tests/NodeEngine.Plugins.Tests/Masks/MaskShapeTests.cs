using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Masks;

public sealed class MaskShapeTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_rectangle_is_white_inside_and_its_edges_are_as_grey_as_they_are_covered()
    {
        var mask = await _workspace.ValueAsync("mask.rectangle", """{ "width": 5, "height": 4, "x": 1, "y": 0.5, "box_width": 2.25, "box_height": 2.5, "unit": "pixels" }""", "mask");
        mask.Should().BeOfType<MaskValue>();
        mask.Rows().Should().Equal("0080802000", "00ffff4000", "00ffff4000", "0000000000");
    }

    [Fact]
    public async Task By_default_a_rectangle_covers_the_middle_of_the_picture_that_it_is_for()
    {
        _workspace.WritePicture("photo.png", 8, 4, 3, (_, _, _) => 7);
        var mask = await _workspace.ValueAsync("mask.rectangle", """{ "image": "photo.png" }""", "mask");
        mask.Rows().Should().Equal("0000000000000000", "0000ffffffff0000", "0000ffffffff0000", "0000000000000000");
    }

    [Theory]
    [InlineData("""{ "width": 200, "height": 100, "x": 0.1, "y": 0.1, "box_width": 0.8, "box_height": 0.8, "radius": 0.2 }""", (160 * 80) - ((4 - Math.PI) * 400))]
    [InlineData("""{ "width": 200, "height": 100, "x": -50, "y": -50, "box_width": 100, "box_height": 100, "unit": "pixels" }""", 2500)]
    [InlineData("""{ "width": 200, "height": 100, "x": -5, "y": -5, "box_width": 10, "box_height": 10 }""", 20000)]
    public async Task A_rectangle_has_its_area(string inputs, double area) =>
        (await _workspace.ValueAsync("mask.rectangle", inputs, "mask")).Area().Should().BeApproximately(area, 1);

    [Theory]
    [InlineData("""{ "width": 200, "height": 100, "radius_x": 0.1 }""", Math.PI * 20 * 20)]
    [InlineData("""{ "width": 200, "height": 100, "radius_x": 90.5, "radius_y": 40.25, "x": 100, "y": 50, "unit": "pixels" }""", Math.PI * 90.5 * 40.25)]
    [InlineData("""{ "width": 200, "height": 100, "radius_x": 0.2, "x": 0, "y": 0 }""", Math.PI * 40 * 40 / 4)]
    public async Task An_ellipse_has_its_area(string inputs, double area) =>
        (await _workspace.ValueAsync("mask.ellipse", inputs, "mask")).Area().Should().BeApproximately(area, 3);

    [Fact]
    public async Task A_polygon_is_drawn_whichever_way_round_its_corners_are()
    {
        var there = await _workspace.ValueAsync("mask.polygon", """{ "width": 4, "height": 4, "points": [0, 0, 4, 0, 0, 4], "unit": "pixels" }""", "mask");
        there.Rows().Should().Equal("ffffff80", "ffff8000", "ff800000", "80000000");
        var back = await _workspace.ValueAsync("mask.polygon", """{ "width": 4, "height": 4, "points": [0, 0, 0, 1, 1, 0] }""", "mask");
        back.Rows().Should().Equal(there.Rows());
    }

    [Fact]
    public async Task A_polygon_that_sticks_out_on_all_sides_is_cut_off()
    {
        var mask = await _workspace.ValueAsync("mask.polygon", """{ "width": 20, "height": 10, "points": [0.5, -1, 2, 0.5, 0.5, 2, -1, 0.5] }""", "mask");
        mask.Area().Should().Be(200);
        var star = await _workspace.ValueAsync("mask.polygon", """{ "width": 100, "height": 100, "points": [0.5, 0, 0.8, 1, 0, 0.4, 1, 0.4, 0.2, 1] }""", "mask");
        star.Sample(50, 55).Should().Be(255, "the middle of a star is wound around twice");
    }

    [Theory]
    [InlineData("mask.rectangle", """{ "width": 100 }""", "size-missing", "The mask has no size.")]
    [InlineData("mask.rectangle", """{ "width": 100, "height": 50, "x": 100, "unit": "pixels" }""", "mask-empty", "Nothing of the rectangle from 100, 0.3 to 100.5, 0.8 lies in the mask of 100x50 pixels.")]
    [InlineData("mask.rectangle", """{ "width": 100, "height": 50, "box_width": 0 }""", "mask-empty", "Nothing of the rectangle from 25, 12.5 to 25, 37.5 lies in the mask of 100x50 pixels.")]
    [InlineData("mask.ellipse", """{ "width": 100, "height": 50, "x": 3 }""", "mask-empty", "Nothing of the ellipse from 275, 0 to 325, 50 lies in the mask of 100x50 pixels.")]
    [InlineData("mask.polygon", """{ "width": 100, "height": 50, "points": [0, 0, 1, 1] }""", "polygon-points", "4 numbers are 2 points, and a polygon has at least three points.")]
    [InlineData("mask.polygon", """{ "width": 100, "height": 50, "points": [0, 0, 1, 1, 0.5, 0.5, 1] }""", "polygon-points", "7 numbers are no pairs, and a polygon has at least three points.")]
    [InlineData("mask.polygon", """{ "width": 30000, "height": 30000, "points": [0, 0, 1, 1, 0, 1] }""", "image-too-large", "The result would have 30000x30000 pixels, above the limit of 100 million.")]
    public async Task A_shape_that_cannot_be_drawn_says_why(string type, string inputs, string code, string message)
    {
        var error = await _workspace.ErrorAsync(Workspace.One(type, inputs, "mask"));
        (error.Code, error.Message).Should().Be((code, message));
        error.Advice.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_mask_takes_its_size_from_one_place()
    {
        _workspace.WritePicture("photo.png", 8, 4, 3, (_, _, _) => 7);
        var error = await _workspace.ErrorAsync(Workspace.One("mask.ellipse", """{ "image": "photo.png", "width": 100 }""", "mask"));
        error.Code.Should().Be("size-twice");
    }
}

using System.ComponentModel.DataAnnotations;
using System.Composition;
using System.Globalization;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>What lengths and places in a mask are counted in.</summary>
public enum MaskUnit
{
    /// <summary>Parts of the mask's width and height: 0.5 across is the middle.</summary>
    Relative,

    /// <summary>Pixels from the upper left corner.</summary>
    Pixels,
}

/// <summary>Nodes that draw masks.</summary>
[Export(typeof(NodeLibrary))]
public sealed class MaskShapeNodes : NodeLibrary
{
    /// <summary>Draws a white rectangle on black: a mask that says to change what is inside. Edges that fall between pixels are smooth.</summary>
    /// <param name="image">A picture whose size the mask gets. Or give width and height.</param>
    /// <param name="width">Width of the mask in pixels, without image.</param>
    /// <param name="height">Height of the mask in pixels, without image.</param>
    /// <param name="x">The left edge of the rectangle.</param>
    /// <param name="y">The upper edge of the rectangle.</param>
    /// <param name="boxWidth">Width of the rectangle. What sticks out of the mask is cut off.</param>
    /// <param name="boxHeight">Height of the rectangle.</param>
    /// <param name="radius">Radius of its rounded corners, in parts of the mask's shorter side or in pixels. 0: sharp corners.</param>
    /// <param name="unit">What these numbers are: parts of the mask's width and height, or pixels.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The mask. White means "change this".</returns>
    [Node("mask.rectangle")]
    public static MaskValue Rectangle(
        ImageValue? image = null,
        [Range(1, 32768)] int? width = null,
        [Range(1, 32768)] int? height = null,
        double x = 0.25,
        double y = 0.25,
        [Range(0.0, 100_000.0)] double boxWidth = 0.5,
        [Range(0.0, 100_000.0)] double boxHeight = 0.5,
        [Range(0.0, 100_000.0)] double radius = 0,
        MaskUnit unit = MaskUnit.Relative,
        CancellationToken cancellation = default)
    {
        var size = Size(image, width, height);
        var (left, top) = InPixels(size, unit, x, y);
        var (across, down) = InPixels(size, unit, boxWidth, boxHeight);
        var round = unit == MaskUnit.Pixels ? radius : radius * Math.Min(size.Width, size.Height);
        CheckInside(size, left, top, left + across, top + down, "rectangle");
        return new MaskShape(Rounded(left, top, across, down, Math.Min(round, Math.Min(across, down) / 2))).Draw(size.Width, size.Height, cancellation);
    }

    /// <summary>Draws a white ellipse on black: a mask that says to change what is inside. Its edge is smooth.</summary>
    /// <param name="image">A picture whose size the mask gets. Or give width and height.</param>
    /// <param name="width">Width of the mask in pixels, without image.</param>
    /// <param name="height">Height of the mask in pixels, without image.</param>
    /// <param name="x">The middle of the ellipse, from the left.</param>
    /// <param name="y">The middle of the ellipse, from above.</param>
    /// <param name="radiusX">Half its width. What sticks out of the mask is cut off.</param>
    /// <param name="radiusY">Half its height. Left out: as many pixels as radius_x, which makes a circle.</param>
    /// <param name="unit">What these numbers are: parts of the mask's width and height, or pixels.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The mask. White means "change this".</returns>
    [Node("mask.ellipse")]
    public static MaskValue Ellipse(
        ImageValue? image = null,
        [Range(1, 32768)] int? width = null,
        [Range(1, 32768)] int? height = null,
        double x = 0.5,
        double y = 0.5,
        [Range(0.0, 100_000.0)] double radiusX = 0.25,
        [Range(0.0, 100_000.0)] double? radiusY = null,
        MaskUnit unit = MaskUnit.Relative,
        CancellationToken cancellation = default)
    {
        var size = Size(image, width, height);
        var (middleX, middleY) = InPixels(size, unit, x, y);
        var (across, down) = InPixels(size, unit, radiusX, radiusY ?? 0);
        down = radiusY is null ? across : down;
        CheckInside(size, middleX - across, middleY - down, middleX + across, middleY + down, "ellipse");
        return new MaskShape(Rounded(middleX - across, middleY - down, 2 * across, 2 * down, across, down)).Draw(size.Width, size.Height, cancellation);
    }

    /// <summary>Draws a white polygon on black: a mask that says to change what is inside. Its edges are smooth.</summary>
    /// <param name="points">Its corners, across and down in turn: 0.1, 0.9, 0.5, 0.1, 0.9, 0.9 is a triangle. At least three. The last is joined to the first.</param>
    /// <param name="image">A picture whose size the mask gets. Or give width and height.</param>
    /// <param name="width">Width of the mask in pixels, without image.</param>
    /// <param name="height">Height of the mask in pixels, without image.</param>
    /// <param name="unit">What the points are: parts of the mask's width and height, or pixels.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The mask. White means "change this".</returns>
    [Node("mask.polygon")]
    public static MaskValue Polygon(
        [MaxLength(20_000)] IReadOnlyList<double> points,
        ImageValue? image = null,
        [Range(1, 32768)] int? width = null,
        [Range(1, 32768)] int? height = null,
        MaskUnit unit = MaskUnit.Relative,
        CancellationToken cancellation = default)
    {
        if (points.Count % 2 != 0 || points.Count < 6)
        {
            throw new NodeException(
                "polygon-points",
                string.Create(CultureInfo.InvariantCulture, $"{points.Count} numbers are {(points.Count % 2 == 0 ? $"{points.Count / 2} points" : "no pairs")}, and a polygon has at least three points."),
                "Give across and down of each corner in turn, such as [0.1, 0.9, 0.5, 0.1, 0.9, 0.9].")
            { Port = nameof(points) };
        }

        var size = Size(image, width, height);
        var corners = new (double X, double Y)[points.Count / 2];
        for (var i = 0; i < corners.Length; i++)
        {
            corners[i] = InPixels(size, unit, points[2 * i], points[(2 * i) + 1]);
        }

        CheckInside(size, corners.Min(c => c.X), corners.Min(c => c.Y), corners.Max(c => c.X), corners.Max(c => c.Y), "polygon");
        return new MaskShape(corners).Draw(size.Width, size.Height, cancellation);
    }

    private static (int Width, int Height) Size(ImageValue? image, int? width, int? height)
    {
        if (image is not null && (width is not null || height is not null))
        {
            throw new NodeException("size-twice", "Both an image and a width or height are given.", "Give the image, or width and height.") { Port = width is null ? "height" : "width" };
        }

        if (image is not null)
        {
            return (image.Width, image.Height);
        }

        if (width is not { } across || height is not { } down)
        {
            throw new NodeException("size-missing", "The mask has no size.", "Link the picture that it is for to 'image', or set both width and height.") { Port = "image" };
        }

        Pipeline.CheckSize(across, down);
        return (across, down);
    }

    private static (double X, double Y) InPixels((int Width, int Height) size, MaskUnit unit, double x, double y) =>
        unit == MaskUnit.Pixels ? (x, y) : (x * size.Width, y * size.Height);

    // A mask without white would be paid for, and change nothing.
    private static void CheckInside((int Width, int Height) size, double left, double top, double right, double bottom, string shape)
    {
        if (right <= 0 || bottom <= 0 || left >= size.Width || top >= size.Height || right <= left || bottom <= top)
        {
            throw new NodeException(
                "mask-empty",
                string.Create(CultureInfo.InvariantCulture, $"Nothing of the {shape} from {left:0.#}, {top:0.#} to {right:0.#}, {bottom:0.#} lies in the mask of {size.Width}x{size.Height} pixels."),
                "Move it into the mask; relative, 1 is the whole width or height; with unit pixels the numbers are pixels.");
        }
    }

    private static (double X, double Y)[] Rounded(double left, double top, double width, double height, double radius) => Rounded(left, top, width, height, radius, radius);

    /// <summary>The outline of a box whose corners are quarters of an ellipse, within a hundredth of a pixel.</summary>
    private static (double X, double Y)[] Rounded(double left, double top, double width, double height, double radiusX, double radiusY)
    {
        var (right, bottom) = (left + width, top + height);
        if (radiusX <= 0 || radiusY <= 0)
        {
            return [(left, top), (right, top), (right, bottom), (left, bottom)];
        }

        var turn = Math.Acos(1 - Math.Min(1, 0.01 / Math.Max(radiusX, radiusY)));
        var steps = (int)Math.Clamp(Math.Ceiling(Math.PI / 2 / turn), 1, 2000);
        var outline = new List<(double, double)>();
        Corner(right - radiusX, top + radiusY, -0.5);
        Corner(right - radiusX, bottom - radiusY, 0);
        Corner(left + radiusX, bottom - radiusY, 0.5);
        Corner(left + radiusX, top + radiusY, 1);
        return [.. outline];

        void Corner(double x, double y, double from)
        {
            for (var i = 0; i <= steps; i++)
            {
                var (sine, cosine) = Math.SinCos(Math.PI * (from + (i / (2.0 * steps))));
                outline.Add((x + (cosine * radiusX), y + (sine * radiusY)));
            }
        }
    }
}

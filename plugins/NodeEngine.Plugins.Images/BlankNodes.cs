using System.ComponentModel.DataAnnotations;
using System.Composition;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Which way a gradient goes.</summary>
public enum GradientDirection
{
    /// <summary>From the upper edge to the lower one.</summary>
    Down,

    /// <summary>From the left edge to the right one.</summary>
    Right,

    /// <summary>From the upper left corner to the lower right one.</summary>
    Diagonal,

    /// <summary>From the middle to the corners.</summary>
    Outwards,
}

/// <summary>Nodes that make pictures out of nothing.</summary>
[Export(typeof(NodeLibrary))]
public sealed class BlankNodes : NodeLibrary
{
    /// <summary>Makes an empty picture: of one colour, or with a gradient from one colour to another. A ground to composite onto.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="colour">Its colour, such as #ffffff, navy or transparent; of a gradient the first one.</param>
    /// <param name="to">The last colour of a gradient. Left out: no gradient.</param>
    /// <param name="direction">Which way the gradient goes.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The picture: RGB, with transparency if one of the colours has it.</returns>
    [Node("image.blank")]
    public static ImageValue Blank(
        [Range(1, 32768)] int width = 1024,
        [Range(1, 32768)] int height = 1024,
        string colour = "white",
        string? to = null,
        GradientDirection direction = GradientDirection.Down,
        CancellationToken cancellation = default)
    {
        var first = Colour.Parse(colour, nameof(colour));
        var last = to is null ? first : Colour.Parse(to, nameof(to));
        Pipeline.CheckSize(width, height);
        var bands = first.IsOpaque && last.IsOpaque ? 3 : 4;

        // On the way to or from nothing the other colour stays, else it would turn grey.
        first = first.IsInvisible ? last with { Alpha = 0 } : first;
        last = last.IsInvisible ? first with { Alpha = 0 } : last;
        using var pipeline = new Pipeline(cancellation);
        using var part = Part(width, height, direction);
        var from = first.ToSamples(bands, deep: false);
        double[] way = [.. last.ToSamples(bands, deep: false).Zip(from, (end, start) => end - start)];
        using var each = part.Bandjoin([.. Enumerable.Repeat(part, bands - 1)]);
        using var exact = each.Linear(way, from);
        using var rounded = exact.Rint();
        return pipeline.Finish(pipeline.Add(rounded.Cast(Enums.BandFormat.Uchar)));
    }

    /// <summary>How far along the gradient each pixel is, from 0 to 1.</summary>
    private static Image Part(int width, int height, GradientDirection direction)
    {
        using var positions = Image.Xyz(width, height);
        using var x = positions[0];
        using var y = positions[1];
        using var across = x / Math.Max(1.0, width - 1);
        using var down = y / Math.Max(1.0, height - 1);
        switch (direction)
        {
            case GradientDirection.Right:
                return across.Copy();
            case GradientDirection.Down:
                return down.Copy();
            case GradientDirection.Diagonal:
                using (var sum = across + down)
                {
                    return sum / 2;
                }

            default:
                using (var right = x - ((width - 1) / 2.0))
                using (var below = y - ((height - 1) / 2.0))
                using (var both = right.Pow(2) + below.Pow(2))
                using (var distance = both.Pow(0.5))
                {
                    return distance / Math.Max(1.0, Math.Sqrt(Math.Pow((width - 1) / 2.0, 2) + Math.Pow((height - 1) / 2.0, 2)));
                }
        }
    }
}

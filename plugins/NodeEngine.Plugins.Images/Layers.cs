using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Pictures put on pictures.</summary>
internal static class Layers
{
    /// <summary>
    /// The base with the overlay on it. Only the part under the overlay is calculated, every pixel outside is the base's own. The result has the
    /// base's size and depth, and alpha if the base has; a coloured overlay brings RGB to a grey base.
    /// </summary>
    public static Image Compose(Pipeline pipeline, Image bottom, Image top, (int X, int Y) at, Enums.BlendMode mode = Enums.BlendMode.Over, double opacity = 1)
    {
        var left = Math.Max(0, at.X);
        var above = Math.Max(0, at.Y);
        var width = Math.Min(bottom.Width, at.X + top.Width) - left;
        var height = Math.Min(bottom.Height, at.Y + top.Height) - above;
        if (width <= 0 || height <= 0)
        {
            throw new NodeException(
                "overlay-outside",
                $"The overlay of {top.Width}x{top.Height} pixels at {at.X}, {at.Y} lies outside the base of {bottom.Width}x{bottom.Height}.",
                "Move it with anchor, x and y so that a part of it can be seen.");
        }

        var deep = bottom.IsDeep();
        var colours = bottom.Bands >= 3 || top.Bands >= 3 ? 3 : 1;
        var hasAlpha = bottom.HasAlpha();
        var whole = bottom.To(pipeline, hasAlpha ? colours + 1 : colours, deep);
        var under = pipeline.Add(whole.Crop(left, above, width, height));
        var over = pipeline.Add(top.To(pipeline, colours + 1, deep).Crop(left - at.X, above - at.Y, width, height));
        var mixed = whole.Like(pipeline, Mixed(pipeline, under, over, mode, opacity));
        var seen = hasAlpha ? mixed : pipeline.Add(mixed.ExtractBand(0, colours));
        return width == bottom.Width && height == bottom.Height ? seen : pipeline.Add(whole.Insert(seen, left, above));
    }

    // With fractions, so that a transparent overlay changes nothing at all: in whole numbers libvips cuts off instead of rounding.
    private static Image Mixed(Pipeline pipeline, Image under, Image over, Enums.BlendMode mode, double opacity)
    {
        var space = under.Interpretation;
        using var fractions = over.Cast(Enums.BandFormat.Float);
        double[] weights = [.. Enumerable.Repeat(1.0, over.Bands - 1), opacity];
        using var weighted = fractions.Linear(weights, [0.0]);
        using var layer = weighted.Copy(interpretation: space);
        using var ground = under.Cast(Enums.BandFormat.Float);
        using var groundThere = ground.Copy(interpretation: space);
        return pipeline.Add(groundThere.Composite2(layer, mode, 0, 0, compositingSpace: space));
    }
}

using System.ComponentModel.DataAnnotations;
using System.Composition;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Nodes that change how a picture looks.</summary>
[Export(typeof(NodeLibrary))]
public sealed class EffectNodes : NodeLibrary
{
    // A wider blur than this leaves nothing that a smaller picture could not hold. libvips is quick with 8 bits, and less so with 16.
    private const double WidestAtFullSize = 40;
    private const double WidestAtFullSizeDeep = 4;

    /// <summary>Blurs a picture (Gauss). Its size stays; beyond its edges the outermost pixels count on. Transparency is blurred along.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="sigma">How far the blur reaches, as the standard deviation in pixels of this picture. 0 changes nothing; 5 softens, 50 leaves patches of colour.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The blurred picture; the same one when sigma is 0.</returns>
    [Node("image.blur")]
    public static ImageValue Blur(ImageValue image, [Range(0.0, 1000.0)] double sigma = 5, CancellationToken cancellation = default)
    {
        if (sigma == 0)
        {
            return image;
        }

        using var pipeline = new Pipeline(cancellation);
        var opened = pipeline.Follow(image);
        return pipeline.Finish(opened.Mixing(pipeline, source => Blurred(pipeline, source, sigma, opened.IsDeep())));
    }

    /// <summary>
    /// Sharpens a picture: makes edges steeper where there are some (unsharp mask on lightness). Colours, even areas and transparency stay.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="amount">How strongly: 0 not at all, 1 as after making a photograph smaller, 3 harshly.</param>
    /// <param name="radius">Width of the edges to make steeper, as the standard deviation in pixels: 0.5 for fine detail, 2 for soft pictures.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The sharpened picture; the same one when amount is 0.</returns>
    [Node("image.sharpen")]
    public static ImageValue Sharpen(
        ImageValue image,
        [Range(0.0, 10.0)] double amount = 1,
        [Range(0.1, 10.0)] double radius = 0.5,
        CancellationToken cancellation = default)
    {
        if (amount == 0)
        {
            return image;
        }

        using var pipeline = new Pipeline(cancellation);
        // libvips takes alpha aside first, and so reads twice.
        var opened = image.HasAlpha ? pipeline.Open(image) : pipeline.Follow(image);
        var sharpened = pipeline.Add(opened.Sharpen(sigma: radius, x1: 2, y2: 10 * Math.Max(1, amount), y3: 20 * Math.Max(1, amount), m1: 0, m2: 3 * amount));
        return pipeline.Finish(opened.Like(pipeline, sharpened));
    }

    internal static Image Blurred(Pipeline pipeline, Image source, double sigma, bool deep)
    {
        if (source.Format != Enums.BandFormat.Float)
        {
            return Blurred(pipeline, source, sigma);
        }

        // Whole numbers are many times faster to blur. Sixteen bits keep the fractions of weighted colours.
        var scale = deep ? 1.0 : 256.0;
        using var scaled = source * scale;
        using var rounded = scaled.Rint();
        using var blurred = Blurred(pipeline, pipeline.Add(rounded.Cast(Enums.BandFormat.Ushort)), sigma);
        return blurred / scale;
    }

    private static Image Blurred(Pipeline pipeline, Image source, double sigma)
    {
        var widest = source.IsDeep() ? WidestAtFullSizeDeep : WidestAtFullSize;
        if (sigma > widest)
        {
            return BlurredSmall(pipeline, source, sigma, Math.Floor(2 * sigma / widest));
        }

        using var bell = Bell.Of(sigma);
        return source.Convsep(bell, precision: Enums.Precision.Integer);
    }

    private static Image BlurredSmall(Pipeline pipeline, Image source, double sigma, double shrink)
    {
        var width = (int)Math.Max(1, Math.Round(source.Width / shrink));
        var height = (int)Math.Max(1, Math.Round(source.Height / shrink));
        using var small = Scaling.Sized(source, width, height);
        using var bell = Bell.Of(sigma / shrink);
        using var blurred = small.Convsep(bell, precision: Enums.Precision.Integer);
        return Scaling.Sized(pipeline.Settle(blurred), source.Width, source.Height);
    }
}

using System.ComponentModel.DataAnnotations;
using System.Composition;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Nodes that change how a picture looks.</summary>
[Export(typeof(NodeLibrary))]
public sealed class EffectNodes : NodeLibrary
{
    /// <summary>The widest blur that is worked out at full size. A wider one leaves nothing that a smaller picture could not hold.</summary>
    private const double WidestAtFullSize = 8;

    /// <summary>Where the bell curve is cut off, as a part of its height.</summary>
    private const double Tail = 0.02;

    /// <summary>Blurs a picture (Gauss). Its size stays; beyond its edges the outermost pixels count on. Transparency is blurred along.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="sigma">How far the blur reaches, as the standard deviation in pixels of this picture. 0 changes nothing.</param>
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
        var opened = pipeline.Open(image);
        return pipeline.Finish(opened.Mixing(pipeline, source => Blurred(pipeline, source, sigma, opened.IsDeep())));
    }

    private static Image Blurred(Pipeline pipeline, Image source, double sigma, bool deep)
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

    private static Image Blurred(Pipeline pipeline, Image source, double sigma) =>
        sigma <= WidestAtFullSize ? source.Gaussblur(sigma, Tail) : BlurredSmall(pipeline, source, sigma);

    private static Image BlurredSmall(Pipeline pipeline, Image source, double sigma)
    {
        var shrink = Math.Floor(sigma / (WidestAtFullSize / 2));
        var width = Math.Max(1, Math.Round(source.Width / shrink));
        var height = Math.Max(1, Math.Round(source.Height / shrink));
        var small = pipeline.Add(source.Resize(width / source.Width, vscale: height / source.Height));
        var blurred = pipeline.Settle(pipeline.Add(small.Gaussblur(sigma / shrink, Tail)));
        return blurred.Resize(source.Width / width, vscale: source.Height / height);
    }
}

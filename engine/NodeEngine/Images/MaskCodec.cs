using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Images;

/// <summary>Writes masks as providers want them. In graphs white always means "change this".</summary>
internal static class MaskCodec
{
    /// <summary>The mask as a PNG in the provider's convention.</summary>
    /// <exception cref="NodeException">It has more bytes than the model takes.</exception>
    public static ImageValue Encode(MaskValue mask, MaskRule rule)
    {
        var pixels = mask.GetPixels();
        using var source = pixels.Native is Image native ? native.Copy() : VipsCodec.FromSamples(pixels);
        using var grey = Grey(source);
        using var result = rule.Convention switch
        {
            MaskConvention.White => grey.Copy(),
            MaskConvention.Black => grey.Invert(),
            _ => Transparent(grey),
        };
        var png = result.PngsaveBuffer(compression: 6);
        return png.Length > rule.MaxBytes
            ? throw new NodeException("mask-too-large", $"The mask has {png.Length:N0} bytes as PNG, and the model takes {rule.MaxBytes:N0}.", "Resize picture and mask, or give the mask harder edges.") { Port = "mask" }
            : ImageValue.FromEncoded(png);
    }

    private static Image Grey(Image source)
    {
        using var flat = source.HasAlpha() ? source.Flatten() : source.Copy();
        using var grey = flat.Colourspace(Enums.Interpretation.Bw);
        return grey.Cast(Enums.BandFormat.Uchar);
    }

    private static Image Transparent(Image grey)
    {
        using var alpha = grey.Invert();
        using var black = grey.NewFromImage(0, 0, 0);
        using var colour = black.Cast(Enums.BandFormat.Uchar);
        using var srgb = colour.Copy(interpretation: Enums.Interpretation.Srgb);
        return srgb.Bandjoin(alpha);
    }
}

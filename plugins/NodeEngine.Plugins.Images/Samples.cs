using NetVips;

namespace NodeEngine.Plugins.Images;

/// <summary>How the samples of a picture are laid out, and how they become those of another layout without losing anything.</summary>
internal static class Samples
{
    public static bool IsDeep(this Image image) => image.Format == Enums.BandFormat.Ushort;

    /// <summary>The value of white, and of full opacity.</summary>
    public static int White(bool deep) => deep ? 65535 : 255;

    /// <summary>What libvips must be told for its idea of alpha and white to be ours.</summary>
    public static Enums.Interpretation Interpretation(int bands, bool deep) => (bands, deep) switch
    {
        ( <= 2, false) => Enums.Interpretation.Bw,
        ( <= 2, true) => Enums.Interpretation.Grey16,
        (_, false) => Enums.Interpretation.Srgb,
        (_, true) => Enums.Interpretation.Rgb16,
    };

    /// <summary>The picture with these bands and this depth: grey becomes RGB, a missing alpha full opacity, samples are scaled.</summary>
    public static Image To(this Image image, Pipeline pipeline, int bands, bool deep)
    {
        var result = image;
        if (result.IsDeep() != deep)
        {
            using var scaled = deep ? result * 257.0 : result / 257.0;
            using var rounded = scaled.Rint();
            result = pipeline.Add(rounded.Cast(deep ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar));
        }

        if (bands >= 3 && result.Bands <= 2)
        {
            using var grey = result[0];
            using var three = grey.Bandjoin([grey, grey]);
            using var alpha = result.Bands == 2 ? result[1] : null;
            result = pipeline.Add(alpha is null ? three.Copy() : three.Bandjoin([alpha]));
        }

        if (bands is 2 or 4 && result.Bands == bands - 1)
        {
            using var opaque = result.BandjoinConst([White(deep)]);
            result = pipeline.Add(opaque.Cast(result.Format));
        }

        return pipeline.Add(result.Copy(interpretation: Interpretation(bands, deep)));
    }

    /// <summary>
    /// Does something that mixes neighbouring pixels. Where there is alpha, colours are weighted by it on the way: invisible pixels must not bleed
    /// into visible ones.
    /// </summary>
    public static Image Mixing(this Image image, Pipeline pipeline, Func<Image, Image> mix)
    {
        if (!image.HasAlpha())
        {
            return pipeline.Add(mix(image));
        }

        var white = White(image.IsDeep());
        using var weighted = image.Premultiply(white);
        using var mixed = mix(weighted);
        using var plain = mixed.Unpremultiply(white);
        return image.Like(pipeline, plain);
    }

    /// <summary>Calculated samples in the format of this picture, rounded rather than cut off.</summary>
    public static Image Like(this Image image, Pipeline pipeline, Image calculated)
    {
        using var rounded = calculated.Rint();
        return pipeline.Add(rounded.Cast(image.Format));
    }
}

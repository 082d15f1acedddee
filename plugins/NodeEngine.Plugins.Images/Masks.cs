using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>What the nodes with masks have in common. A mask has one band of 8 bits: white is 255.</summary>
internal static class Masks
{
    /// <summary>The mask as one band of 8 bits, whatever it was made as. Where a mask from a file is transparent, it is black.</summary>
    public static Image OpenMask(this Pipeline pipeline, MaskValue mask)
    {
        var opened = pipeline.Open(mask);
        var flat = opened.HasAlpha() ? pipeline.Add(opened.Flatten()) : opened;
        var grey = flat.Bands == 1 ? flat : pipeline.Add(flat.Colourspace(flat.IsDeep() ? Enums.Interpretation.Grey16 : Enums.Interpretation.Bw));
        return grey.To(pipeline, 1, deep: false);
    }

    /// <summary>How bright each pixel is, from 0 to 1; invisible ones are black.</summary>
    public static Image Brightness(Pipeline pipeline, Image image)
    {
        var colours = image.HasAlpha() ? pipeline.Add(image.ExtractBand(0, image.Bands - 1)) : image;
        using var grey = colours.Bands == 1 ? colours.Copy() : colours.Colourspace(image.IsDeep() ? Enums.Interpretation.Grey16 : Enums.Interpretation.Bw);
        using var linear = grey.Cast(Enums.BandFormat.Float);
        return Seen(pipeline, image, pipeline.Add(linear / Samples.White(image.IsDeep())));
    }

    /// <summary>Samples from 0 to 1, multiplied by the picture's alpha if it has any.</summary>
    public static Image Seen(Pipeline pipeline, Image image, Image fractions)
    {
        if (!image.HasAlpha())
        {
            return fractions;
        }

        using var alpha = image[image.Bands - 1];
        using var visible = alpha / Samples.White(image.IsDeep());
        return pipeline.Add(fractions * visible);
    }

    /// <summary>A mask from samples that are 0 for black and 1 for white; what lies beyond is cut off.</summary>
    public static Image FromFractions(Pipeline pipeline, Image fractions)
    {
        using var scaled = fractions * 255.0;
        using var rounded = scaled.Rint();
        return pipeline.Add(rounded.Cast(Enums.BandFormat.Uchar));
    }

    /// <summary>Refuses a mask of another size than the picture's.</summary>
    public static void CheckSize(ImageValue picture, string what, MaskValue mask, string port)
    {
        if (mask.Width != picture.Width || mask.Height != picture.Height)
        {
            throw new NodeException(
                "mask-size",
                $"The mask has {mask.Width}x{mask.Height} pixels, and {what} {picture.Width}x{picture.Height}.",
                "Make the mask for this picture: link it to the mask node's 'image'.")
            { Port = port };
        }
    }
}

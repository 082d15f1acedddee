using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Sizes, and pictures brought to them.</summary>
internal static class Scaling
{
    /// <summary>The box that was asked for; a side that was left out follows from the ratio.</summary>
    public static (int Width, int Height) Box(ImageValue image, int? width, int? height) => (width, height) switch
    {
        ({ } w, { } h) => (w, h),
        ({ } w, null) => (w, Side(image.Height, w / (double)image.Width)),
        (null, { } h) => (Side(image.Width, h / (double)image.Height), h),
        _ => throw new NodeException("size-missing", "Neither width nor height is given.", "Set one of them, or both.") { Port = "width" },
    };

    /// <summary>The size of the picture itself, before anything is cut off or put around it.</summary>
    public static (int Width, int Height) Scaled(ImageValue image, int width, int height, Fit fit)
    {
        if (fit == Fit.Stretch)
        {
            return (width, height);
        }

        var across = width / (double)image.Width;
        var down = height / (double)image.Height;
        // The side that decides is exactly the one asked for, whatever the division makes of it.
        return (across < down) == (fit != Fit.Cover)
            ? (width, Math.Clamp(Side(image.Height, across), fit == Fit.Cover ? height : 1, fit == Fit.Cover ? int.MaxValue : height))
            : (Math.Clamp(Side(image.Width, down), fit == Fit.Cover ? width : 1, fit == Fit.Cover ? int.MaxValue : width), height);
    }

    /// <summary>The picture in exactly this size.</summary>
    public static Image To(Pipeline pipeline, Image image, int width, int height) =>
        width == image.Width && height == image.Height
            ? image
            : image.Mixing(pipeline, source => Sized(source, width, height));

    /// <summary>The samples in exactly this size, with no thought for alpha.</summary>
    public static Image Sized(Image image, int width, int height)
    {
        if (image.Format != Enums.BandFormat.Ushort)
        {
            return Calculated(image, width, height);
        }

        // With 16 bits libvips would round on the way, and even areas would become uneven.
        using var fractions = image.Cast(Enums.BandFormat.Float);
        using var calculated = Calculated(fractions, width, height);
        using var rounded = calculated.Rint();
        return rounded.Cast(Enums.BandFormat.Ushort);
    }

    private static Image Calculated(Image image, int width, int height)
    {
        var across = width / (double)image.Width;
        var down = height / (double)image.Height;
        var reduced = image.Resize(Math.Min(1, across), vscale: Math.Min(1, down));
        if (across <= 1 && down <= 1)
        {
            return reduced;
        }

        // Resize would enlarge half a pixel off the middle.
        using var smaller = reduced;
        using var bicubic = Interpolate.NewFromName("bicubic");
        across = Math.Max(1, across);
        down = Math.Max(1, down);
        return smaller.Affine(
            [across, 0, 0, down],
            interpolate: bicubic,
            oarea: [0, 0, width, height],
            idx: 0.5 * (1 - (1 / across)),
            idy: 0.5 * (1 - (1 / down)),
            premultiplied: true,
            extend: Enums.Extend.Copy);
    }

    /// <summary>The picture with bars around it. A colour brings RGB to a grey picture, and one that lets light through brings alpha.</summary>
    public static Image Pad(Pipeline pipeline, Image image, int x, int y, int width, int height, Colour bars)
    {
        var hasAlpha = image.HasAlpha() || !bars.IsOpaque;
        var colours = image.Bands >= 3 || !bars.IsGrey ? 3 : 1;
        var bands = hasAlpha ? colours + 1 : colours;
        var inside = image.To(pipeline, bands, image.IsDeep());
        return pipeline.Add(inside.Embed(x, y, width, height, Enums.Extend.Background, bars.ToSamples(bands, image.IsDeep())));
    }

    private static int Side(int pixels, double scale) => (int)Math.Clamp(Math.Round(pixels * scale, MidpointRounding.AwayFromZero), 1, 1_000_000);
}

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
            : image.Mixing(pipeline, source => source.Resize(width / (double)source.Width, vscale: height / (double)source.Height));

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

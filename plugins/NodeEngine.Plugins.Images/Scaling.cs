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
    public static Image To(Pipeline pipeline, Image image, int width, int height, Filter filter = Filter.Lanczos, bool linear = false)
    {
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        return filter == Filter.Nearest ? pipeline.Add(Picked(image, width, height))
            : linear ? Light.Mixing(pipeline, image, source => Calculated(source, width, height, filter))
            : image.Mixing(pipeline, source => Sized(source, width, height, filter));
    }

    /// <summary>The samples in exactly this size, with no thought for alpha.</summary>
    public static Image Sized(Image image, int width, int height, Filter filter = Filter.Lanczos)
    {
        if (image.Format != Enums.BandFormat.Ushort)
        {
            return Calculated(image, width, height, filter);
        }

        // With 16 bits libvips would round on the way, and even areas would become uneven.
        using var fractions = image.Cast(Enums.BandFormat.Float);
        using var calculated = Calculated(fractions, width, height, filter);
        using var rounded = calculated.Rint();
        return rounded.Cast(Enums.BandFormat.Ushort);
    }

    private static Image Calculated(Image image, int width, int height, Filter filter)
    {
        var across = width / (double)image.Width;
        var down = height / (double)image.Height;
        var reduced = across < 1 || down < 1 ? image.Resize(Math.Min(1, across), vscale: Math.Min(1, down), kernel: KernelOf(filter)) : image.Copy();
        if (across <= 1 && down <= 1)
        {
            return reduced;
        }

        // Resize would enlarge half a pixel off the middle.
        using var smaller = reduced;
        using var between = Interpolate.NewFromName(filter == Filter.Linear ? "bilinear" : "bicubic");
        return Enlarged(smaller, width, height, between);
    }

    private static Image Enlarged(Image image, int width, int height, Interpolate between)
    {
        var across = Math.Max(1, width / (double)image.Width);
        var down = Math.Max(1, height / (double)image.Height);
        return image.Affine(
            [across, 0, 0, down],
            interpolate: between,
            oarea: [0, 0, width, height],
            idx: 0.5 * (1 - (1 / across)),
            idy: 0.5 * (1 - (1 / down)),
            premultiplied: true,
            extend: Enums.Extend.Copy);
    }

    // Each pixel of the result is the one in whose middle it lies.
    private static Image Picked(Image image, int width, int height)
    {
        using var wide = Repeated(image, width, across: true);
        return Repeated(wide, height, across: false);
    }

    private static Image Repeated(Image image, int pixels, bool across)
    {
        var now = across ? image.Width : image.Height;
        if (pixels == now)
        {
            return image.Copy();
        }

        using var nearest = Interpolate.NewFromName("nearest");
        using var positions = Image.Xyz(across ? pixels : image.Width, across ? image.Height : pixels);
        using var column = positions[0];
        using var row = positions[1];
        using var changed = (across ? column : row) * (now / (double)pixels) + (0.5 * now / pixels);
        using var limited = changed.Floor();
        using var index = across ? limited.Bandjoin([row]) : column.Bandjoin([limited]);
        return image.Mapim(index, interpolate: nearest);
    }

    private static Enums.Kernel KernelOf(Filter filter) => filter switch
    {
        Filter.Bicubic => Enums.Kernel.Cubic,
        Filter.Linear => Enums.Kernel.Linear,
        _ => Enums.Kernel.Lanczos3,
    };

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

using NetVips;

namespace NodeEngine.Plugins.Tests.Models.Support;

/// <summary>Makes pictures to send.</summary>
internal static class Pictures
{
    public static byte[] Png(int width, int height, byte red = 200, byte green = 40, byte blue = 40)
    {
        using var image = Flat(width, height, red, green, blue);
        return image.PngsaveBuffer();
    }

    public static byte[] Jpeg(int width, int height)
    {
        using var image = Flat(width, height, 20, 90, 200);
        return image.JpegsaveBuffer();
    }

    public static byte[] Gif(int width, int height)
    {
        using var image = Flat(width, height, 20, 200, 90);
        return image.GifsaveBuffer();
    }

    /// <summary>A mask whose left half is white.</summary>
    public static byte[] Mask(int width, int height)
    {
        using var black = Image.Black(width, height);
        using var half = Image.Black(width / 2, height);
        using var white = half.Invert();
        using var mask = black.Insert(white, 0, 0);
        using var grey = mask.Cast(Enums.BandFormat.Uchar);
        return grey.PngsaveBuffer();
    }

    /// <summary>Noise, which no format makes small.</summary>
    public static byte[] Noise(int width, int height)
    {
        var samples = new byte[width * height * 3];
        new Random(1).NextBytes(samples);
        using var image = Image.NewFromMemoryCopy(samples, width, height, 3, Enums.BandFormat.Uchar);
        return image.PngsaveBuffer(compression: 0);
    }

    private static Image Flat(int width, int height, byte red, byte green, byte blue)
    {
        using var black = Image.Black(width, height, bands: 3);
        using var coloured = black.Linear([1.0, 1, 1], [red, green, (double)blue]);
        using var bytes = coloured.Cast(Enums.BandFormat.Uchar);
        return bytes.Copy(interpretation: Enums.Interpretation.Srgb);
    }
}

using NetVips;

namespace NodeEngine.Sandbox.Tests;

/// <summary>Pictures to send, and what came back.</summary>
internal static class Pictures
{
    public static byte[] Png(int width = 64, int height = 64, int bands = 3)
    {
        using var image = Plain(width, height, bands);
        return image.PngsaveBuffer();
    }

    public static byte[] Jpeg(int width = 64, int height = 64)
    {
        using var image = Plain(width, height, 3);
        return image.JpegsaveBuffer();
    }

    public static byte[] Webp(int width = 64, int height = 64)
    {
        using var image = Plain(width, height, 3);
        return image.WebpsaveBuffer();
    }

    public static (int Width, int Height, int Bands, string Format) Look(byte[] bytes)
    {
        using var image = Image.NewFromBuffer(bytes);
        return (image.Width, image.Height, image.Bands, ((string)image.Get("vips-loader")).Replace("load_buffer", "", StringComparison.Ordinal));
    }

    /// <summary>RGBA of one pixel.</summary>
    public static double[] Pixel(byte[] bytes, int x, int y)
    {
        using var image = Image.NewFromBuffer(bytes);
        return image.Getpoint(x, y);
    }

    private static Image Plain(int width, int height, int bands)
    {
        using var black = Image.Black(width, height, bands);
        using var grey = black + 128;
        return grey.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
    }
}

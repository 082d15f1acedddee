using NetVips;

namespace NodeEngine.Tests.Support;

/// <summary>Encoded pictures, made with the library that the engine decodes with but without the engine.</summary>
public static class TestPictures
{
    public static byte[] Png(int width, int height, params double[] colour)
    {
        using var image = Plain(width, height, colour);
        return image.PngsaveBuffer();
    }

    public static Image Plain(int width, int height, params double[] colour)
    {
        colour = colour.Length == 0 ? [200, 100, 50] : colour;
        using var black = Image.Black(width, height, colour.Length);
        using var plain = black + colour;
        using var bytes = plain.Cast(Enums.BandFormat.Uchar);
        return bytes.Copy(interpretation: colour.Length <= 2 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
    }
}

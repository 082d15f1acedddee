using NetVips;
using Image = NetVips.Image;

namespace NodeEngine.Plugins.Tests.Images;

/// <summary>The picture that the documentation works on: a lake in the evening, painted by the project itself.</summary>
internal static class Landscape
{
    private static readonly double[] Dusk = [38, 48, 92];
    private static readonly double[] Glow = [255, 190, 120];
    private static readonly double[] Rose = [226, 120, 118];

    public static Image Paint(int width, int height)
    {
        var samples = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var colour = At((x + 0.5) / width, (y + 0.5) / height, 1.0 / height);
                for (var band = 0; band < 3; band++)
                {
                    samples[(((y * width) + x) * 3) + band] = (byte)Math.Clamp(Math.Round(colour[band]), 0, 255);
                }
            }
        }

        using var painted = Image.NewFromMemory(samples, width, height, 3, Enums.BandFormat.Uchar);
        using var known = painted.Copy(interpretation: Enums.Interpretation.Srgb);
        return known.CopyMemory();
    }

    private static double[] At(double x, double y, double pixel)
    {
        const double Shore = 0.66;
        if (y < Shore)
        {
            return Land(x, y, pixel, Shore);
        }

        // The lake shows the land upside down, broken by ripples and darker towards the viewer.
        var depth = (y - Shore) / (1 - Shore);
        var ripple = Math.Sin((depth * depth * 70) + (Math.Sin(x * 17) * 2)) * 0.006 * (0.4 + depth);
        var mirrored = Land(x + ripple, Math.Max(0, Shore - ((y - Shore) * 1.25) + ripple), pixel * 2, Shore);
        var water = Mix(mirrored, [24, 40, 74], 0.28 + (0.3 * depth));
        var glint = Math.Exp(-Math.Pow((x - 0.68 + (ripple * 4)) / (0.035 + (0.05 * depth)), 2)) * (0.35 + (0.35 * Math.Sin((depth * 90) + (x * 8))));
        return Mix(water, Glow, Math.Clamp(glint, 0, 0.7));
    }

    private static double[] Land(double x, double y, double pixel, double shore)
    {
        var colour = Sky(x, y, shore);
        colour = Ridge(colour, x, y, pixel, 0.50 - (0.10 * Math.Sin((x * 4.4) + 0.4)) - (0.045 * Math.Abs(Math.Sin(x * 11))), [118, 92, 128], shore);
        colour = Ridge(colour, x, y, pixel, 0.56 - (0.085 * Math.Sin((x * 5.7) + 2.5)) - (0.02 * Math.Abs(Math.Sin((x * 23) + 1))), [70, 62, 104], shore);
        colour = Ridge(colour, x, y, pixel, 0.635 - (0.045 * Math.Sin((x * 3.1) + 4.2)) - (0.012 * Math.Abs(Math.Sin(x * 61))), [30, 36, 66], shore);
        return colour;
    }

    private static double[] Sky(double x, double y, double shore)
    {
        var down = y / shore;
        var colour = down < 0.55 ? Mix(Dusk, Rose, Math.Pow(down / 0.55, 1.4)) : Mix(Rose, Glow, (down - 0.55) / 0.45);
        var distance = Math.Sqrt(Math.Pow((x - 0.68) * 1.5, 2) + Math.Pow(y - 0.36, 2));
        colour = Mix(colour, [255, 214, 150], Math.Exp(-distance * 6) * 0.75);
        colour = Mix(colour, [255, 244, 214], Math.Clamp((0.072 - distance) / 0.003, 0, 1));
        var star = Math.Sin(Math.Floor(x * 120) * 12.9898 + Math.Floor(y * 80) * 78.233) * 43758.5453;
        var sparkle = star - Math.Floor(star) > 0.988 && down < 0.4
            ? Math.Exp(-18 * (Math.Pow((x * 120 % 1) - 0.5, 2) + Math.Pow((y * 80 % 1) - 0.5, 2))) * (1 - (down / 0.4))
            : 0;
        return Mix(colour, [255, 255, 255], sparkle);
    }

    // Nearer ridges are darker, and all of them fade into mist at their feet.
    private static double[] Ridge(double[] behind, double x, double y, double pixel, double top, double[] colour, double shore)
    {
        var covering = Math.Clamp(((y - top) / pixel) + 0.5, 0, 1);
        var mist = Math.Clamp((y - top) / (shore - top + 0.02), 0, 1) * 0.45;
        return Mix(behind, Mix(colour, [190, 140, 140], mist * (0.6 + (0.4 * Math.Sin(x * 5)))), covering);
    }

    private static double[] Mix(double[] from, double[] to, double part) =>
        [from[0] + ((to[0] - from[0]) * part), from[1] + ((to[1] - from[1]) * part), from[2] + ((to[2] - from[2]) * part)];
}

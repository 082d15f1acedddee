using NetVips;

namespace NodeEngine.Plugins.Images;

/// <summary>How much of each colour goes into each colour of the result.</summary>
internal static class ColourMatrix
{
    // How bright red, green and blue are: what both changes keep.
    private const double R = 0.2126;
    private const double G = 0.7152;
    private const double B = 0.0722;

    /// <summary>The matrix that changes saturation and then hue, for pixels with or without alpha.</summary>
    public static Image Of(double saturation, double hue, bool hasAlpha)
    {
        var both = Times(Hue(hue), Saturation(saturation));
        var size = hasAlpha ? 4 : 3;
        var rows = new double[size][];
        for (var i = 0; i < size; i++)
        {
            rows[i] = new double[size];
            for (var k = 0; k < size; k++)
            {
                rows[i][k] = i < 3 && k < 3 ? both[i, k] : i == k ? 1 : 0;
            }
        }

        return Image.NewFromArray(rows);
    }

    private static double[,] Saturation(double s) => new[,]
    {
        { R + ((1 - R) * s), G * (1 - s), B * (1 - s) },
        { R * (1 - s), G + ((1 - G) * s), B * (1 - s) },
        { R * (1 - s), G * (1 - s), B + ((1 - B) * s) },
    };

    // A turn around the axis from black to white, sheared so that brightness stays.
    private static double[,] Hue(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return new[,]
        {
            { R + (cos * (1 - R)) - (sin * R), G - (cos * G) - (sin * G), B - (cos * B) + (sin * (1 - B)) },
            { R - (cos * R) + (sin * 0.143), G + (cos * (1 - G)) + (sin * 0.140), B - (cos * B) - (sin * 0.283) },
            { R - (cos * R) - (sin * (1 - R)), G - (cos * G) + (sin * G), B + (cos * (1 - B)) + (sin * B) },
        };
    }

    private static double[,] Times(double[,] left, double[,] right)
    {
        var result = new double[3, 3];
        for (var i = 0; i < 3; i++)
        {
            for (var k = 0; k < 3; k++)
            {
                result[i, k] = (left[i, 0] * right[0, k]) + (left[i, 1] * right[1, k]) + (left[i, 2] * right[2, k]);
            }
        }

        return result;
    }
}

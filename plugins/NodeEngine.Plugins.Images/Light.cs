using NetVips;

namespace NodeEngine.Plugins.Images;

/// <summary>Between the numbers of sRGB, which follow the eye, and amounts of light, which add up.</summary>
internal static class Light
{
    /// <summary>As <see cref="Samples.Mixing"/>, with colours as amounts of light on the way.</summary>
    public static Image Mixing(Pipeline pipeline, Image image, Func<Image, Image> mix)
    {
        var deep = image.IsDeep();
        var white = Samples.White(deep);
        using var toLight = Curve(white + 1, image.Bands, image.HasAlpha(), value => ToLight(value / (double)white) * 65535, alpha: 65535.0 / white);
        using var exact = toLight.Cast(Enums.BandFormat.Float);
        using var light = image.Maplut(exact);
        using var mixed = Weighted(light, image.HasAlpha(), mix);
        using var rounded = mixed.Rint();
        using var whole = rounded.Cast(Enums.BandFormat.Ushort);
        using var fromLight = Curve(65536, image.Bands, image.HasAlpha(), value => FromLight(value / 65535.0) * white, alpha: white / 65535.0);
        using var even = fromLight.Rint();
        using var table = even.Cast(image.Format);
        return pipeline.Add(whole.Maplut(table).Copy(interpretation: image.Interpretation));
    }

    private static Image Weighted(Image light, bool hasAlpha, Func<Image, Image> mix)
    {
        if (!hasAlpha)
        {
            return mix(light);
        }

        using var weighted = light.Premultiply(65535);
        using var mixed = mix(weighted);
        return mixed.Unpremultiply(65535);
    }

    private static Image Curve(int size, int bands, bool hasAlpha, Func<int, double> colour, double alpha)
    {
        var samples = new double[size * bands];
        for (var i = 0; i < size; i++)
        {
            var value = colour(i);
            for (var band = 0; band < bands; band++)
            {
                samples[(i * bands) + band] = hasAlpha && band == bands - 1 ? i * alpha : value;
            }
        }

        return Image.NewFromMemory(samples, size, 1, bands, Enums.BandFormat.Double);
    }

    private static double ToLight(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static double FromLight(double light) => light <= 0.0031308 ? light * 12.92 : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055;
}

using NetVips;

namespace NodeEngine.Plugins.Images;

/// <summary>Curves over the values of all colours.</summary>
internal static class Tones
{
    /// <summary>Puts every colour through a curve from 0…1 to 0…1. Alpha stays.</summary>
    public static Image Map(Pipeline pipeline, Image image, Func<double, double> curve)
    {
        var white = Samples.White(image.IsDeep());
        var size = white + 1;
        var table = new double[size * image.Bands];
        for (var i = 0; i < size; i++)
        {
            var value = Math.Round(Math.Clamp(curve(i / (double)white), 0, 1) * white, MidpointRounding.AwayFromZero);
            for (var band = 0; band < image.Bands; band++)
            {
                table[(i * image.Bands) + band] = image.HasAlpha() && band == image.Bands - 1 ? i : value;
            }
        }

        using var exact = Image.NewFromMemory(table, size, 1, image.Bands, Enums.BandFormat.Double);
        using var lookup = exact.Cast(image.Format);
        using var mapped = image.Maplut(lookup);
        return pipeline.Add(mapped.Copy(interpretation: image.Interpretation));
    }
}

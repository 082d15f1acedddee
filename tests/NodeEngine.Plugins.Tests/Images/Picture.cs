using NetVips;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Image = NetVips.Image;

namespace NodeEngine.Plugins.Tests.Images;

/// <summary>Pictures that tests read and look at.</summary>
internal static class Picture
{
    /// <summary>A picture whose every pixel differs from its neighbours, with the numbers that tests expect.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="bands">1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</param>
    /// <param name="deep">16 bits instead of 8.</param>
    public static Image Pattern(int width, int height, int bands = 3, bool deep = false)
    {
        var scale = deep ? 257 : 1;
        var samples = new ushort[width * height * bands];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var band = 0; band < bands; band++)
                {
                    samples[(((y * width) + x) * bands) + band] = (ushort)(((x * (7 + band)) + (y * (13 + (3 * band))) + (band * 50)) % 256 * scale);
                }
            }
        }

        using var all = Image.NewFromMemory(samples, width, height, bands, Enums.BandFormat.Ushort);
        using var cast = all.Cast(deep ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar);
        using var known = cast.Copy(interpretation: (bands, deep) switch
        {
            ( <= 2, false) => Enums.Interpretation.Bw,
            ( <= 2, true) => Enums.Interpretation.Grey16,
            (_, false) => Enums.Interpretation.Srgb,
            _ => Enums.Interpretation.Rgb16,
        });
        return known.CopyMemory();
    }

    /// <summary>An even picture.</summary>
    public static Image Even(int width, int height, params double[] samples)
    {
        using var black = Image.Black(width, height);
        using var even = black.NewFromImage(samples);
        using var cast = even.Cast(Enums.BandFormat.Uchar);
        using var known = cast.Copy(interpretation: samples.Length <= 2 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        return known.CopyMemory();
    }

    /// <summary>Soft shapes in many colours, without detail that a resize would lose.</summary>
    public static Image Soft(int width, int height)
    {
        using var positions = Image.Xyz(width, height);
        using var x = positions[0] / width;
        using var y = positions[1] / height;
        using var red = ((x * 180).Sin() * 200) + 30;
        using var green = ((y * 360).Cos() * 90) + 120;
        using var blue = (((x + y) * 270).Sin() * 100) + 120;
        using var all = red.Bandjoin([green, blue]).Cast(Enums.BandFormat.Uchar);
        using var known = all.Copy(interpretation: Enums.Interpretation.Srgb);
        return known.CopyMemory();
    }

    /// <summary>Writes it into the workspace, in the format of the name, and gives the name.</summary>
    public static string Save(this Workspace workspace, string name, Image image)
    {
        var path = Path.Combine(workspace.Folder, name);
        if (name.EndsWith(".webp", StringComparison.Ordinal))
        {
            image.Webpsave(path, lossless: true);
        }
        else
        {
            image.WriteToFile(path);
        }

        return name;
    }

    /// <summary>The samples of a result, row by row; 16 bits are put together.</summary>
    public static int[] Samples(Value value)
    {
        var pixels = ((ImageValue)value).GetPixels();
        var bytes = pixels.Samples.Span;
        var samples = new int[pixels.Width * pixels.Height * pixels.Bands];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = pixels.BitsPerSample == 8 ? bytes[i] : BitConverter.ToUInt16(bytes[(2 * i)..]);
        }

        return samples;
    }

    /// <inheritdoc cref="Samples(Value)"/>
    public static int[] Samples(Image image)
    {
        using var wide = image.Cast(Enums.BandFormat.Ushort);
        return [.. wide.WriteToMemory<ushort>().Select(sample => (int)sample)];
    }

    /// <summary>The samples of one pixel of a result.</summary>
    public static int[] At(Value value, int x, int y)
    {
        var pixels = ((ImageValue)value).GetPixels();
        return Samples(value).AsSpan(((y * pixels.Width) + x) * pixels.Bands, pixels.Bands).ToArray();
    }

    /// <summary>Width, height, bands and bits.</summary>
    public static string Kind(Value value)
    {
        var pixels = ((ImageValue)value).GetPixels();
        return $"{pixels.Width}x{pixels.Height} {pixels.Bands}x{pixels.BitsPerSample}";
    }

    /// <summary>How alike two pictures look, from 0 to 1.</summary>
    public static async Task<double> SsimAsync(Workspace workspace, string first, string second) =>
        ((NumberValue)await workspace.ValueAsync("image.compare", $$"""{ "first": {{Load(first)}}, "second": {{Load(second)}} }""", "ssim")).Number;

    private static string Load(string path) => System.Text.Json.JsonSerializer.Serialize(path);
}

using NetVips;

namespace NodeEngine.Benchmarks;

/// <summary>The same calls of libvips as the nodes make, without the engine: as somebody would write them who needs just this.</summary>
internal static class BareImages
{
    public const int Thumbnails = 200;

    /// <summary>How many files of twelve megapixels the thumbnails are made from.</summary>
    public const int Large = 20;

    public static int ThumbnailWidth(int i) => 240 + (i / Large);

    public static void Run(string name, string folder)
    {
        Cache.Max = 0;
        var output = Directory.CreateDirectory(Path.Combine(folder, "out")).FullName;
        switch (name)
        {
            case "16 × 2048² jpeg":
                Parallel.For(0, 16, OnAllCores(), i => Finish(Path.Combine(folder, $"{i}.jpg"), Path.Combine(output, $"{i}.jpg")));
                break;
            case "16 × 2048² png":
                Parallel.For(0, 16, OnAllCores(), i => Finish(Path.Combine(folder, $"{i}.png"), Path.Combine(output, $"{i}.png")));
                break;
            case "chain of ten":
                NetVips.NetVips.Concurrency = Environment.ProcessorCount;
                Ten(Path.Combine(folder, "0.jpg"), Path.Combine(output, "ten.jpg"));
                break;
            default:
                Parallel.For(0, Thumbnails, OnAllCores(), i =>
                {
                    using var small = Image.Thumbnail(Path.Combine(folder, $"large{i % Large}.jpg"), ThumbnailWidth(i), height: 100_000, size: Enums.Size.Down);
                    Write(small, Path.Combine(output, $"{i}.jpg"));
                });
                break;
        }
    }

    /// <summary>Makes the pictures that are read: soft shapes with some grain, as in photographs.</summary>
    public static void MakeSources(string folder)
    {
        for (var i = 0; i < 16; i++)
        {
            using var picture = Photograph(2048, 2048, i);
            picture.Jpegsave(Path.Combine(folder, $"{i}.jpg"), q: 92);
            picture.Pngsave(Path.Combine(folder, $"{i}.png"), compression: 1);
        }

        for (var i = 0; i < Large; i++)
        {
            using var picture = Photograph(4000, 3000, i);
            picture.Jpegsave(Path.Combine(folder, $"large{i}.jpg"), q: 92);
        }
    }

    private static Image Photograph(int width, int height, int seed)
    {
        using var coarse = Image.Perlin(width, height, cellSize: 256, uchar: true, seed: seed);
        using var fine = Image.Perlin(width, height, cellSize: 32, uchar: true, seed: seed + 100);
        using var grain = Image.Gaussnoise(width, height, sigma: 5, mean: 0, seed: seed);
        using var both = coarse.Bandjoin([fine, Image.Perlin(width, height, cellSize: 96, uchar: true, seed: seed + 200)]);
        using var rough = both + grain;
        using var whole = rough.Cast(Enums.BandFormat.Uchar);
        using var known = whole.Copy(interpretation: Enums.Interpretation.Srgb);
        return known.CopyMemory();
    }

    // One thread for each picture, as the engine does when every processor has one: libvips' own threads would only wait for each other.
    private static ParallelOptions OnAllCores()
    {
        NetVips.NetVips.Concurrency = 1;
        return new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
    }

    private static void Finish(string source, string target)
    {
        using var opened = Image.NewFromFile(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated);
        using var resized = opened.Resize(0.5);
        using var bell = Bell(4);
        using var blurred = resized.Convsep(bell, precision: Enums.Precision.Integer);
        using var sharpened = blurred.Sharpen(sigma: 0.5, x1: 2, y2: 10, y3: 20, m1: 0, m2: 3);
        Write(sharpened, target);
    }

    private static void Ten(string source, string target)
    {
        using var opened = Image.NewFromFile(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated);
        using var cropped = opened.Crop(24, 24, 2000, 2000);
        using var resized = cropped.Resize(0.8);
        using var harder = resized.Linear([1.1], [-12.75], uchar: true);
        using var bell = Bell(1.5);
        using var blurred = harder.Convsep(bell, precision: Enums.Precision.Integer);
        using var brighter = blurred.Linear([1.0], [12.75], uchar: true);
        using var sharpened = brighter.Sharpen(sigma: 0.5, x1: 2, y2: 10, y3: 20, m1: 0, m2: 3);
        using var mirrored = sharpened.FlipHor();
        using var padded = mirrored.Embed(20, 20, 1640, 1640, Enums.Extend.Background, [255.0]);
        using var negative = padded.Invert();
        using var done = negative.CopyMemory();
        using var turned = done.Rot90();
        Write(turned, target);
    }

    private static void Write(Image image, string target)
    {
        var bytes = target.EndsWith(".png", StringComparison.Ordinal)
            ? image.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None)
            : image.JpegsaveBuffer(q: 90, optimizeCoding: true, keep: Enums.ForeignKeep.None);
        File.WriteAllBytes(target, bytes);
    }

    // As long as the node's own mask.
    private static Image Bell(double sigma)
    {
        var reach = (int)Math.Ceiling(3 * sigma);
        var weights = Enumerable.Range(-reach, (2 * reach) + 1).Select(i => Math.Round(50 * Math.Exp(-(i * i) / (2 * sigma * sigma)))).ToArray();
        return Image.NewFromArray(new[] { weights }, weights.Sum());
    }
}

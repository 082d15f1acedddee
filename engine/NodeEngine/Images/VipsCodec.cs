using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Images;

/// <summary>The engine's codec, libvips. Headers are checked before anything is decoded: a small file can hold a picture of many gigabytes.</summary>
internal sealed class VipsCodec : ImageCodec
{
    /// <summary>The most pixels that a picture may have. 100 million are 400 MB decoded.</summary>
    private const long MaxPixels = 100_000_000;

    private static readonly Dictionary<string, string> Formats = new(StringComparer.Ordinal)
    {
        ["png"] = "png",
        ["jpeg"] = "jpeg",
        ["webp"] = "webp",
        ["heif"] = "avif",
        ["gif"] = "gif",
        ["tiff"] = "tiff",
        ["svg"] = "svg",
    };

    private static readonly Lazy<VipsCodec> Loaded = new(() => new VipsCodec());
    private static int _workers;

    private VipsCodec()
    {
        NativeMemory.GiveBack();
        NetVips.NetVips.BlockUntrusted = true;
        // Models answer with drawings. librsvg reads nothing but the drawing itself and pictures in its own folder.
        Operation.Block("VipsForeignLoadSvg", false);
        // Its cache of operations would keep pixels alive that the engine has freed.
        Cache.Max = 0;
        SetThreads(Volatile.Read(ref _workers));
    }

    /// <summary>Makes pictures decodable in this process. Cheap until the first picture is looked at.</summary>
    public static void Register() => Current = new Deferred();

    /// <summary>
    /// Tells that so many more or fewer workers are busy with nodes. Each picture that is calculated gets its part of the processors: alone it has all of
    /// them, and when every processor has a picture of its own, more threads would only take memory and wait for each other.
    /// </summary>
    public static void AddWorkers(int more)
    {
        var workers = Interlocked.Add(ref _workers, more);
        if (Loaded.IsValueCreated)
        {
            SetThreads(workers);
        }
    }

    public override ImageInfo Probe(EncodedSource source)
    {
        using var image = Open(source);
        var format = Check(image, source);
        var pages = image.Contains("n-pages") ? Convert.ToInt32(image.Get("n-pages"), null) : 1;
        return Orientation(image) >= 5
            ? new ImageInfo(format, image.Height, image.Width, image.HasAlpha(), pages)
            : new ImageInfo(format, image.Width, image.Height, image.HasAlpha(), pages);
    }

    public override Pixels Decode(EncodedSource source) => DecodeOnce(source).Settled(CancellationToken.None);

    public override Pixels DecodeOnce(EncodedSource source, int width = int.MaxValue, int height = int.MaxValue)
    {
        var opened = Open(source);
        try
        {
            if (LoadShrink(opened, Check(opened, source), width, height) is { } shrink)
            {
                opened.Dispose();
                opened = Open(source, shrink);
            }

            using var upright = Upright(opened, source);
            var coloured = VipsColours.ToSrgb(upright);
            var bits = coloured.Format == Enums.BandFormat.Ushort ? 16 : 8;
            return Pixels.Decoding(coloured.Width, coloured.Height, coloured.Bands, bits, coloured, cancellation => Calculate(coloured, cancellation), Name(source));
        }
        catch (VipsException e)
        {
            throw Damaged(source, e);
        }
        finally
        {
            opened.Dispose();
        }
    }

    public override Pixels Wrap(IDisposable native)
    {
        var image = (Image)native;
        return new(image.Width, image.Height, image.Bands, image.Format == Enums.BandFormat.Ushort ? 16 : 8, image, () => Read(image));
    }

    public override byte[] Encode(Pixels pixels, string format, int quality, CancellationToken cancellation) => VipsEncoder.Encode(pixels, format, quality, cancellation);

    /// <summary>An image over samples in managed memory.</summary>
    internal static Image FromSamples(Pixels pixels)
    {
        using var image = Image.NewFromMemory(
            pixels.Samples, pixels.Width, pixels.Height, pixels.Bands, pixels.BitsPerSample == 16 ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar);
        return image.Copy(interpretation: (pixels.Bands, pixels.BitsPerSample) switch
        {
            ( <= 2, 8) => Enums.Interpretation.Bw,
            ( <= 2, _) => Enums.Interpretation.Grey16,
            (_, 8) => Enums.Interpretation.Srgb,
            _ => Enums.Interpretation.Rgb16,
        });
    }

    private static ReadOnlyMemory<byte> Read(Image image)
    {
        if (image.Format != Enums.BandFormat.Ushort)
        {
            return image.WriteToMemory<byte>();
        }

        var deep = image.WriteToMemory<ushort>();
        var bytes = new byte[deep.Length * sizeof(ushort)];
        Buffer.BlockCopy(deep, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private static void SetThreads(int workers) => NetVips.NetVips.Concurrency = Math.Max(1, Environment.ProcessorCount / Math.Max(1, workers));

    private static Image Calculate(Image image, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var stop = cancellation.Register(() => image.SetKill(true));
        try
        {
            return image.CopyMemory();
        }
        catch (VipsException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private static Image Open(EncodedSource source, VOption? options = null)
    {
        if (source.Length == 0)
        {
            throw new NodeException("image-empty", $"{Name(source)} has no bytes.", "The file is cut off; get it again.");
        }

        try
        {
            return source switch
            {
                { FilePath: { } path } => Image.NewFromFile(path, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated, kwargs: options),
                { Memory: { } memory } => Image.NewFromBuffer(memory.ToArray(), access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated, kwargs: options),
                _ => throw new InvalidOperationException("A source is a file or memory."),
            };
        }
        catch (VipsException e)
        {
            throw new NodeException("image-unreadable", $"{Name(source)} is no picture that can be read.", "Use png, jpeg, webp, avif, gif or tiff.", e);
        }
    }

    private static string Check(Image image, EncodedSource source)
    {
        if ((long)image.Width * image.Height > MaxPixels)
        {
            throw new NodeException(
                "image-too-large",
                $"{Name(source)} has {image.Width}x{image.Height} pixels, above the limit of {MaxPixels / 1_000_000} million.",
                "Make it smaller before it enters the graph.");
        }

        var loader = image.Contains("vips-loader") ? (string)image.Get("vips-loader") : "";
        foreach (var (prefix, format) in Formats)
        {
            if (loader.StartsWith(prefix, StringComparison.Ordinal))
            {
                return format;
            }
        }

        throw new NodeException("image-format", $"{Name(source)} is in a format that is not supported ({loader}).", "Use png, jpeg, webp, avif, gif or tiff.");
    }

    /// <summary>How much smaller the loader may make it. The last halving is left to a filter that is better than the loader's.</summary>
    private static VOption? LoadShrink(Image image, string format, int width, int height)
    {
        var (across, down) = Orientation(image) >= 5 ? (image.Height, image.Width) : (image.Width, image.Height);
        var factor = Math.Min(across / (double)width, down / (double)height);
        return format switch
        {
            _ when factor < 4 => null,
            "jpeg" => new VOption { { "shrink", factor >= 16 ? 8 : factor >= 8 ? 4 : 2 } },
            "webp" => new VOption { { "scale", 1 / Math.Floor(factor / 2) } },
            _ => null,
        };
    }

    /// <summary>Turned as the camera was held. Turning reads the rows in another order than they are decoded in, so that they are all decoded first.</summary>
    private static Image Upright(Image image, EncodedSource source)
    {
        if (Orientation(image) == 1)
        {
            return image.Copy();
        }

        try
        {
            using var decoded = image.CopyMemory();
            return decoded.Autorot();
        }
        catch (VipsException e)
        {
            throw Damaged(source, e);
        }
    }

    private static int Orientation(Image image) => image.Contains("orientation") ? Convert.ToInt32(image.Get("orientation"), null) : 1;

    private static NodeException Damaged(EncodedSource source, VipsException e) =>
        new("image-damaged", $"{Name(source)} cannot be decoded: {Reason(e)}", "The file is cut off or damaged; get it again.", e);

    private static string Name(EncodedSource source) => source.FilePath is { } path ? $"'{path}'" : "The picture";

    private static string Reason(VipsException e) => e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";

    /// <summary>libvips is loaded with the first picture: most graphs that are only checked have none.</summary>
    private sealed class Deferred : ImageCodec
    {
        public override ImageInfo Probe(EncodedSource source) => Loaded.Value.Probe(source);

        public override Pixels Decode(EncodedSource source) => Loaded.Value.Decode(source);

        public override Pixels DecodeOnce(EncodedSource source, int width, int height) => Loaded.Value.DecodeOnce(source, width, height);

        public override Pixels Wrap(IDisposable native) => Loaded.Value.Wrap(native);

        public override byte[] Encode(Pixels pixels, string format, int quality, CancellationToken cancellation) =>
            Loaded.Value.Encode(pixels, format, quality, cancellation);
    }
}

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

    private VipsCodec()
    {
        NetVips.NetVips.BlockUntrusted = true;
        // Models answer with drawings. librsvg reads nothing but the drawing itself and pictures in its own folder.
        Operation.Block("VipsForeignLoadSvg", false);
        // Its cache of operations would keep pixels alive that the engine has freed.
        Cache.Max = 0;
    }

    /// <summary>Makes pictures decodable in this process. Cheap until the first picture is looked at.</summary>
    public static void Register() => Current = new Deferred();

    public override ImageInfo Probe(EncodedSource source)
    {
        using var image = Open(source, sequential: true);
        var format = Check(image, source);
        var turned = image.Contains("orientation") && Convert.ToInt32(image.Get("orientation"), null) is >= 5 and <= 8;
        var pages = image.Contains("n-pages") ? Convert.ToInt32(image.Get("n-pages"), null) : 1;
        return turned
            ? new ImageInfo(format, image.Height, image.Width, image.HasAlpha(), pages)
            : new ImageInfo(format, image.Width, image.Height, image.HasAlpha(), pages);
    }

    public override Pixels Decode(EncodedSource source)
    {
        using var opened = Open(source, sequential: false);
        Check(opened, source);
        try
        {
            using var upright = opened.Autorot();
            using var coloured = ToSrgb(upright);
            return Wrap(coloured.CopyMemory());
        }
        catch (VipsException e)
        {
            throw new NodeException("image-damaged", $"{Name(source)} cannot be decoded: {Reason(e)}", "The file is cut off or damaged; get it again.", e);
        }
    }

    public override byte[] Encode(Pixels pixels, string format, int quality)
    {
        using var owned = pixels.Native is Image ? null : FromSamples(pixels);
        var image = owned ?? (Image)pixels.Native!;
        if (format == "jpeg" && image.HasAlpha())
        {
            throw new NodeException(
                "format-without-alpha", "A picture with transparency cannot be written as JPEG.", "Write png or webp, or composite it onto a background first.");
        }

        // A picture's notes - where a camera was, how its source was made - are not those of what is made from it.
        const Enums.ForeignKeep Keep = Enums.ForeignKeep.Icc;
        return format switch
        {
            "png" => image.PngsaveBuffer(compression: 6, keep: Keep),
            "jpeg" => image.JpegsaveBuffer(q: quality, optimizeCoding: true, keep: Keep),
            "webp" => image.WebpsaveBuffer(q: quality, keep: Keep),
            _ => throw new NodeException("image-format", $"'{format}' is not a format to write.", "Use png, jpeg or webp."),
        };
    }

    private static Pixels Wrap(Image image) =>
        new(image.Width, image.Height, image.Bands, image.Format == Enums.BandFormat.Ushort ? 16 : 8, image, () => image.WriteToMemory<byte>());

    /// <summary>An image over samples in managed memory.</summary>
    internal static Image FromSamples(Pixels pixels)
    {
        using var image = Image.NewFromMemoryCopy(
            pixels.Samples.ToArray(), pixels.Width, pixels.Height, pixels.Bands, pixels.BitsPerSample == 16 ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar);
        return image.Copy(interpretation: (pixels.Bands, pixels.BitsPerSample) switch
        {
            ( <= 2, 8) => Enums.Interpretation.Bw,
            ( <= 2, _) => Enums.Interpretation.Grey16,
            (_, 8) => Enums.Interpretation.Srgb,
            _ => Enums.Interpretation.Rgb16,
        });
    }

    private static Image Open(EncodedSource source, bool sequential)
    {
        var access = sequential ? Enums.Access.Sequential : Enums.Access.Random;
        if (source.Length == 0)
        {
            throw new NodeException("image-empty", $"{Name(source)} has no bytes.", "The file is cut off; get it again.");
        }

        try
        {
            return source switch
            {
                { FilePath: { } path } => Image.NewFromFile(path, access: access, failOn: Enums.FailOn.Truncated),
                { Memory: { } memory } => Image.NewFromBuffer(memory.ToArray(), access: access, failOn: Enums.FailOn.Truncated),
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

    private static Image ToSrgb(Image image)
    {
        var deep = image.Format == Enums.BandFormat.Ushort;
        if (image.Contains("icc-profile-data"))
        {
            try
            {
                return image.IccTransform("srgb", embedded: true, intent: Enums.Intent.Perceptual, depth: deep ? 16 : 8);
            }
            catch (VipsException)
            {
                // A profile that cannot be applied says less about the colours than the pixels do.
            }
        }

        return image.Interpretation switch
        {
            Enums.Interpretation.Srgb or Enums.Interpretation.Bw when image.Format == Enums.BandFormat.Uchar => image.Copy(),
            Enums.Interpretation.Rgb16 or Enums.Interpretation.Grey16 when deep => image.Copy(),
            _ => image.Colourspace(image.Bands <= 2 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb),
        };
    }

    private static string Name(EncodedSource source) => source.FilePath is { } path ? $"'{path}'" : "The picture";

    private static string Reason(VipsException e) => e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";

    /// <summary>libvips is loaded with the first picture: most graphs that are only checked have none.</summary>
    private sealed class Deferred : ImageCodec
    {
        private readonly Lazy<VipsCodec> _codec = new(() => new VipsCodec());

        public override ImageInfo Probe(EncodedSource source) => _codec.Value.Probe(source);

        public override Pixels Decode(EncodedSource source) => _codec.Value.Decode(source);

        public override byte[] Encode(Pixels pixels, string format, int quality) => _codec.Value.Encode(pixels, format, quality);
    }
}

using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Tests.Money;

/// <summary>Nodes that make, take and write pictures, in bytes that tests know.</summary>
public sealed class PictureNodes : NodeLibrary
{
    /// <summary>The kinds of files that are told apart.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["png", "jpeg", "jpeg-exif", "webp-lossy", "webp-lossless", "webp-alpha", "webp-extended", "webp-xmp", "gif"];

    /// <summary>A picture as bytes.</summary>
    [Node("picture.make")]
    public static ImageValue Make(string kind) => ImageValue.FromEncoded(Bytes(kind));

    /// <summary>A picture as bytes that depend on a text.</summary>
    [Node("picture.describe", Purity = Purity.Sampled)]
    public static ImageValue Describe(string text, IReadOnlyList<ImageValue> pictures) =>
        ImageValue.FromEncoded(Encode("png", (byte)(text.Length + pictures.Count)));

    /// <summary>A picture from a file.</summary>
    [Node("picture.load")]
    public static ImageValue Load(FileValue file) => ImageValue.FromFile(file.Path);

    /// <summary>A picture made of the pixels of another.</summary>
    [Node("picture.copy")]
    public static ImageValue Copy(ImageValue image)
    {
        var pixels = image.GetPixels();
        return ImageValue.FromPixels(new Pixels(pixels.Width, pixels.Height, pixels.Bands, pixels.Samples.ToArray()));
    }

    /// <summary>Writes a picture.</summary>
    [Node("picture.save", Purity = Purity.Effect)]
    public static FileValue Save(NodeRun run, ImageValue image, string name)
    {
        var path = run.OutputFile(name);
        using (var bytes = image.OpenEncoded())
        using (var file = File.Create(path))
        {
            bytes.CopyTo(file);
        }

        return new FileValue(path);
    }

    /// <summary>The bytes of a kind of file.</summary>
    public static byte[] Bytes(string kind) => Encode(kind, 90);

    private static byte[] Encode(string kind, byte shade)
    {
        using var grey = (Image.Black(40, 30) + shade).Cast(Enums.BandFormat.Uchar);
        using var colour = grey.Bandjoin(grey, (grey + 50).Cast(Enums.BandFormat.Uchar)).Copy(interpretation: Enums.Interpretation.Srgb);
        using var clear = colour.Bandjoin(grey);
        switch (kind)
        {
            case "png":
                return clear.PngsaveBuffer();
            case "jpeg":
                return colour.JpegsaveBuffer(keep: Enums.ForeignKeep.None);
            case "jpeg-exif":
                using (var noted = colour.Mutate(image => image.Set(GValue.GStrType, "exif-ifd0-Artist", "somebody")))
                {
                    return noted.JpegsaveBuffer(keep: Enums.ForeignKeep.Exif);
                }

            case "webp-lossy":
                return colour.WebpsaveBuffer(keep: Enums.ForeignKeep.None);
            case "webp-lossless":
                return clear.WebpsaveBuffer(lossless: true, keep: Enums.ForeignKeep.None);
            case "webp-alpha":
                return clear.WebpsaveBuffer(keep: Enums.ForeignKeep.None);
            case "webp-extended":
                using (var noted = colour.Mutate(image => image.Set(GValue.GStrType, "exif-ifd0-Artist", "somebody")))
                {
                    return noted.WebpsaveBuffer(keep: Enums.ForeignKeep.Exif);
                }

            case "webp-xmp":
                using (var noted = colour.Mutate(image => image.Set(GValue.BlobType, "xmp-data", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"u8.ToArray())))
                {
                    return noted.WebpsaveBuffer(keep: Enums.ForeignKeep.Xmp);
                }

            default:
                return colour.GifsaveBuffer();
        }
    }
}

using System.Security.Cryptography;
using NetVips;

namespace NodeEngine.Sandbox.Drawing;

/// <summary>A picture that came with a request, decoded once to know that it can be.</summary>
/// <param name="Format"><c>png</c>, <c>jpeg</c>, <c>webp</c> or <c>heic</c>, read from the bytes.</param>
/// <param name="Width">Pixels; 0 for heic, which is not decoded.</param>
/// <param name="Height">Pixels; 0 for heic.</param>
/// <param name="HasAlpha">Whether it has an alpha channel, used or not.</param>
/// <param name="Small">For the thumbnail; null for heic.</param>
/// <param name="Sha256">Of the bytes.</param>
internal sealed record PictureFile(string Format, int Width, int Height, bool HasAlpha, SmallPicture? Small, byte[] Sha256)
{
    // A small file can unpack to gigabytes; the header tells before anything is decoded.
    private const long MostPixels = 100_000_000;

    /// <summary>Null when the bytes are no picture, a broken one, or one of more than 100 million pixels.</summary>
    public static PictureFile? TryRead(ReadOnlyMemory<byte> content)
    {
        if (Sniff(content.Span) is not { } format)
        {
            return null;
        }

        var hash = SHA256.HashData(content.Span);
        if (format == "heic")
        {
            return new(format, 0, 0, HasAlpha: false, null, hash);
        }

        var bytes = content.ToArray();
        try
        {
            using var header = Image.NewFromBuffer(bytes);
            return (long)header.Width * header.Height > MostPixels
                ? null
                : new(format, header.Width, header.Height, header.HasAlpha(), SmallPicture.Decode(bytes), hash);
        }
        catch (VipsException)
        {
            return null;
        }
    }

    private static string? Sniff(ReadOnlySpan<byte> bytes) => bytes switch
    {
        _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) => "png",
        _ when bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => "jpeg",
        _ when bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) => "webp",
        _ when bytes.Length > 12 && bytes[4..].StartsWith("ftyphe"u8) => "heic",
        _ when bytes.Length > 12 && (bytes[4..].StartsWith("ftypmif1"u8) || bytes[4..].StartsWith("ftypmsf1"u8)) => "heic",
        _ => null,
    };
}

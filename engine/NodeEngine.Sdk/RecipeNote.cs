using System.Buffers.Binary;

namespace NodeEngine.Sdk;

/// <summary>A part of a file's content: bytes of the file, or bytes that stand for some of it.</summary>
internal readonly record struct Piece(long Offset, long Length, byte[]? Bytes = null);

/// <summary>
/// The note that the engine leaves in picture files: how they were made. It is no part of the picture. A file is known and handed on without it, so
/// that a picture which was saved and loaded again is the one that was paid for.
/// </summary>
/// <remarks>
/// PNG: an iTXt chunk after the header. JPEG: COM segments after the APP ones. WebP: an XMP chunk at the end, with the extended header that it needs;
/// in a file that has XMP of its own, a chunk that only this engine knows. Only there is it looked for, so that other files cost one small read.
/// </remarks>
internal static class RecipeNote
{
    /// <summary>The keyword, with the zero that ends it.</summary>
    public static ReadOnlySpan<byte> Keyword => "nodeengine\0"u8;

    /// <summary>Where the note goes in a PNG: after signature and header.</summary>
    public const int PngOffset = 33;

    /// <summary>How a note in XMP begins. What follows says whether the file had an extended header before.</summary>
    public static ReadOnlySpan<byte> XmpStart => "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"nodeengine"u8;

    /// <summary>Follows <see cref="XmpStart"/> in a file whose extended header came with the note.</summary>
    public static ReadOnlySpan<byte> XmpSimple => " simple\""u8;

    /// <summary>The chunk of a WebP that has XMP of its own.</summary>
    public static ReadOnlySpan<byte> WebpChunk => "NENG"u8;

    /// <summary>The bit of the extended header that says there is XMP.</summary>
    public const byte WebpXmpFlag = 0x04;

    /// <summary>Length of "RIFF", the size and "WEBP".</summary>
    public const int WebpHeader = 12;

    /// <summary>Length of the extended header with its own.</summary>
    public const int WebpExtended = 18;

    private const int MaxParts = 10_000;

    /// <summary>The content of a file without the note; null when it has none.</summary>
    public static Piece[]? Without(Stream file)
    {
        Span<byte> start = stackalloc byte[PngOffset + 8 + Keyword.Length];
        start = start[..Read(file, 0, start)];
        return start switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => InPng(file, start),
            [0xFF, 0xD8, 0xFF, ..] => InJpeg(file),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => InWebp(file),
            _ => null,
        };
    }

    /// <summary>Where the APP segments of a JPEG end, or 0 when it is cut off before.</summary>
    public static long EndOfJpegHeader(Stream file)
    {
        Span<byte> segment = stackalloc byte[4];
        var at = 2L;
        for (var i = 0; i < MaxParts && Read(file, at, segment) == segment.Length; i++)
        {
            if (segment[0] != 0xFF || segment[1] is < 0xE0 or > 0xEF)
            {
                return at;
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(segment[2..]);
        }

        return 0;
    }

    /// <summary>The chunks of a WebP, as far as they are whole: name, where the chunk begins with its own header, and how many bytes of content it has.</summary>
    public static IEnumerable<(uint Name, long Offset, uint Length)> WebpChunks(Stream file)
    {
        var chunk = new byte[8];
        var at = (long)WebpHeader;
        for (var i = 0; i < MaxParts && Read(file, at, chunk) == chunk.Length; i++)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(4));
            if (at + chunk.Length + length > file.Length)
            {
                yield break;
            }

            yield return (BinaryPrimitives.ReadUInt32LittleEndian(chunk), at, length);
            at += chunk.Length + length + (length & 1);
        }
    }

    /// <summary>The name of a chunk as <see cref="WebpChunks"/> gives it.</summary>
    public static uint Name(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt32LittleEndian(name);

    /// <summary>Reads as much of the span as the file has there.</summary>
    public static int Read(Stream file, long offset, Span<byte> bytes)
    {
        file.Position = offset;
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
    }

    private static Piece[]? InPng(Stream file, ReadOnlySpan<byte> start)
    {
        if (start.Length < PngOffset + 8 + Keyword.Length || !start[(PngOffset + 4)..].StartsWith("iTXt"u8) || !start[(PngOffset + 8)..].StartsWith(Keyword))
        {
            return null;
        }

        var end = PngOffset + 12L + BinaryPrimitives.ReadUInt32BigEndian(start[PngOffset..]);
        return end <= file.Length ? [new Piece(0, PngOffset), new Piece(end, file.Length - end)] : null;
    }

    private static Piece[]? InJpeg(Stream file)
    {
        Span<byte> segment = stackalloc byte[4 + Keyword.Length];
        var start = EndOfJpegHeader(file);
        var end = start;
        while (end > 0 && Read(file, end, segment) == segment.Length && segment[0] == 0xFF && segment[1] == 0xFE && segment[4..].SequenceEqual(Keyword))
        {
            end += 2 + BinaryPrimitives.ReadUInt16BigEndian(segment[2..]);
        }

        return end > start && end <= file.Length ? [new Piece(0, start), new Piece(end, file.Length - end)] : null;
    }

    private static Piece[]? InWebp(Stream file)
    {
        var (isFirstExtended, index) = (false, 0);
        var (name, offset, length) = (0u, 0L, 0u);
        foreach (var chunk in WebpChunks(file))
        {
            isFirstExtended |= index++ == 0 && chunk.Name == Name("VP8X"u8) && chunk.Length == WebpExtended - 8;
            (name, offset, length) = chunk;
        }

        // The note is the last thing in the file.
        if (!isFirstExtended && name != Name(WebpChunk))
        {
            return null;
        }

        Span<byte> content = stackalloc byte[XmpStart.Length + XmpSimple.Length];
        content = content[..Read(file, offset + 8, content[..(int)Math.Min(content.Length, length)])];
        var isXmp = name == Name("XMP "u8) && content.StartsWith(XmpStart);
        if (offset + 8 + length + (length & 1) != file.Length || !(isXmp || (name == Name(WebpChunk) && content.StartsWith(Keyword))))
        {
            return null;
        }

        var isSimple = isXmp && content[XmpStart.Length..].SequenceEqual(XmpSimple);
        var body = WebpHeader + (isSimple || isXmp ? WebpExtended : 0);
        var header = new byte[isXmp && !isSimple ? body : WebpHeader];
        Read(file, 0, header);
        if (header.Length > WebpHeader)
        {
            header[WebpHeader + 8] &= unchecked((byte)~WebpXmpFlag);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (uint)(header.Length + offset - body - 8));
        return [new Piece(0, header.Length, header), new Piece(body, offset - body)];
    }
}

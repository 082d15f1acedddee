using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security;
using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Recipes;

/// <summary>
/// Writes picture files with the note of how they were made. All other bytes stay as they are, and taking the note out gives the very file again; see
/// <see cref="RecipeNote"/> for where it stands.
/// </summary>
internal static class RecipeWriting
{
    private const int MaxSegment = ushort.MaxValue - 2;

    /// <summary>Copies a picture with the note in it. In a format that has no place for one it is copied as it is.</summary>
    /// <param name="content">The picture, without a note.</param>
    /// <param name="file">Where to.</param>
    /// <param name="note">The recipe: JSON in ASCII.</param>
    public static void Copy(Stream content, Stream file, ReadOnlySpan<byte> note)
    {
        Span<byte> start = stackalloc byte[RecipeNote.WebpHeader];
        start = start[..RecipeNote.Read(content, 0, start)];
        switch (start)
        {
            case [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when content.Length > RecipeNote.PngOffset:
                CopyUpTo(content, file, RecipeNote.PngOffset);
                WritePng(file, note);
                content.CopyTo(file);
                break;
            case [0xFF, 0xD8, 0xFF, ..] when RecipeNote.EndOfJpegHeader(content) is > 0 and var end:
                CopyUpTo(content, file, end);
                WriteJpeg(file, note);
                content.CopyTo(file);
                break;
            case [(byte)'R', (byte)'I', (byte)'F', (byte)'F', .., (byte)'W', (byte)'E', (byte)'B', (byte)'P']
                when content.Length % 2 == 0 && BinaryPrimitives.ReadUInt32LittleEndian(start[4..]) == content.Length - 8:
                CopyWebp(content, file, note);
                break;
            default:
                content.Position = 0;
                content.CopyTo(file);
                break;
        }
    }

    private static void CopyUpTo(Stream content, Stream file, long end)
    {
        var bytes = new byte[end];
        content.Position = 0;
        content.ReadExactly(bytes);
        file.Write(bytes);
    }

    private static void WritePng(Stream file, ReadOnlySpan<byte> note)
    {
        // iTXt: keyword, zero, not compressed, method 0, no language, no translated keyword.
        var chunk = (byte[])[.. "iTXt"u8, .. RecipeNote.Keyword, 0, 0, 0, 0, .. note];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, chunk.Length - 4);
        file.Write(number);
        file.Write(chunk);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(chunk));
        file.Write(number);
    }

    private static void WriteJpeg(Stream file, ReadOnlySpan<byte> note)
    {
        Span<byte> header = stackalloc byte[4];
        while (note.Length > 0)
        {
            var part = note[..Math.Min(note.Length, MaxSegment - RecipeNote.Keyword.Length)];
            header[0] = 0xFF;
            header[1] = 0xFE;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(2 + RecipeNote.Keyword.Length + part.Length));
            file.Write(header);
            file.Write(RecipeNote.Keyword);
            file.Write(part);
            note = note[part.Length..];
        }
    }

    private static void CopyWebp(Stream content, Stream file, ReadOnlySpan<byte> note)
    {
        var chunks = RecipeNote.WebpChunks(content).ToList();
        var isExtended = chunks is [{ Length: RecipeNote.WebpExtended - 8 } first, ..] && first.Name == RecipeNote.Name("VP8X"u8);
        var head = new byte[isExtended ? RecipeNote.WebpHeader + RecipeNote.WebpExtended : RecipeNote.WebpHeader];
        content.Position = 0;
        content.ReadExactly(head);
        var extended = isExtended ? [] : ExtendedHeader(content);
        var hasXmp = isExtended ? (head[RecipeNote.WebpHeader + 8] & RecipeNote.WebpXmpFlag) != 0 : extended is null;
        if (isExtended && !hasXmp)
        {
            head[RecipeNote.WebpHeader + 8] |= RecipeNote.WebpXmpFlag;
        }

        // What has XMP of its own, or no header to extend, gets a chunk that others skip.
        var chunk = hasXmp ? (byte[])[.. RecipeNote.Keyword, .. note] : Xmp(note, isExtended);
        var padding = chunk.Length % 2;
        var length = content.Length - 8 + (extended?.Length ?? 0) + 8 + chunk.Length + padding;
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), (uint)length);
        file.Write(head);
        file.Write(extended);
        content.Position = head.Length;
        content.CopyTo(file);
        file.Write(hasXmp ? RecipeNote.WebpChunk : "XMP "u8);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, chunk.Length);
        file.Write(number);
        file.Write(chunk);
        file.Write(new byte[padding]);
    }

    /// <summary>The extended header for a picture that has none: its flags and its size. Null when the picture's own header says no size.</summary>
    private static byte[]? ExtendedHeader(Stream content)
    {
        Span<byte> picture = stackalloc byte[18];
        if (RecipeNote.Read(content, RecipeNote.WebpHeader, picture) < picture.Length)
        {
            return null;
        }

        var (flags, width, height) = (RecipeNote.WebpXmpFlag, 0, 0);
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(picture[9..]);
        if (picture.StartsWith("VP8L"u8) && picture[8] == 0x2F)
        {
            (width, height) = ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
            flags |= (bits & 1 << 28) != 0 ? (byte)0x10 : (byte)0;
        }
        else if (picture.StartsWith("VP8 "u8) && picture[11..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
        {
            width = BinaryPrimitives.ReadUInt16LittleEndian(picture[14..]) & 0x3FFF;
            height = BinaryPrimitives.ReadUInt16LittleEndian(picture[16..]) & 0x3FFF;
        }
        else
        {
            return null;
        }

        var header = new byte[RecipeNote.WebpExtended];
        "VP8X"u8.CopyTo(header);
        header[4] = RecipeNote.WebpExtended - 8;
        header[8] = flags;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), (uint)(width - 1));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(15), (ushort)(height - 1));
        header[17] = (byte)((height - 1) >> 16);
        return header;
    }

    private static byte[] Xmp(ReadOnlySpan<byte> note, bool isExtended) =>
    [
        .. RecipeNote.XmpStart,
        .. isExtended ? "\""u8 : RecipeNote.XmpSimple,
        .. "><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" xmlns:nodeengine=\""u8,
        .. Encoding.ASCII.GetBytes(RecipeReading.XmpNamespace),
        .. "\"><nodeengine:recipe>"u8,
        .. Encoding.ASCII.GetBytes(SecurityElement.Escape(Encoding.ASCII.GetString(note))!),
        .. "</nodeengine:recipe></rdf:Description></rdf:RDF></x:xmpmeta>"u8,
    ];
}

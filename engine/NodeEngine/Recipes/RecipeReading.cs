using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using NodeEngine.Sdk;

namespace NodeEngine.Recipes;

/// <summary>Finds the note of how a picture was made, also where other programs have moved or compressed it.</summary>
internal static class RecipeReading
{
    /// <summary>What the note's name in XMP belongs to.</summary>
    public const string XmpNamespace = "urn:nodeengine";

    private const int MaxNote = 64 << 20;
    private const int MaxParts = 100_000;

    /// <summary>The note as it was written, or null when the file has none.</summary>
    /// <exception cref="InvalidDataException">There is one, and it is damaged.</exception>
    public static string? Read(Stream file)
    {
        Span<byte> start = stackalloc byte[RecipeNote.WebpHeader];
        start = start[..RecipeNote.Read(file, 0, start)];
        return start switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => InPng(file),
            [0xFF, 0xD8, 0xFF, ..] => InJpeg(file),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', .., (byte)'W', (byte)'E', (byte)'B', (byte)'P'] => InWebp(file),
            _ => null,
        };
    }

    private static string? InPng(Stream file)
    {
        var header = new byte[8];
        var at = 8L;
        for (var i = 0; i < MaxParts && RecipeNote.Read(file, at, header) == header.Length; i++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(header);
            var name = Encoding.ASCII.GetString(header, 4, 4);
            if (name is "iTXt" or "tEXt" or "zTXt" && Take(file, at + 8, length) is { } chunk && chunk.AsSpan().StartsWith(RecipeNote.Keyword))
            {
                return Text(name, chunk.AsSpan(RecipeNote.Keyword.Length));
            }

            at += 12 + (long)length;
        }

        return null;
    }

    private static string Text(string chunk, ReadOnlySpan<byte> content)
    {
        switch (chunk)
        {
            case "iTXt" when content.Length >= 2:
                var isCompressed = content[0] != 0;
                content = content[2..];
                for (var zeros = 0; zeros < 2; zeros++)
                {
                    content = content[(content.IndexOf((byte)0) + 1)..];
                }

                return isCompressed ? Inflate(content) : Encoding.UTF8.GetString(content);
            case "zTXt" when content.Length >= 1:
                return Inflate(content[1..]);
            default:
                return Encoding.Latin1.GetString(content);
        }
    }

    private static string Inflate(ReadOnlySpan<byte> content)
    {
        using var inflated = new ZLibStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = inflated.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MaxNote)
            {
                throw new InvalidDataException($"The recipe has more than {MaxNote >> 20} MiB.");
            }
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static string? InJpeg(Stream file)
    {
        var header = new byte[4];
        var note = new MemoryStream();
        var at = 2L;
        for (var i = 0; i < MaxParts && RecipeNote.Read(file, at, header) == header.Length && header[0] == 0xFF && header[1] != 0xDA; i++)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2));
            if (header[1] == 0xFE && length > 2 && Take(file, at + 4, (uint)length - 2) is { } comment && comment.AsSpan().StartsWith(RecipeNote.Keyword))
            {
                note.Write(comment.AsSpan(RecipeNote.Keyword.Length));
            }

            at += 2 + length;
        }

        return note.Length == 0 ? null : Encoding.UTF8.GetString(note.GetBuffer(), 0, (int)note.Length);
    }

    private static string? InWebp(Stream file)
    {
        foreach (var (name, offset, length) in RecipeNote.WebpChunks(file))
        {
            if (name == RecipeNote.Name(RecipeNote.WebpChunk) && Take(file, offset + 8, length) is { } chunk && chunk.AsSpan().StartsWith(RecipeNote.Keyword))
            {
                return Encoding.UTF8.GetString(chunk.AsSpan(RecipeNote.Keyword.Length));
            }

            if (name == RecipeNote.Name("XMP "u8) && Take(file, offset + 8, length) is { } xmp && InXmp(xmp) is { } note)
            {
                return note;
            }
        }

        return null;
    }

    private static string? InXmp(byte[] xmp)
    {
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(xmp), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var document = XDocument.Load(xml);
            var name = XName.Get("recipe", XmpNamespace);
            return document.Descendants(name).Select(element => element.Value)
                .Concat(document.Descendants().Attributes(name).Select(attribute => attribute.Value))
                .FirstOrDefault();
        }
        catch (XmlException)
        {
            // Others may write what they like there.
            return null;
        }
    }

    private static byte[]? Take(Stream file, long offset, uint length)
    {
        if (length > MaxNote || offset + length > file.Length)
        {
            return null;
        }

        var bytes = new byte[length];
        return RecipeNote.Read(file, offset, bytes) == length ? bytes : null;
    }
}

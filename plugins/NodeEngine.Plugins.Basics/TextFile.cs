using System.Globalization;
using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>Reads text files: UTF-8, whole, and not too large.</summary>
internal static class TextFile
{
    private const int MaxBytes = 10_000_000;

    /// <summary>The text of the file, without a byte order mark.</summary>
    /// <exception cref="NodeException">It is not there, too large, or not UTF-8.</exception>
    public static string Read(FileValue file, string port)
    {
        var bytes = ReadBytes(file, port);
        if (bytes.AsSpan().StartsWith<byte>([0xFF, 0xFE]) || bytes.AsSpan().StartsWith<byte>([0xFE, 0xFF]))
        {
            throw new NodeException("text-encoding", $"'{file.Path}' is written in UTF-16.", "Save it as UTF-8.") { Port = port };
        }

        var start = bytes.AsSpan().StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0;
        var text = bytes.AsSpan(start);
        var wrong = FirstWrong(text);
        if (wrong >= 0)
        {
            var line = text[..wrong].Count((byte)'\n') + 1;
            var what = text[wrong] == 0 ? "a NUL byte" : string.Create(CultureInfo.InvariantCulture, $"the byte {text[wrong]:x2}");
            throw new NodeException("text-encoding", $"'{file.Path}' is not UTF-8 text: {what} in line {line} cannot be read.", "Save it as UTF-8.") { Port = port };
        }

        return Encoding.UTF8.GetString(text);
    }

    private static byte[] ReadBytes(FileValue file, string port)
    {
        try
        {
            using var stream = file.OpenRead();
            if (stream.Length > MaxBytes)
            {
                throw new NodeException(
                    "text-too-large",
                    string.Create(CultureInfo.InvariantCulture, $"'{file.Path}' has {stream.Length} bytes; the limit is {MaxBytes}."),
                    "Split it into smaller files.")
                { Port = port };
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeException("file-unreadable", $"'{file.Path}' cannot be read: {e.Message}", "Check the path, which counts from the folder of the graph, and the rights.", e) { Port = port };
        }
    }

    /// <summary>Where the first byte stands that is no text, or -1.</summary>
    private static int FirstWrong(ReadOnlySpan<byte> text)
    {
        var nul = text.IndexOf((byte)0);
        var rest = nul < 0 ? text : text[..nul];
        while (!rest.IsEmpty)
        {
            if (System.Text.Unicode.Utf8.IsValid(rest))
            {
                return nul;
            }

            // Only a file that is wrong comes here: the place is found rune by rune.
            while (Rune.DecodeFromUtf8(rest, out _, out var length) == System.Buffers.OperationStatus.Done)
            {
                rest = rest[length..];
            }

            return (nul < 0 ? text.Length : nul) - rest.Length;
        }

        return nul;
    }
}

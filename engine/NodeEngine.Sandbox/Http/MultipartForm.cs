using System.Text;
using Microsoft.Net.Http.Headers;

namespace NodeEngine.Sandbox.Http;

/// <summary>One part of a multipart/form-data body. A part with a file name is a file, any other is text.</summary>
internal sealed record FormPart(string Name, string? FileName, string? ContentType, ReadOnlyMemory<byte> Content)
{
    public string Text => Encoding.UTF8.GetString(Content.Span);
}

/// <summary>Reads multipart/form-data (RFC 7578) in place: the parts are slices of the body.</summary>
internal static class MultipartForm
{
    /// <summary>The parts in order, or null when the body is not what the content type says.</summary>
    public static IReadOnlyList<FormPart>? TryRead(string contentType, ReadOnlyMemory<byte> body)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            return null;
        }

        var delimiter = Encoding.ASCII.GetBytes("\r\n--" + boundary.Value);
        if (!body.Span.StartsWith(delimiter.AsSpan(2)))
        {
            return null;
        }

        var parts = new List<FormPart>();
        var rest = body[(delimiter.Length - 2)..];
        while (!rest.Span.StartsWith("--"u8))
        {
            var end = rest.Span.StartsWith("\r\n"u8) ? rest.Span.IndexOf(delimiter) : -1;
            if (end < 0 || TryReadPart(rest[2..end]) is not { } part)
            {
                return null;
            }

            parts.Add(part);
            rest = rest[(end + delimiter.Length)..];
        }

        return parts;
    }

    private static FormPart? TryReadPart(ReadOnlyMemory<byte> bytes)
    {
        var end = bytes.Span.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        ContentDispositionHeaderValue? disposition = null;
        string? contentType = null;
        foreach (var line in Encoding.UTF8.GetString(bytes[..end].Span).Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase))
            {
                disposition = ContentDispositionHeaderValue.TryParse(value, out var parsed) ? parsed : null;
            }
            else if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                contentType = value;
            }
        }

        if (disposition is null || HeaderUtilities.RemoveQuotes(disposition.Name) is not { Length: > 0 } key)
        {
            return null;
        }

        var file = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
        return new(key.Value!, file.HasValue ? file.Value : null, contentType, bytes[(end + 4)..]);
    }
}

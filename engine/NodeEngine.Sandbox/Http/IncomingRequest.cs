using Microsoft.AspNetCore.Http;

namespace NodeEngine.Sandbox.Http;

/// <summary>A request, read to its end.</summary>
/// <param name="Method">Upper case, such as <c>POST</c>.</param>
/// <param name="Path">Decoded, from the root of the server.</param>
/// <param name="Headers">As received.</param>
/// <param name="Body">Empty when there was none.</param>
internal sealed record IncomingRequest(string Method, string Path, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Of this server, such as <c>http://127.0.0.1:8080</c>: for the addresses it hands out.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Which request of this server it is, from 1.</summary>
    public required long Number { get; init; }

    public string ContentType => Headers.ContentType.ToString();

    public bool HasMediaType(string mediaType) => string.Equals(ContentType.Split(';')[0].Trim(), mediaType, StringComparison.OrdinalIgnoreCase);
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace NodeEngine.Sandbox.Http;

/// <summary>Pictures that were answered as an address, until they are fetched: the last hundred.</summary>
internal sealed class PictureShelf
{
    private const int Room = 100;
    private const string Root = "/pictures/";

    private readonly ConcurrentDictionary<string, byte[]> _pictures = new();
    private readonly ConcurrentQueue<string> _order = new();

    public static bool Owns(string path) => path.StartsWith(Root, StringComparison.Ordinal);

    public Uri Put(byte[] png, Uri baseAddress)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(png)) + ".png";
        if (_pictures.TryAdd(name, png))
        {
            _order.Enqueue(name);
            while (_order.Count > Room && _order.TryDequeue(out var oldest))
            {
                _pictures.TryRemove(oldest, out _);
            }
        }

        return new(baseAddress, string.Create(CultureInfo.InvariantCulture, $"{Root}{name}"));
    }

    public Answer Get(IncomingRequest request)
    {
        // A blob store that is sent a bearer key tries it, and fails: it is not the provider's API. So does this one, and a client that sends its key everywhere notices.
        if (request.Headers.Authorization.Count > 0)
        {
            return Answer.Text(403, "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.</Message></Error>", "application/xml");
        }

        return request.Method == "GET" && _pictures.TryGetValue(request.Path[Root.Length..], out var png)
            ? new(200, "image/png", png)
            : Answer.Text(404, "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>BlobNotFound</Code><Message>The specified blob does not exist.</Message></Error>", "application/xml");
    }
}

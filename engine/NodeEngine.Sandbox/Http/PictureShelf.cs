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
        // A blob store that is sent a bearer key tries it, and fails: it is not the provider's API. So does this one, and a client that sends its
        // key everywhere notices.
        if (request.Headers.Authorization.Count > 0)
        {
            return Error(403, "AuthenticationFailed", "Server failed to authenticate the request.");
        }

        return request.Method == "GET" && _pictures.TryGetValue(request.Path[Root.Length..], out var png)
            ? new(200, "image/png", png)
            : Error(404, "BlobNotFound", "The specified blob does not exist.");
    }

    private static Answer Error(int status, string code, string message) =>
        Answer.Text(status, $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>", "application/xml");
}

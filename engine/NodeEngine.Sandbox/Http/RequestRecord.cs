using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.Http;

/// <summary>Turns a request into what may be kept of it: no key, no picture.</summary>
internal sealed class RequestRecord
{
    private const string Redacted = "[redacted]";

    // Shorter ones are words, such as the sandbox's own key: taking them out everywhere would garble what is left.
    private const int ShortestKey = 12;

    private static readonly string[] SecretHeaders = ["authorization", "proxy-authorization", "x-goog-api-key", "api-key", "x-api-key", "x-key", "cookie"];
    private static readonly string[] SecretQueries = ["key", "api_key", "api-key", "apikey", "access_token", "token"];

    private readonly HashSet<string> _keys = [];

    private RequestRecord()
    {
    }

    public static ReceivedRequest Create(string method, PathString path, QueryString query, IHeaderDictionary headers, ReadOnlyMemory<byte> body) =>
        new RequestRecord().Build(method, path, query, headers, body);

    private ReceivedRequest Build(string method, PathString path, QueryString query, IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        foreach (var header in headers.Where(header => IsSecret(header.Key)))
        {
            Learn(header.Value.ToString());
        }

        var parameters = QueryHelpers.ParseQuery(query.Value).SelectMany(pair => pair.Value.Select(value => (Name: pair.Key, Value: value ?? ""))).ToList();
        foreach (var (name, value) in parameters.Where(parameter => SecretQueries.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase)))
        {
            Learn(value);
        }

        var clean = parameters.Select(parameter => KeyValuePair.Create(
            parameter.Name, SecretQueries.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase) ? Redacted : Clean(parameter.Value)));
        var contentType = headers.ContentType.ToString();
        var isJson = contentType.Contains("json", StringComparison.OrdinalIgnoreCase);
        var isForm = contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        return new()
        {
            Number = 0,
            Method = method,
            Path = Clean(path.Value ?? "") + string.Concat(clean.Select((pair, index) => $"{(index == 0 ? '?' : '&')}{pair.Key}={pair.Value}")),
            Headers = headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => IsSecret(header.Key) ? Redacted : Clean(header.Value.ToString())),
            Length = body.Length,
            Sha256 = Hash(body.Span),
            Json = isJson && JsonBody.TryRead(body) is { } json ? Clean(Shorten(json).ToString(Formatting.None)) : null,
            Parts = isForm && MultipartForm.TryRead(contentType, body) is { } parts ? [.. parts.Select(Part)] : [],
        };
    }

    private static bool IsSecret(string header) => SecretHeaders.Contains(header, StringComparer.OrdinalIgnoreCase);

    private ReceivedPart Part(FormPart part) =>
        new(part.Name, part.FileName, part.ContentType, part.Content.Length, Hash(part.Content.Span), part.FileName is null ? Clean(part.Text) : null);

    private void Learn(string value)
    {
        var key = value[(value.LastIndexOf(' ') + 1)..];
        if (key.Length >= ShortestKey)
        {
            _keys.Add(key);
        }
    }

    private string Clean(string text) => _keys.Aggregate(text, (clean, key) => clean.Replace(key, Redacted, StringComparison.Ordinal));

    // Pictures stand in `inlineData.data` (Gemini) and in data addresses (OpenAI).
    private static JToken Shorten(JToken token)
    {
        switch (token)
        {
            case JObject entry:
                foreach (var property in entry.Properties())
                {
                    property.Value = property is { Name: "data", Value: JValue { Value: string data } } ? new JValue(Describe(data)) : Shorten(property.Value);
                }

                return entry;
            case JArray array:
                for (var i = 0; i < array.Count; i++)
                {
                    array[i] = Shorten(array[i]);
                }

                return array;
            case JValue { Value: string text } when text.StartsWith("data:", StringComparison.Ordinal):
                var comma = text.IndexOf(',', StringComparison.Ordinal) + 1;
                return new JValue(text[..comma] + Describe(text[comma..]));
            default:
                return token;
        }
    }

    private static string Describe(string base64)
    {
        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            ? $"[base64, {length} bytes, sha256 {Hash(bytes.AsSpan(0, length))}]"
            : $"[not base64, {Encoding.UTF8.GetByteCount(base64)} bytes]";
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

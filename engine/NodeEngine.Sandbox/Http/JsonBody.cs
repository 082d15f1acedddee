using System.Runtime.InteropServices;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.Http;

/// <summary>Reads JSON as strictly as the providers do: no comments, no single quotes, no NaN, nothing after the end.</summary>
internal static class JsonBody
{
    private const int Deepest = 64;

    public static JToken? TryRead(ReadOnlyMemory<byte> body)
    {
        // Newtonsoft accepts much that is not JSON; this pass allocates nothing.
        try
        {
            var strict = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = Deepest });
            while (strict.Read())
            {
            }

            using var reader = new JsonTextReader(new StreamReader(Open(body))) { DateParseHandling = DateParseHandling.None, MaxDepth = Deepest };
            return JToken.ReadFrom(reader);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or Newtonsoft.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var array) && array.Array is not null
            ? new(array.Array, array.Offset, array.Count, writable: false)
            : new(body.ToArray(), writable: false);
}

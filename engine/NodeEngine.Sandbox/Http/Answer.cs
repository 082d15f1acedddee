using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.Http;

/// <summary>A whole answer, before it is sent.</summary>
internal sealed record Answer(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static Answer Json(int status, JToken body)
    {
        using var stream = new MemoryStream();
        var text = new StreamWriter(stream, new UTF8Encoding(false), bufferSize: 1 << 16, leaveOpen: true);
        using (var writer = new JsonTextWriter(text) { Formatting = Formatting.Indented })
        {
            body.WriteTo(writer);
        }

        return new(status, "application/json", stream.GetBuffer().AsMemory(0, (int)stream.Length));
    }

    public static Answer Text(int status, string text, string contentType = "text/plain; charset=utf-8") =>
        new(status, contentType, Encoding.UTF8.GetBytes(text));
}

using System.Text;
using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox;

namespace NodeEngine.Plugins.Tests.Models.Support;

/// <summary>A received request as text for golden files: without ports, lengths and boundaries, which differ from run to run.</summary>
internal static class RequestText
{
    private static readonly string[] Varying = ["host", "content-length", "content-type"];

    public static string Of(ReceivedRequest request)
    {
        var text = new StringBuilder().Append(request.Method).Append(' ').Append(request.Path).Append('\n');
        foreach (var (name, value) in request.Headers.Where(header => !Varying.Contains(header.Key)).OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        text.Append("content-type: ").Append(request.Headers["content-type"].Split(';')[0]).Append("\n\n");
        if (request.Json is { } json)
        {
            return text.Append(JToken.Parse(json).ToString().ReplaceLineEndings("\n")).Append('\n').ToString();
        }

        foreach (var part in request.Parts)
        {
            text.Append(part.Name).Append(": ").Append(part.Text ?? $"[{part.FileName}, {part.ContentType}, {part.Length} bytes, sha256 {part.Sha256[..16]}…]").Append('\n');
        }

        return text.ToString();
    }
}

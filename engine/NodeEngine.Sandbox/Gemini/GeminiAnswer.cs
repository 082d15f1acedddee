using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Drawing;
using NodeEngine.Sandbox.Http;

namespace NodeEngine.Sandbox.Gemini;

/// <summary>Makes the picture and writes Google's answer (python-genai GenerateContentResponse).</summary>
internal sealed class GeminiAnswer(GeminiRequest request, string responseId)
{
    private readonly string _signature = Convert.ToBase64String(request.Identity);

    public Answer Write()
    {
        var image = request.Model.Tokens[request.Size];
        var text = request.WithText ? 8 : 0;
        var cut = request.MaxOutputTokens < image + text;
        var candidate = new JObject();
        if (!cut)
        {
            candidate["content"] = new JObject { ["parts"] = Parts(), ["role"] = "model" };
        }

        candidate["finishReason"] = cut ? "MAX_TOKENS" : "STOP";
        candidate["index"] = 0;
        if (request.Searches && !cut)
        {
            candidate["groundingMetadata"] = new JObject
            {
                ["searchEntryPoint"] = new JObject { ["renderedContent"] = "<div>sandbox</div>" },
                ["groundingChunks"] = new JArray(),
                ["webSearchQueries"] = new JArray(request.Prompt.Length > 80 ? request.Prompt[..80] : request.Prompt),
            };
        }

        return Answer.Json(200, new JObject
        {
            ["candidates"] = new JArray(candidate),
            ["usageMetadata"] = Usage(cut ? 0 : image, cut ? request.MaxOutputTokens!.Value : text),
            ["modelVersion"] = request.Model.Id,
            ["responseId"] = responseId,
        });
    }

    private JArray Parts()
    {
        var (width, height) = GeminiSizes.Find(request.Model, request.Ratio, request.Size);
        var parts = new JArray();
        if (request.IncludeThoughts)
        {
            parts.Add(new JObject { ["text"] = "**Planning the picture**\n\nThe sandbox thinks of a gradient and a caption.", ["thought"] = true });
            parts.Add(new JObject { ["inlineData"] = Blob(width / 2, height / 2, "draft"), ["thought"] = true });
        }

        if (request.WithText)
        {
            parts.Add(new JObject { ["text"] = "Here is a placeholder picture." });
        }

        var picture = new JObject { ["inlineData"] = Blob(width, height, null) };
        if (request.Thinking is not null)
        {
            picture["thoughtSignature"] = _signature;
        }

        parts.Add(picture);
        return parts;
    }

    private JObject Blob(int width, int height, string? note)
    {
        var details = new List<string> { $"{width} × {height}", request.Ratio, request.Size };
        if (request.Seed is { } seed)
        {
            details.Add($"seed {seed}");
        }

        if (note is not null)
        {
            details.Add(note);
        }

        var canvas = PlaceholderPainter.Paint(new Placeholder
        {
            Width = width,
            Height = height,
            Model = request.Model.Id,
            Details = details,
            Prompt = request.Prompt,
            Index = 1,
            Count = 1,
            Identity = request.Identity,
            Thumbnails = [.. request.Pictures.Select((picture, index) => new Thumbnail($"{index + 1}", picture.Small))],
        });
        var type = request.Model.MediaType;
        var bytes = PictureEncoder.Encode(canvas, type["image/".Length..], transparent: false, quality: 92);
        return new() { ["mimeType"] = type, ["data"] = Convert.ToBase64String(bytes) };
    }

    private JObject Usage(int image, int text)
    {
        var pictures = request.Model.PictureTokens * request.Pictures.Count;
        var thoughts = request.Thinking switch { null => 0, "MINIMAL" => 64, "MEDIUM" => 180, _ => 337 };
        var details = new JArray(Detail("TEXT", request.TextTokens));
        if (pictures > 0)
        {
            details.Add(Detail("IMAGE", pictures));
        }

        var usage = new JObject
        {
            ["promptTokenCount"] = request.TextTokens + pictures,
            ["candidatesTokenCount"] = image + text,
            ["totalTokenCount"] = request.TextTokens + pictures + image + text + thoughts,
            ["promptTokensDetails"] = details,
            ["candidatesTokensDetails"] = image > 0 ? new JArray(Detail("IMAGE", image)) : [],
        };
        if (thoughts > 0)
        {
            usage["thoughtsTokenCount"] = thoughts;
        }

        return usage;
    }

    private static JObject Detail(string modality, int tokens) => new() { ["modality"] = modality, ["tokenCount"] = tokens };
}

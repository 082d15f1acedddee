using System.Text.Json;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Gemini;

/// <summary>Reads answers: of the parts that are no thoughts the last picture is the result, because the ones before it are drafts.</summary>
internal static class GenerateContentAnswer
{
    public static ModelAnswer Read(ModelResponse response)
    {
        try
        {
            using var document = response.ParseJson();
            return response.Status == 200 ? ReadContent(document.RootElement, response) : new ModelAnswer { Error = response.WithWait(ApiError.Read(document.RootElement, response.Status)) };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            var kind = response.Status == 200 ? ModelErrorKind.Unreadable : ApiError.Classify(response.Status);
            return new ModelAnswer { Error = response.WithWait(new ModelError(kind, $"status {response.Status}, and a body that is not the API's JSON")) };
        }
    }

    private static ModelAnswer ReadContent(JsonElement root, ModelResponse response)
    {
        var usage = Usage(root);
        var (version, id) = (Text(root, "modelVersion"), Text(root, "responseId"));
        var texts = new List<string>();
        JsonElement? picture = null;
        var candidate = First(root, "candidates");
        foreach (var part in Parts(candidate))
        {
            if (part.TryGetProperty("thought", out var thought) && thought.ValueKind == JsonValueKind.True)
            {
                continue;
            }

            if (Text(part, "text") is { Length: > 0 } text)
            {
                texts.Add(text);
            }

            if (part.TryGetProperty("inlineData", out var inline) && inline.TryGetProperty("data", out var data))
            {
                picture = data;
            }
        }

        var said = string.Join("\n", texts);
        return picture is { } found
            ? new ModelAnswer { Images = [response.DecodeBase64(found)], Text = said, Usage = usage, ModelVersion = version, RequestId = id }
            : new ModelAnswer { Error = Refusal.Read(root, candidate, said), Text = said, Usage = usage, ModelVersion = version, RequestId = id };
    }

    private static IEnumerable<JsonElement> Parts(JsonElement? candidate) =>
        candidate is { } one && one.TryGetProperty("content", out var content) && content.TryGetProperty("parts", out var parts) ? parts.EnumerateArray() : [];

    private static JsonElement? First(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? list[0] : null;

    /// <summary>The counts by their names; those by modality as <c>list.MODALITY</c>.</summary>
    private static Dictionary<string, long> Usage(JsonElement root)
    {
        var usage = new Dictionary<string, long>(StringComparer.Ordinal);
        if (!root.TryGetProperty("usageMetadata", out var metadata))
        {
            return usage;
        }

        foreach (var entry in metadata.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt64(out var count))
            {
                usage[entry.Name] = count;
            }
            else if (entry.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var detail in entry.Value.EnumerateArray())
                {
                    if (Text(detail, "modality") is { } modality && detail.TryGetProperty("tokenCount", out var tokens))
                    {
                        usage[$"{entry.Name}.{modality}"] = tokens.GetInt64();
                    }
                }
            }
        }

        return usage;
    }

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

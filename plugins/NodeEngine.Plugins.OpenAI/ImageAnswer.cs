using System.Text.Json;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.OpenAI;

/// <summary>Reads answers.</summary>
internal static class ImageAnswer
{
    public static ModelAnswer Read(ModelResponse response)
    {
        var requestId = response.Headers.GetValueOrDefault("x-request-id");
        try
        {
            using var document = response.ParseJson();
            return response.Status == 200
                ? ReadImages(document.RootElement, response, requestId)
                : new ModelAnswer { Error = response.WithWait(ApiError.Read(document.RootElement, response.Status)), RequestId = requestId };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            var kind = response.Status == 200 ? ModelErrorKind.Unreadable : ApiError.Classify(response.Status, null, null);
            return new ModelAnswer { Error = response.WithWait(new ModelError(kind, $"status {response.Status}, and a body that is not the API's JSON")), RequestId = requestId };
        }
    }

    private static ModelAnswer ReadImages(JsonElement root, ModelResponse response, string? requestId)
    {
        var usage = new Dictionary<string, long>(StringComparer.Ordinal);
        if (root.TryGetProperty("usage", out var used) && used.ValueKind == JsonValueKind.Object)
        {
            AddUsage(used, "", usage);
        }

        var pictures = new List<JsonElement>();
        var urls = new List<Uri>();
        var revised = new List<string>();
        foreach (var item in root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array ? data.EnumerateArray() : [])
        {
            if (Text(item, "revised_prompt") is { Length: > 0 } prompt)
            {
                revised.Add(prompt);
            }

            if (item.TryGetProperty("b64_json", out var picture) && picture.ValueKind == JsonValueKind.String)
            {
                pictures.Add(picture);
            }
            else if (Text(item, "url") is { } url)
            {
                urls.Add(new Uri(url, UriKind.RelativeOrAbsolute));
            }
        }

        var answer = new ModelAnswer
        {
            Usage = usage,
            // What was left to the model is decided in these.
            Decided = root.EnumerateObject()
                .Where(entry => entry.Name is "size" or "quality" or "background" or "output_format" && entry.Value.ValueKind == JsonValueKind.String)
                .ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal),
            Text = revised.Count > 0 ? string.Join("\n", revised) : null,
            RequestId = requestId,
            ImageUrls = urls,
            Images = [.. pictures.Select(response.DecodeBase64)],
            Error = pictures.Count + urls.Count == 0 ? new ModelError(ModelErrorKind.NoImage, "the answer has no data") : null,
        };
        return answer;
    }

    private static void AddUsage(JsonElement counts, string before, Dictionary<string, long> usage)
    {
        foreach (var entry in counts.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.Object)
            {
                AddUsage(entry.Value, $"{entry.Name}.", usage);
            }
            else if (entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt64(out var count))
            {
                usage[before + entry.Name] = count;
            }
        }
    }

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

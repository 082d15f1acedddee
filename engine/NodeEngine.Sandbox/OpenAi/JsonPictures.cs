using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>
/// The pictures of a JSON edit: <c>images</c>, <c>mask</c> and <c>markup</c>, each with exactly one of <c>image_url</c> and <c>file_id</c>
/// (openai-openapi EditImageBodyJsonParam).
/// </summary>
internal static class JsonPictures
{
    private const int LongestUrl = 20_971_520;

    public static InputPictures Read(RequestFields fields)
    {
        var references = new List<InputPicture>();
        if (fields.Take("images") is { } images)
        {
            if (images is not JArray array)
            {
                fields.Refuse(OpenAiError.WrongType("images", "an array of objects", RequestFields.Describe(images)));
                return InputPictures.None;
            }

            for (var i = 0; i < array.Count; i++)
            {
                if (Entry(array[i], $"images[{i}]", fields) is { } picture)
                {
                    references.Add(picture);
                }
            }
        }

        return new(references, Overlay("mask", fields), Overlay("markup", fields));
    }

    private static InputPicture? Overlay(string name, RequestFields fields) => fields.Take(name) is { } value ? Entry(value, name, fields) : null;

    private static InputPicture? Entry(JToken value, string name, RequestFields fields)
    {
        if (value is not JObject entry)
        {
            fields.Refuse(OpenAiError.WrongType(name, "an object", RequestFields.Describe(value)));
            return null;
        }

        foreach (var member in entry.Properties().Where(member => member.Name is not ("image_url" or "file_id")))
        {
            fields.Refuse(OpenAiError.UnknownParameter($"{name}.{member.Name}"));
        }

        if (entry.ContainsKey("image_url") == entry.ContainsKey("file_id"))
        {
            fields.Refuse(OpenAiError.Bad($"Exactly one of '{name}.image_url' and '{name}.file_id' must be provided.", "invalid_value", name));
        }
        else if (entry["file_id"] is { } file)
        {
            fields.Refuse(new(404, $"No such File object: {file}", null, $"{name}.file_id"));
        }
        else if (entry["image_url"] is not { Type: JTokenType.String } url)
        {
            fields.Refuse(OpenAiError.WrongType($"{name}.image_url", "a string", RequestFields.Describe(entry["image_url"]!)));
        }
        else
        {
            return Decode((string)url!, $"{name}.image_url", fields);
        }

        return null;
    }

    private static InputPicture? Decode(string url, string name, RequestFields fields)
    {
        if (url.Length > LongestUrl)
        {
            fields.Refuse(OpenAiError.Bad(
                $"Invalid '{name}': string too long. Expected a string with maximum length {LongestUrl}, but got a string with length {url.Length} instead.",
                "string_above_max_length",
                name));
            return null;
        }

        const string Encoding = ";base64,";
        var comma = url.IndexOf(Encoding, StringComparison.Ordinal);
        if (!url.StartsWith("data:", StringComparison.Ordinal) || comma < 0)
        {
            // The stand-in calls nobody: to it every other address is one that does not answer.
            fields.Refuse(OpenAiError.Bad("Error while downloading the file. Upstream status code: 404.", "invalid_image_url", name));
            return null;
        }

        try
        {
            return new(name, url["data:".Length..comma], Convert.FromBase64String(url[(comma + Encoding.Length)..]));
        }
        catch (FormatException)
        {
            fields.Refuse(OpenAiError.Bad(
                $"Invalid '{name}'. Expected a base64-encoded data URL with an image MIME type (e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), " +
                "but got invalid base64-encoded data.",
                "invalid_base64",
                name));
            return null;
        }
    }
}

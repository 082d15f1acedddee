using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Http;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>
/// The pictures of a multipart edit: <c>image</c>, or <c>image[]</c> for each of several, and <c>mask</c> (openai-openapi CreateImageEditRequest).
/// </summary>
internal sealed record FormPictures(InputPictures Pictures, OpenAiError? Error)
{
    /// <summary>Separates files from text. The text parts go to <paramref name="values"/>; what is wrong with the form itself is the error.</summary>
    public static FormPictures Read(IReadOnlyList<FormPart> parts, Dictionary<string, JToken> values)
    {
        OpenAiError? error = null;
        var references = new List<InputPicture>();
        var overlays = new Dictionary<string, InputPicture>();
        foreach (var part in parts)
        {
            var name = part.Name;
            if (name is not ("image" or "image[]" or "mask" or "markup"))
            {
                error ??= part.FileName is not null ? OpenAiError.UnknownParameter(name) : values.TryAdd(name, part.Text) ? null : Duplicate(name);
                continue;
            }

            if (part.FileName is null)
            {
                error ??= OpenAiError.WrongType(name, "a file", "a string");
                continue;
            }

            var picture = new InputPicture(name, part.ContentType?.Split(';')[0].Trim() ?? "application/octet-stream", part.Content);
            if (name is "mask" or "markup")
            {
                error ??= overlays.TryAdd(name, picture) ? null : Duplicate(name);
            }
            else
            {
                error ??= references.Count > 0 && (name == "image" || references[0].Field == "image") ? Duplicate("image") : null;
                references.Add(picture);
            }
        }

        return new(new(references, overlays.GetValueOrDefault("mask"), overlays.GetValueOrDefault("markup")), error);
    }

    private static OpenAiError Duplicate(string name) => OpenAiError.Bad(
        $"Duplicate parameter: '{name}'. You provided multiple values for this parameter, whereas only one is allowed. " +
        $"If you are trying to provide a list of values, use the array syntax instead e.g. '{name}[]=<value>'.",
        "duplicate_parameter",
        name);
}

using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Drawing;

namespace NodeEngine.Sandbox.Gemini;

/// <summary>What the turns of a conversation hold.</summary>
/// <param name="Prompt">The texts of the last turn, a line each.</param>
/// <param name="Characters">Of all text, the instruction included.</param>
/// <param name="Pictures">Those of the user, in order.</param>
internal sealed record GeminiContents(string Prompt, int Characters, IReadOnlyList<PictureFile> Pictures)
{
    private static readonly string[] Kinds = ["text", "inlineData", "fileData"];
    private static readonly string[] Types = ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"];

    public static GeminiContents Read(JObject body, GeminiModel model, Action<string> refuse)
    {
        var turns = body["contents"] as JArray ?? [];
        if (turns.Count == 0)
        {
            refuse("* GenerateContentRequest.contents: contents is not specified\n");
        }

        var pictures = new List<PictureFile>();
        var prompt = new List<string>();
        var characters = 0;
        for (var turn = 0; turn < turns.Count; turn++)
        {
            var role = (string?)turns[turn]["role"] ?? "user";
            if (role is not ("user" or "model"))
            {
                refuse("Please use a valid role: user, model.");
            }

            var parts = turns[turn]["parts"] as JArray ?? [];
            if (parts.Count == 0)
            {
                refuse($"* GenerateContentRequest.contents[{turn}].parts: contents.parts must not be empty.\n");
            }

            prompt.Clear();
            for (var part = 0; part < parts.Count; part++)
            {
                var at = new Place(turn, part, role == "model");
                if (ReadPart((JObject)parts[part], at, model, refuse) is { } picture && role == "user")
                {
                    pictures.Add(picture);
                }

                if ((string?)parts[part]["text"] is { } text)
                {
                    prompt.Add(text);
                    characters += text.Length;
                }
            }
        }

        if (pictures.Count > model.MostPictures)
        {
            refuse($"The number of input images ({pictures.Count}) exceeds the maximum of {model.MostPictures} for this model.");
        }

        return new(string.Join('\n', prompt), characters + Instruction(body, refuse), pictures);
    }

    private static int Instruction(JObject body, Action<string> refuse)
    {
        var parts = body["systemInstruction"]?["parts"] as JArray ?? [];
        if (body["systemInstruction"] is not null && (parts.Count == 0 || parts.Any(part => part["text"] is null)))
        {
            refuse("* GenerateContentRequest.system_instruction.parts: system instruction must consist of text parts.");
        }

        return parts.Sum(part => ((string?)part["text"])?.Length ?? 0);
    }

    private static PictureFile? ReadPart(JObject part, Place at, GeminiModel model, Action<string> refuse)
    {
        var kinds = Kinds.Count(part.ContainsKey);
        if (kinds != 1)
        {
            refuse(kinds == 0
                ? $"* GenerateContentRequest.contents[{at.Turn}].parts[{at.Part}].data: required oneof field 'data' must have one initialized field\n"
                : $"Invalid value at 'contents[{at.Turn}].parts[{at.Part}]' (oneof), oneof field 'data' is already set.");
            return null;
        }

        if (part["fileData"] is not null)
        {
            // The stand-in calls nobody: to it every address is one that does not answer.
            refuse("Cannot fetch content from the provided URL.");
            return null;
        }

        if (part["inlineData"] is not JObject blob)
        {
            return null;
        }

        // A model that thinks must be given back what it signed.
        if (at.FromModel && model.UsualThinking is not null && part["thoughtSignature"] is null && !((bool?)part["thought"] ?? false))
        {
            refuse(
                $"Image part is missing a thought_signature in content position {at.Turn + 1}, part position {at.Part + 1}. " +
                "Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.");
        }

        var type = (string?)blob["mimeType"] ?? "";
        if (!Types.Contains(type))
        {
            refuse(type.Length == 0 ? "Empty inlineData mimeType." : $"Unsupported MIME type: {type}");
            return null;
        }

        if (PictureFile.TryRead(ProtoReader.Decode((string?)blob["data"] ?? "")) is not { } picture)
        {
            refuse("Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting");
            return null;
        }

        return picture;
    }

    private readonly record struct Place(int Turn, int Part, bool FromModel);
}

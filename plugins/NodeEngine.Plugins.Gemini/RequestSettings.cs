using System.Text.Json.Nodes;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Gemini;

/// <summary>What a request says besides its contents.</summary>
internal static class RequestSettings
{
    private static readonly string[] Categories = ["HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT"];

    /// <summary>Without it the models answer some prompts with a question, which is charged all the same.</summary>
    public static JsonObject Instruction { get; } = new() { ["parts"] = new JsonArray(new JsonObject { ["text"] = "Always answer with an image." }) };

    /// <summary>generationConfig, safetySettings and tools, from the parameters by their wire names: dots are levels.</summary>
    public static JsonObject Of(ModelRequest request)
    {
        var settings = new JsonObject { ["generationConfig"] = new JsonObject { ["responseModalities"] = new JsonArray("IMAGE") } };
        foreach (var (name, value) in request.Parameters)
        {
            switch (name)
            {
                case "safetySettings":
                    settings[name] = Safety(value.ToString()!);
                    break;
                case "tools":
                    settings[name] = new JsonArray(new JsonObject { ["googleSearch"] = Search(value.ToString()!) });
                    break;
                default:
                    Set(settings, name.Split('.'), value);
                    break;
            }
        }

        return settings;
    }

    private static JsonArray Safety(string threshold) =>
        [.. Categories.Select(category => new JsonObject { ["category"] = $"HARM_CATEGORY_{category}", ["threshold"] = threshold.ToUpperInvariant() })];

    private static JsonObject Search(string kind) => kind == "web_and_images"
        ? new JsonObject { ["searchTypes"] = new JsonObject { ["webSearch"] = new JsonObject(), ["imageSearch"] = new JsonObject() } }
        : [];

    private static void Set(JsonObject settings, string[] path, Value value)
    {
        var at = settings;
        foreach (var level in path[..^1])
        {
            if (at[level] is not JsonObject next)
            {
                at[level] = next = [];
            }

            at = next;
        }

        at[path[^1]] = value switch
        {
            IntegerValue integer => integer.Number,
            NumberValue number => number.Number,
            BooleanValue boolean => boolean.IsTrue,
            // The only enumeration among them; ratios and sizes are written as they are.
            _ when path[^1] == "thinkingLevel" => value.ToString()!.ToUpperInvariant(),
            _ => value.ToString(),
        };
    }
}

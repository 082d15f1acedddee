using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.Gemini;

/// <summary>Checks a request of the right form against the rules of its model. The first fault is kept.</summary>
internal sealed class GeminiRequestReader(GeminiModel model, JObject body)
{
    private readonly JObject _config = body["generationConfig"] as JObject ?? [];

    public GeminiError? Error { get; private set; }

    /// <summary>Null when the request is refused: <see cref="Error"/> says why.</summary>
    public GeminiRequest? Read()
    {
        var contents = GeminiContents.Read(body, model, Refuse);
        CheckSampling();
        var withText = Modalities();
        var (ratio, size) = Image(contents);
        var (thinking, include) = Thinking();
        var request = new GeminiRequest
        {
            Model = model,
            Prompt = contents.Prompt,
            TextTokens = (contents.Characters + 3) / 4,
            Pictures = contents.Pictures,
            Ratio = ratio,
            Size = size,
            WithText = withText,
            Thinking = thinking,
            IncludeThoughts = include,
            Searches = Searches(),
            Seed = (int?)_config["seed"],
            MaxOutputTokens = (int?)_config["maxOutputTokens"],
            Identity = Identity(),
        };
        CheckSafety();
        var tokens = request.TextTokens + (model.PictureTokens * request.Pictures.Count);
        if (tokens > model.LongestInput)
        {
            Refuse($"The input token count ({tokens}) exceeds the maximum number of tokens allowed ({model.LongestInput}).");
        }

        return Error is null ? request : null;
    }

    private void Refuse(string message) => Error ??= GeminiError.Bad(message);

    private void CheckSampling()
    {
        Range("temperature", 2);
        Range("topP", 1);
        if ((int?)_config["candidateCount"] is { } candidates and not 1)
        {
            Refuse(candidates > 1
                ? "Multiple candidates is not enabled for this model"
                : "* GenerateContentRequest.generation_config.candidate_count: candidate_count must be positive");
        }

        foreach (var (name, field) in new[] { ("topK", "top_k"), ("maxOutputTokens", "max_output_tokens") })
        {
            if ((int?)_config[name] < 1)
            {
                Refuse($"* GenerateContentRequest.generation_config.{field}: {field} must be positive.");
            }
        }

        if (_config["stopSequences"] is JArray { Count: > 5 })
        {
            Refuse("* GenerateContentRequest.generation_config.stop_sequences: the number of stop sequences must not exceed 5.");
        }
    }

    private void Range(string name, double largest)
    {
        if ((double?)_config[name] is { } value && !(value >= 0 && value <= largest))
        {
            var field = name == "topP" ? "top_p" : name;
            Refuse(string.Create(CultureInfo.InvariantCulture, $"* GenerateContentRequest.generation_config.{field}: {field} must be in the range [0.0, {largest:0.0}]."));
        }
    }

    private bool Modalities()
    {
        if (_config["responseModalities"] is not JArray { Count: > 0 } listed)
        {
            return true;
        }

        var modalities = listed.Select(modality => (string)modality!).Distinct().Order(StringComparer.Ordinal).ToList();
        if (modalities is not (["IMAGE"] or ["IMAGE", "TEXT"]))
        {
            Refuse(
                $"The requested combination of response modalities ({string.Join(", ", modalities)}) is not supported by the model. " +
                $"models/{model.Id} accepts the following combination of response modalities:\n* IMAGE\n* TEXT, IMAGE\n");
        }

        return modalities.Count > 1;
    }

    private (string Ratio, string Size) Image(GeminiContents contents)
    {
        var image = _config["imageConfig"] as JObject;
        var (ratio, size) = ((string?)image?["aspectRatio"], (string?)image?["imageSize"]);
        if (ratio is not null && !model.Ratios.Contains(ratio))
        {
            Refuse($"* GenerateContentRequest.generation_config.image_config.aspect_ratio: aspect_ratio must be one of {string.Join(", ", model.Ratios)}, but was '{ratio}'.");
            ratio = null;
        }

        if (size is not null && !model.HasImageSize)
        {
            Refuse("Image size is not supported for this model.");
        }
        else if (size is not null && !model.Tokens.ContainsKey(size))
        {
            Refuse($"* GenerateContentRequest.generation_config.image_config.image_size: image_size must be one of {string.Join(", ", model.Tokens.Keys)}, but was '{size}'.");
            size = null;
        }

        var first = contents.Pictures.FirstOrDefault(picture => picture.Width > 0);
        return (ratio ?? (first is null ? "1:1" : GeminiSizes.Nearest(model, first.Width, first.Height)), size ?? "1K");
    }

    private (string? Level, bool Include) Thinking()
    {
        if (_config["thinkingConfig"] is not JObject thinking)
        {
            return (model.UsualThinking, false);
        }

        var (level, include) = ((string?)thinking["thinkingLevel"], (bool?)thinking["includeThoughts"] ?? false);
        if (thinking["thinkingBudget"] is not null)
        {
            Refuse("Thinking budget is not supported for this model.");
        }

        if (level is not null && !model.ThinkingLevels.Contains(level))
        {
            Refuse(model.ThinkingLevels.Count == 0
                ? "Thinking level is not supported for this model."
                : $"Thinking level {level} is not supported for this model. Please retry with other thinking level.");
        }

        if (include && model.UsualThinking is null)
        {
            Refuse("Thinking_config.include_thoughts is only enabled when thinking is enabled.");
        }

        return (level ?? model.UsualThinking, include);
    }

    private bool Searches()
    {
        var searches = body["tools"] is JArray tools ? tools.Select(tool => tool["googleSearch"]).OfType<JObject>().ToList() : [];
        if (searches.Count > 0 && model.Grounding == Grounding.None)
        {
            Refuse("Search as a tool is not enabled for this model");
        }

        if (model.Grounding == Grounding.Web && searches.Any(search => search["searchTypes"]?["imageSearch"] is not null))
        {
            Refuse("Image search is not enabled for this model");
        }

        return searches.Count > 0;
    }

    private void CheckSafety()
    {
        if (body["safetySettings"] is not JArray settings)
        {
            return;
        }

        var categories = settings.Select(setting => (string?)setting["category"]).ToList();
        if (categories.Contains(null) || settings.Any(setting => setting["threshold"] is null))
        {
            Refuse("* GenerateContentRequest.safety_settings: category and threshold must be specified.");
        }

        if (categories.Distinct().Count() < categories.Count)
        {
            Refuse("* GenerateContentRequest.safety_settings: element predicate failed: only one setting per category is allowed.");
        }
    }

    private byte[] Identity()
    {
        var what = (JObject)body.DeepClone();
        ((JObject?)what["generationConfig"]?["thinkingConfig"])?.Remove("includeThoughts");
        return SHA256.HashData(Encoding.UTF8.GetBytes(model.Id + Sort(what).ToString(Formatting.None)));
    }

    // The order in which a client writes its fields means nothing.
    private static JToken Sort(JToken token) => token switch
    {
        JObject entry => new JObject(entry.Properties()
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => new JProperty(property.Name, Sort(property.Value)))),
        JArray array => new JArray(array.Select(Sort)),
        _ => token,
    };
}

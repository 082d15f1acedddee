using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>Token counts as OpenAI reports them (openai-openapi ImageGenUsage).</summary>
internal static class OpenAiUsage
{
    private const int TokensPerDraft = 100;

    /// <summary>Null for models that are not billed by token.</summary>
    public static JObject? Of(ImageRequest request)
    {
        if (request.Model.OutputTokens is not { } tokens)
        {
            return null;
        }

        var text = (request.Prompt.Length + 3) / 4;
        var image = request.References.Sum(reference => PerReference(reference.Width, reference.Height));
        if (request.HighFidelity && request.References is [{ } first, ..])
        {
            image += first.Width == first.Height ? 4160 : 6240;
        }

        var output = request.Count * (tokens(request.Quality, request.Width, request.Height) + (TokensPerDraft * (request.Drafts ?? 0)));
        return new()
        {
            ["input_tokens"] = text + image,
            ["input_tokens_details"] = new JObject { ["image_tokens"] = image, ["text_tokens"] = text },
            ["output_tokens"] = output,
            ["output_tokens_details"] = new JObject { ["image_tokens"] = output, ["text_tokens"] = 0 },
            ["total_tokens"] = text + image + output,
        };
    }

    // About 1,024 tokens for 1024×1024, between 800 and 1,600: measured by others, not published.
    private static int PerReference(int width, int height) => (int)Math.Clamp((long)width * height / 1024, 800, 1600);
}

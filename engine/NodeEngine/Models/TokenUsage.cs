namespace NodeEngine.Models;

/// <summary>The tokens of one call by what they are charged as.</summary>
/// <param name="TextIn">Of the prompt.</param>
/// <param name="ImageIn">Of input pictures.</param>
/// <param name="ImageOut">Of the pictures made.</param>
/// <param name="TextOut">Of text and thinking.</param>
internal readonly record struct TokenUsage(long TextIn, long ImageIn, long ImageOut, long TextOut)
{
    /// <summary>
    /// Reads what a provider says it used, by its own names. Null when that does not tell pictures from text: the one is charged many times the other,
    /// and a guess would pass for a fact.
    /// </summary>
    /// <param name="usage">The amounts; those in lists by modality are named <c>list.MODALITY</c>.</param>
    /// <param name="hasPictures">Whether input pictures were sent.</param>
    public static TokenUsage? Read(IReadOnlyDictionary<string, long> usage, bool hasPictures) =>
        usage.ContainsKey("output_tokens") ? Flat(usage, hasPictures)
        : usage.ContainsKey("candidatesTokenCount") || usage.ContainsKey("candidatesTokensDetails.IMAGE") ? ByModality(usage, hasPictures)
        : null;

    // input_tokens = input_tokens_details.text_tokens + .image_tokens; output_tokens_details may be missing, and everything is then picture.
    private static TokenUsage? Flat(IReadOnlyDictionary<string, long> usage, bool hasPictures)
    {
        if (!TryInput(usage, "input_tokens", "input_tokens_details.text_tokens", "input_tokens_details.image_tokens", hasPictures, out var textIn, out var imageIn))
        {
            return null;
        }

        var textOut = usage.GetValueOrDefault("output_tokens_details.text_tokens");
        var imageOut = usage.TryGetValue("output_tokens_details.image_tokens", out var images) ? images : usage["output_tokens"] - textOut;
        return new TokenUsage(textIn, imageIn, imageOut, textOut);
    }

    // The details of what was made may list pictures only: what is left of the total is text. Thoughts are counted apart, and charged as text.
    private static TokenUsage? ByModality(IReadOnlyDictionary<string, long> usage, bool hasPictures)
    {
        if (!usage.TryGetValue("candidatesTokensDetails.IMAGE", out var imageOut)
            || !TryInput(usage, "promptTokenCount", "promptTokensDetails.TEXT", "promptTokensDetails.IMAGE", hasPictures, out var textIn, out var imageIn))
        {
            return null;
        }

        var textOut = usage.TryGetValue("candidatesTokensDetails.TEXT", out var text) ? text : Math.Max(0, usage.GetValueOrDefault("candidatesTokenCount", imageOut) - imageOut);
        return new TokenUsage(textIn, imageIn, imageOut, textOut + usage.GetValueOrDefault("thoughtsTokenCount"));
    }

    private static bool TryInput(IReadOnlyDictionary<string, long> usage, string all, string texts, string pictures, bool hasPictures, out long text, out long image)
    {
        var hasImage = usage.TryGetValue(pictures, out image);
        if (usage.TryGetValue(texts, out text))
        {
            image = hasImage ? image : Math.Max(0, usage.GetValueOrDefault(all, text) - text);
            return true;
        }

        var hasAll = usage.TryGetValue(all, out var total);
        text = hasAll ? Math.Max(0, total - image) : 0;
        return hasAll && (hasImage || !hasPictures);
    }
}

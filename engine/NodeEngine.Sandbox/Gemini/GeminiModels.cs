namespace NodeEngine.Sandbox.Gemini;

/// <summary>
/// Google's image models of the Gemini Developer API. Fields and enumerations: python-genai types.py; ratios and sizes per model, dates:
/// ai.google.dev (image generation, deprecations, changelog) and copies of it; tokens per picture: Google's price list.
/// </summary>
internal static class GeminiModels
{
    private static readonly string[] Ten = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];
    private static readonly string[] Fourteen = [.. Ten, "1:4", "4:1", "1:8", "8:1"];

    private static readonly GeminiModel Pro = new()
    {
        Id = "gemini-3-pro-image",
        Tokens = new Dictionary<string, int> { ["1K"] = 1120, ["2K"] = 1120, ["4K"] = 2000 },
        Ratios = Ten,
        UsualThinking = "HIGH",
        Grounding = Grounding.Web,
        MediaType = "image/jpeg",
    };

    private static readonly GeminiModel Flash = new()
    {
        Id = "gemini-3.1-flash-image",
        Tokens = new Dictionary<string, int> { ["512"] = 747, ["1K"] = 1120, ["2K"] = 1680, ["4K"] = 2520 },
        Ratios = Fourteen,
        ThinkingLevels = ["MINIMAL", "HIGH"],
        UsualThinking = "MINIMAL",
        Grounding = Grounding.WebAndImages,
    };

    private static readonly GeminiModel Flash25 = new()
    {
        Id = "gemini-2.5-flash-image",
        Shutdown = new(2027, 3, 15),
        Tokens = new Dictionary<string, int> { ["1K"] = 1290 },
        HasImageSize = false,
        Ratios = Ten,
        MostPictures = 3,
        LongestInput = 32_768,
        PictureTokens = 258,
    };

    public static IReadOnlyList<GeminiModel> All { get; } =
    [
        Flash25 with { Id = "gemini-2.5-flash-image-preview", Shutdown = new(2026, 1, 15) },
        Flash25,
        Pro with { Id = "gemini-3-pro-image-preview", Shutdown = new(2026, 6, 25) },
        Pro,
        Flash with { Id = "gemini-3.1-flash-image-preview", Shutdown = new(2026, 6, 25) },
        Flash,
        new()
        {
            Id = "gemini-3.1-flash-lite-image",
            Tokens = new Dictionary<string, int> { ["1K"] = 1120 },
            Ratios = Ten,
            ThinkingLevels = ["MINIMAL", "HIGH"],
            UsualThinking = "MINIMAL",
        },
        new()
        {
            Id = "gemini-nano-banana-2.1",
            Tokens = new Dictionary<string, int> { ["1K"] = 1120, ["2K"] = 1680, ["4K"] = 3780 },
            Ratios = Fourteen,
            ThinkingLevels = ["MINIMAL", "MEDIUM", "HIGH"],
            UsualThinking = "MEDIUM",
            Grounding = Grounding.WebAndImages,
        },
    ];

    /// <summary>By id; null when unknown, or shut down on or before the day.</summary>
    public static GeminiModel? Find(string id, DateOnly? asOf) => All.FirstOrDefault(model => model.Id == id && !(asOf >= model.Shutdown));
}

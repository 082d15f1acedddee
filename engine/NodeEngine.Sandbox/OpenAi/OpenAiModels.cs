namespace NodeEngine.Sandbox.OpenAi;

/// <summary>
/// OpenAI's image models. Parameters and limits: openai-openapi CreateImageRequest, CreateImageEditRequest and EditImageBodyJsonParam; dates:
/// OpenAI's deprecations page; sizes of gpt-image-2 and later: the same and the calculator of the image generation guide.
/// </summary>
internal static class OpenAiModels
{
    private static readonly string[] Plain = ["low", "medium", "high", "auto"];
    private static readonly string[] Fine = ["low", "medium", "high", "xhigh", "max", "auto"];
    private static readonly OpenAiSizes Classic = new(["1024x1024", "1536x1024", "1024x1536"], Auto: true);

    public static IReadOnlyList<OpenAiModel> All { get; } =
    [
        new()
        {
            Id = "dall-e-2",
            Shutdown = new(2026, 5, 12),
            IsGpt = false,
            Qualities = ["standard"],
            UsualQuality = "standard",
            Sizes = new(["256x256", "512x512", "1024x1024"], Auto: false),
            LongestPrompt = 1000,
            MostReferences = 1,
            ReferenceBytes = 4L << 20,
            SquarePngOnly = true,
        },
        new()
        {
            Id = "dall-e-3",
            Shutdown = new(2026, 5, 12),
            IsGpt = false,
            Qualities = ["standard", "hd"],
            UsualQuality = "standard",
            Sizes = new(["1024x1024", "1792x1024", "1024x1792"], Auto: false),
            LongestPrompt = 4000,
            MostPictures = 1,
            Edits = false,
            RewritesPrompt = true,
        },
        Classical("gpt-image-1", new(2026, 10, 23)) with { InputFidelity = ["low", "high"] },
        Classical("gpt-image-1-mini", new(2026, 12, 1)) with { InputFidelity = ["low"] },
        Classical("gpt-image-1.5", new(2026, 12, 1)) with { InputFidelity = ["low", "high"], Aliases = ["gpt-image-1.5-2025-12-16"] },
        Classical("chatgpt-image-latest", new(2026, 12, 1)) with { InputFidelity = ["low", "high"] },
        new()
        {
            Id = "gpt-image-2",
            Aliases = ["gpt-image-2-2026-04-21"],
            Qualities = Plain,
            UsualQuality = "medium",
            Sizes = OpenAiSizes.Free,
            OutputTokens = OpenAi.OutputTokens.GptImage2,
        },
        Named("gpt-image-2.5-sunburst") with { Aliases = ["gpt-image-2.5-sunburst-2026-09-08"] },
        Named("gpt-image-2.5-flare") with { Aliases = ["gpt-image-2.5-flare-2026-09-08"] },
        Named("gpt-image-2.6-sunburst") with { Plans = true, Formats = ["png", "jpeg", "webp", "svg", "gif"] },
        Named("gpt-image-2.6-flare") with { Plans = true, Formats = ["png", "jpeg", "webp", "svg", "gif"] },
    ];

    /// <summary>By id or dated name; null when unknown, or shut down on or before the day.</summary>
    public static OpenAiModel? Find(string id, DateOnly? asOf) =>
        All.FirstOrDefault(model => (model.Id == id || model.Aliases.Contains(id)) && !(asOf >= model.Shutdown));

    private static OpenAiModel Classical(string id, DateOnly shutdown) => new()
    {
        Id = id,
        Shutdown = shutdown,
        Qualities = Plain,
        UsualQuality = "medium",
        Sizes = Classic,
        OutputTokens = OpenAi.OutputTokens.GptImage1,
    };

    // Token counts of 2.6 are not published; the grid of 2.5 is the nearest there is.
    private static OpenAiModel Named(string id) => new()
    {
        Id = id,
        Qualities = Fine,
        UsualQuality = "medium",
        Sizes = OpenAiSizes.Free,
        OutputTokens = OpenAi.OutputTokens.GptImage25,
    };
}

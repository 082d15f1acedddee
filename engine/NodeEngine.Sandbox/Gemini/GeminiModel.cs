namespace NodeEngine.Sandbox.Gemini;

/// <summary>What a Gemini image model can search.</summary>
internal enum Grounding
{
    None,
    Web,
    WebAndImages,
}

/// <summary>What one Gemini image model accepts. The sources are named in <see cref="GeminiModels"/>.</summary>
internal sealed record GeminiModel
{
    public required string Id { get; init; }

    /// <summary>First day on which it answers 404.</summary>
    public DateOnly? Shutdown { get; init; }

    /// <summary>Image tokens by <c>imageSize</c>. The sizes not named here are refused.</summary>
    public required IReadOnlyDictionary<string, int> Tokens { get; init; }

    /// <summary>False where <c>imageSize</c> itself is refused.</summary>
    public bool HasImageSize { get; init; } = true;

    public required IReadOnlyList<string> Ratios { get; init; }

    public int MostPictures { get; init; } = 14;

    /// <summary>Accepted values of <c>thinkingLevel</c>; none where it is refused.</summary>
    public IReadOnlyList<string> ThinkingLevels { get; init; } = [];

    /// <summary>What it thinks when not told; null for a model that does not think.</summary>
    public string? UsualThinking { get; init; }

    public Grounding Grounding { get; init; }

    public string MediaType { get; init; } = "image/png";

    /// <summary>Input tokens it reads at most.</summary>
    public int LongestInput { get; init; } = 65_536;

    /// <summary>Input tokens that each picture counts.</summary>
    public int PictureTokens { get; init; } = 560;
}

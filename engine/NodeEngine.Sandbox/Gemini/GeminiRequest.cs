using NodeEngine.Sandbox.Drawing;

namespace NodeEngine.Sandbox.Gemini;

/// <summary>A request that Gemini would accept, with every default decided.</summary>
internal sealed record GeminiRequest
{
    public required GeminiModel Model { get; init; }

    /// <summary>The texts of the last turn.</summary>
    public required string Prompt { get; init; }

    /// <summary>All text that counts as input: instruction and every turn.</summary>
    public required int TextTokens { get; init; }

    public required IReadOnlyList<PictureFile> Pictures { get; init; }

    public required string Ratio { get; init; }

    public required string Size { get; init; }

    /// <summary>Answer with text beside the picture.</summary>
    public bool WithText { get; init; }

    /// <summary>Null for a model that does not think.</summary>
    public string? Thinking { get; init; }

    public bool IncludeThoughts { get; init; }

    public bool Searches { get; init; }

    public int? Seed { get; init; }

    public int? MaxOutputTokens { get; init; }

    /// <summary>A hash of the request: what decides what the picture shows.</summary>
    public required byte[] Identity { get; init; }
}

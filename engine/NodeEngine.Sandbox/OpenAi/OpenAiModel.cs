namespace NodeEngine.Sandbox.OpenAi;

/// <summary>What one OpenAI image model accepts. The sources are named in <see cref="OpenAiModels"/>.</summary>
internal sealed record OpenAiModel
{
    public required string Id { get; init; }

    /// <summary>Dated names of the same model.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>First day on which it answers 404.</summary>
    public DateOnly? Shutdown { get; init; }

    /// <summary>Takes the parameters of the GPT image models: output format, background, moderation. Otherwise it is a DALL·E model.</summary>
    public bool IsGpt { get; init; } = true;

    public required IReadOnlyList<string> Qualities { get; init; }

    /// <summary>What <c>auto</c> and nothing at all become.</summary>
    public required string UsualQuality { get; init; }

    public required OpenAiSizes Sizes { get; init; }

    public IReadOnlyList<string> Formats { get; init; } = ["png", "jpeg", "webp"];

    public int LongestPrompt { get; init; } = 32000;

    public int MostPictures { get; init; } = 10;

    public bool Edits { get; init; } = true;

    public int MostReferences { get; init; } = 16;

    /// <summary>Bytes; each reference must be smaller.</summary>
    public long ReferenceBytes { get; init; } = 50L << 20;

    /// <summary>DALL·E 2 edits one square PNG.</summary>
    public bool SquarePngOnly { get; init; }

    /// <summary>Accepted values of <c>input_fidelity</c>; none where the parameter is refused.</summary>
    public IReadOnlyList<string> InputFidelity { get; init; } = [];

    /// <summary>Has <c>complexity</c>, <c>markup</c>, and the formats svg and gif with their parameters.</summary>
    public bool Plans { get; init; }

    /// <summary>Has <c>style</c>, and answers with the prompt it made of yours.</summary>
    public bool RewritesPrompt { get; init; }

    /// <summary>Output tokens of a picture, by quality and size; null where the model is not billed by token.</summary>
    public Func<string, int, int, int>? OutputTokens { get; init; }
}

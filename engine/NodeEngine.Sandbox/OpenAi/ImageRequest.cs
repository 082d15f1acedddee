using NodeEngine.Sandbox.Drawing;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>A request that OpenAI would accept, with every <c>auto</c> and default decided.</summary>
internal sealed record ImageRequest
{
    public required OpenAiModel Model { get; init; }

    /// <summary>As the client wrote it: the id or a dated name.</summary>
    public required string ModelName { get; init; }

    public required string Prompt { get; init; }

    public required int Count { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required string Quality { get; init; }

    public bool Transparent { get; init; }

    public string Format { get; init; } = "png";

    /// <summary>For jpeg and webp, 0 to 100.</summary>
    public int Compression { get; init; } = 100;

    /// <summary>Frames of a gif; 1 otherwise.</summary>
    public int Frames { get; init; } = 1;

    public int FrameMilliseconds { get; init; } = 200;

    /// <summary>Answer with an address instead of the bytes.</summary>
    public bool AsUrl { get; init; }

    public bool IsEdit { get; init; }

    public bool HighFidelity { get; init; }

    /// <summary>Null unless the answer is to be a stream of events; else how many drafts come before the picture.</summary>
    public int? Drafts { get; init; }

    public IReadOnlyList<PictureFile> References { get; init; } = [];

    public PictureFile? Mask { get; init; }

    /// <summary>The transparent overlay of <c>markup</c>.</summary>
    public PictureFile? Markup { get; init; }

    /// <summary>A hash of everything that decides what the picture shows: not of how many, or how it is delivered.</summary>
    public required byte[] Identity { get; init; }

    public string Size => $"{Width}x{Height}";
}

namespace NodeEngine.Sandbox.Drawing;

/// <summary>What a placeholder picture shows. The same one is always painted the same.</summary>
internal sealed record Placeholder
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required string Model { get; init; }

    /// <summary>What was asked for besides the prompt, such as <c>1024 × 1024</c>, <c>high quality</c>.</summary>
    public required IReadOnlyList<string> Details { get; init; }

    public required string Prompt { get; init; }

    /// <summary>Which picture of the request, from 1.</summary>
    public required int Index { get; init; }

    public required int Count { get; init; }

    /// <summary>Decides the colours: a hash of the request.</summary>
    public required byte[] Identity { get; init; }

    /// <summary>Leaves everything around the captions transparent.</summary>
    public bool Transparent { get; init; }

    /// <summary>Along the bottom edge, from the left.</summary>
    public IReadOnlyList<Thumbnail> Thumbnails { get; init; } = [];
}

namespace NodeEngine.Sdk;

/// <summary>
/// What a model can do, as data: read from a descriptor file beside its plugin or in the workspace. The engine derives the node's ports from it
/// and checks requests against it; a provider never writes port code.
/// </summary>
public sealed class ModelSpec
{
    /// <summary>The provider's id, such as <c>openai</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's name on the wire, such as <c>gpt-image-2</c>.</summary>
    public required string WireId { get; init; }

    /// <summary>What the model is for, in a sentence. Default empty.</summary>
    public string Help { get; init; } = "";

    /// <summary>The longest prompt, in characters. Null: no known bound.</summary>
    public int? MaxPromptLength { get; init; }

    /// <summary>The reference pictures it takes. Null: none, and the node has no such port.</summary>
    public ImageInputs? References { get; init; }

    /// <summary>The sizes that it makes. Null: the node has no <c>size</c> port.</summary>
    public SizeRule? Size { get; init; }

    /// <summary>The most pictures in one request. The node has a <c>count</c> port when it is above 1. Default 1.</summary>
    public int MaxCount { get; init; } = 1;

    /// <summary>What else can be set, each a port of the node, in the order in which people see them. Default none.</summary>
    public IReadOnlyList<ModelParameter> Parameters { get; init; } = [];

    /// <summary>How long an answer may take before its outcome is unknown. Default 6 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>The node type, <c>provider.model</c>.</summary>
    public string NodeType => $"{Provider}.{WireId}";
}

/// <summary>One parameter of a model besides prompt, pictures, size and count.</summary>
/// <param name="Port">Key, type, range or choices, default and help. The default is the provider's own: a parameter equal to it is not sent.</param>
/// <param name="WireName">What the provider calls it.</param>
public sealed record ModelParameter(Port Port, string WireName);

/// <summary>Pictures that a model takes.</summary>
public sealed class ImageInputs
{
    /// <summary>The most pictures in one request.</summary>
    public required int Max { get; init; }

    /// <summary>The formats that may be sent as they are (<c>png</c>, <c>jpeg</c>, <c>webp</c>); others are problems. Never empty.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>The most bytes in one picture. Null: no known bound.</summary>
    public long? MaxBytes { get; init; }
}

/// <summary>The sizes that a model makes: some that are listed, and free ones within bounds if there is a <see cref="Free"/> rule.</summary>
public sealed class SizeRule
{
    /// <summary>Sizes offered to people, as <c>1536x1024</c>, or a word such as <c>auto</c>. All of them are allowed. Never empty.</summary>
    public required IReadOnlyList<string> Presets { get; init; }

    /// <summary>The size when none is given; one of the presets.</summary>
    public required string Default { get; init; }

    /// <summary>The rule for any other width and height. Null: only the presets.</summary>
    public FreeSize? Free { get; init; }
}

/// <summary>Bounds for a width and height that are not listed.</summary>
/// <param name="MultipleOf">Both edges are multiples of this, in pixels.</param>
/// <param name="MaxEdge">The longest edge, in pixels.</param>
/// <param name="MaxRatio">The longest edge over the shortest.</param>
/// <param name="MinPixels">The fewest pixels in all.</param>
/// <param name="MaxPixels">The most pixels in all.</param>
public sealed record FreeSize(int MultipleOf, int MaxEdge, double MaxRatio, long MinPixels, long MaxPixels);

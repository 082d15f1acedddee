namespace NodeEngine.Sdk;

/// <summary>
/// What a model can do, as data: read from a descriptor file beside its plugin or in the workspace. The engine derives the node's ports from it
/// and checks requests against it; a provider never writes port code.
/// </summary>
public sealed record ModelSpec
{
    /// <summary>The provider's id, such as <c>openai</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's name on the wire, such as <c>gpt-image-2</c>.</summary>
    public required string WireId { get; init; }

    /// <summary>Other names of the same model, such as dated snapshots: <c>provider.alias</c> is a node type too. Default none.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What the model is for, in a sentence. Default empty.</summary>
    public string Help { get; init; } = "";

    /// <summary>Since when and until when there is the model. Default: active, without dates.</summary>
    public Lifecycle Lifecycle { get; init; } = new();

    /// <summary>The longest prompt, in characters. Null: no known bound.</summary>
    public int? MaxPromptLength { get; init; }

    /// <summary>The reference pictures it takes. Null: none, and the node has no <c>references</c> port.</summary>
    public ImageInputs? References { get; init; }

    /// <summary>The picture it edits. Null: it edits none, and the node has no <c>image</c> port.</summary>
    public ImageInputs? Image { get; init; }

    /// <summary>How it is told where to edit. Null: it cannot be, and the node has no <c>mask</c> port.</summary>
    public MaskRule? Mask { get; init; }

    /// <summary>The sizes that it makes. Null: the node has no <c>size</c> port.</summary>
    public SizeRule? Size { get; init; }

    /// <summary>
    /// Which ratios and resolutions go together, for a model that is asked for a shape instead of pixels: its parameters then are
    /// <c>aspect_ratio</c> and, if there is a choice, <c>resolution</c>. Null: it is not.
    /// </summary>
    public ShapeRule? Shape { get; init; }

    /// <summary>The most pictures that one node asks for. The node has a <c>count</c> port when it is above 1. Default 1.</summary>
    public int MaxCount { get; init; } = 1;

    /// <summary>The most pictures in one request; a node that asks for more makes several calls, each stored by itself. Default: <see cref="MaxCount"/>.</summary>
    public int MaxCountPerRequest { get; init; } = 1;

    /// <summary>What else can be set, each a port of the node, in the order in which people see them. Default none.</summary>
    public IReadOnlyList<ModelParameter> Parameters { get; init; } = [];

    /// <summary>What is sent with every request, by wire name: no input, and no part of addresses. Default nothing.</summary>
    public IReadOnlyList<KeyValuePair<string, Value>> Fixed { get; init; } = [];

    /// <summary>What must hold between inputs. Default nothing.</summary>
    public IReadOnlyList<ModelRule> Rules { get; init; } = [];

    /// <summary>What it costs, the newest list last. Empty: not known.</summary>
    public IReadOnlyList<PriceList> Prices { get; init; } = [];

    /// <summary>How much may be asked of it at a time, as far as known; api_keys.yaml can say otherwise.</summary>
    public ModelLimits Limits { get; init; } = new();

    /// <summary>Whether the same seed gives the same picture. Default: there is no seed.</summary>
    public SeedKind Seed { get; init; }

    /// <summary>True when a text comes with the pictures: the node then has a <c>text</c> output. Default false.</summary>
    public bool ReturnsText { get; init; }

    /// <summary>How long an answer may take before its outcome is unknown. Default 6 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>The node type, <c>provider.model</c>.</summary>
    public string NodeType => $"{Provider}.{WireId}";

    /// <summary>The model's first name: limits and prices hold for all its names together.</summary>
    internal string FirstName { get => field ?? WireId; private init; }

    /// <summary>The same model under another of its names.</summary>
    internal ModelSpec As(string wireId) => this with { WireId = wireId, Aliases = [], FirstName = FirstName };

    /// <summary>What it does, in the order in which people see it: <c>generate</c>, <c>edit</c>, <c>inpaint</c>.</summary>
    public IEnumerable<string> Operations => (Image, Mask) switch
    {
        (null, _) => ["generate"],
        (_, null) => ["generate", "edit"],
        _ => ["generate", "edit", "inpaint"],
    };
}

/// <summary>One parameter of a model besides prompt, pictures, size and count.</summary>
/// <param name="Port">Key, type, range or choices, default and help. The default is the provider's own: a parameter equal to it is not sent.</param>
/// <param name="WireName">What the provider calls it; a provider may read dots as levels of its JSON.</param>
public sealed record ModelParameter(Port Port, string WireName);

/// <summary>Since when and until when there is a model.</summary>
public sealed class Lifecycle
{
    /// <summary>What may be expected of the model. Default <see cref="ModelStatus.Active"/>.</summary>
    public ModelStatus Status { get; init; } = ModelStatus.Active;

    /// <summary>The day it came out, or null.</summary>
    public DateOnly? Released { get; init; }

    /// <summary>The first day on which it is not served any more, or null when none is known.</summary>
    public DateOnly? Shutdown { get; init; }

    /// <summary>The wire id of the model to use instead, or null.</summary>
    public string? Replacement { get; init; }

    /// <summary>True when sources disagree about the last day: a call after it is warned of, not refused. Default false.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>True when the model is certainly not served any more on this day.</summary>
    public bool IsOver(DateOnly day) => Status == ModelStatus.Retired || (Shutdown <= day && !IsUncertain);
}

/// <summary>What may be expected of a model.</summary>
public enum ModelStatus
{
    /// <summary>It is served.</summary>
    Active,

    /// <summary>It is served, and its provider advises against it.</summary>
    Deprecated,

    /// <summary>It is not served any more.</summary>
    Retired,
}

/// <summary>Whether the same seed gives the same picture.</summary>
public enum SeedKind
{
    /// <summary>There is no seed.</summary>
    None,

    /// <summary>A seed is taken, and the picture may differ all the same.</summary>
    BestEffort,

    /// <summary>The same seed gives the same picture.</summary>
    Reproducible,
}

/// <summary>How much may be asked of a model at a time.</summary>
/// <param name="Concurrency">The most calls at the same time. Null: not known; 3 are then made.</param>
/// <param name="ImagesPerMinute">The most pictures in a minute. Null: not known; then the provider's refusals tell.</param>
public sealed record ModelLimits(int? Concurrency = null, int? ImagesPerMinute = null);

/// <summary>Pictures that a model takes.</summary>
public sealed class ImageInputs
{
    /// <summary>The most pictures in one request. Default 1.</summary>
    public int Max { get; init; } = 1;

    /// <summary>The formats that may be sent as they are (<c>png</c>, <c>jpeg</c>, <c>webp</c>); others are refused before the call. Never empty.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>The most bytes in one picture. Null: no known bound.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>True when a picture must be as wide as high. Default false.</summary>
    public bool IsSquare { get; init; }
}

/// <summary>How a model is told where to edit. In graphs white always means "change this"; the engine writes what the provider wants.</summary>
public sealed class MaskRule
{
    /// <summary>What the provider wants.</summary>
    public required MaskConvention Convention { get; init; }

    /// <summary>The most bytes, as PNG. Null: no known bound.</summary>
    public long? MaxBytes { get; init; }
}

/// <summary>What a mask looks like on the wire.</summary>
public enum MaskConvention
{
    /// <summary>A PNG with alpha: transparent means "change this".</summary>
    Alpha,

    /// <summary>A grey PNG: white means "change this".</summary>
    White,

    /// <summary>A grey PNG: black means "change this".</summary>
    Black,
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

/// <summary>Which ratios and resolutions of a model go together.</summary>
public sealed class ShapeRule
{
    /// <summary>The edge of a square in pixels by resolution, to compare what came with what was asked for. Empty: not known.</summary>
    public IReadOnlyDictionary<string, int> Edges { get; init; } = new Dictionary<string, int>();

    /// <summary>The ratios of the resolutions that are not made in all of them. Empty: every pair is made.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Only { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}

/// <summary>What must hold between inputs of a model: a closed set of three forms.</summary>
/// <param name="Kind">The form.</param>
/// <param name="When">The input that the rule is about, and the values with which it applies; no values: whenever it is given.</param>
/// <param name="Then">The other inputs, and the values that they need, or may not have; no values: any. Never empty.</param>
public sealed record ModelRule(RuleKind Kind, RuleTerm When, IReadOnlyList<RuleTerm> Then);

/// <summary>An input and some of its values.</summary>
/// <param name="Port">The key of the input.</param>
/// <param name="Values">The values as text; empty for any that is given.</param>
public sealed record RuleTerm(string Port, IReadOnlyList<string> Values);

/// <summary>The forms of a rule.</summary>
public enum RuleKind
{
    /// <summary>With the one, all of the others must be given, or have one of the values.</summary>
    Needs,

    /// <summary>With the one, none of the others may be given, or have one of the values.</summary>
    Excludes,

    /// <summary>The one means something only with at least one of the others.</summary>
    OnlyWith,
}

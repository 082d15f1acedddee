namespace NodeEngine.Sdk;

/// <summary>One input or output of a node type: what it is called, what flows through it, and what it takes.</summary>
public sealed class Port
{
    private string? _help;

    /// <summary>An input or output.</summary>
    /// <param name="key">The name in graphs: <c>snake_case</c>, unique among the inputs or the outputs of its node, never numbered.</param>
    /// <param name="type">What flows through it.</param>
    public Port(string key, PortType type)
    {
        Key = key;
        Type = type;
    }

    /// <summary>
    /// The input that every Sampled node has: <c>take</c>, an integer from 1, default 1. Another take is another result for the same inputs; the
    /// same take is always the result there is.
    /// </summary>
    public static Port Take { get; } = new("take", PortType.Integer)
    {
        Default = new IntegerValue(1),
        Min = 1,
        Help = "Which of the results for these inputs: another take is another one, and the same take is always the one there is.",
    };

    /// <summary>The name in graphs, <c>snake_case</c>.</summary>
    public string Key { get; }

    /// <summary>What flows through the port.</summary>
    public PortType Type { get; }

    /// <summary>The value of an input that is left out; it must be one that the port takes. Null means that there is none.</summary>
    public Value? Default { get; init; }

    /// <summary>True for an input that may be left out although it has no default: the node then gets null. Default false.</summary>
    public bool IsOptional { get; init; }

    /// <summary>True when a graph must give this input.</summary>
    public bool IsRequired => Default is null && !IsOptional;

    /// <summary>
    /// True when the value must be known before the run, written in the graph or set as a graph input, because ports follow from it. Default false.
    /// </summary>
    public bool IsLiteral { get; init; }

    /// <summary>The smallest number taken, of the value or of each item of a list. Null: no bound.</summary>
    public double? Min { get; init; }

    /// <summary>The largest number taken, of the value or of each item of a list. Null: no bound.</summary>
    public double? Max { get; init; }

    /// <summary>The texts that a choice takes, in the order in which they are shown. Empty for other types.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Texts to offer where others are taken too, in the order in which they are shown. Default none.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The most items that a list takes. Null: no bound.</summary>
    public int? MaxItems { get; init; }

    /// <summary>One or two sentences for people: what it means, its unit, what happens at the edges. Default empty.</summary>
    public string Help
    {
        get => _help ??= HelpSource?.Invoke() ?? "";
        init => _help = value;
    }

    /// <summary>Where the help is read from the first time somebody asks: most commands never do.</summary>
    internal Func<string>? HelpSource { get; init; }

    /// <summary>The key and the type, for a debugger.</summary>
    public override string ToString() => $"{Key}: {Type}";
}

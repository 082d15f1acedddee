namespace NodeEngine.Sdk;

/// <summary>Whether a node's results may be used again.</summary>
public enum Purity
{
    /// <summary>The same inputs give the same outputs. A stored result is used again.</summary>
    Pure,

    /// <summary>The outputs vary, but a stored one is as good until somebody asks for another <c>take</c>. Every image model is this.</summary>
    Sampled,

    /// <summary>It changes something outside, such as writing a file, and runs every time.</summary>
    Effect,
}

/// <summary>What a node does while it runs.</summary>
public enum Work
{
    /// <summary>It keeps a processor busy. The engine runs at most as many at once as there are processors.</summary>
    Processor,

    /// <summary>It mostly waits. The engine runs as many at once as are ready.</summary>
    Waiting,
}

/// <summary>All that the editor, the checker and the store need to know of a node type without running anything.</summary>
public sealed class NodeSpec
{
    private string? _help;

    /// <summary>A node type.</summary>
    /// <param name="type"><c>area.verb</c>, such as <c>image.resize</c>, or <c>provider.model</c>.</param>
    /// <param name="inputs">Its inputs, in the order in which people see them. Keys are unique.</param>
    /// <param name="outputs">Its outputs, in the order in which the node returns them. Keys are unique.</param>
    public NodeSpec(string type, IReadOnlyList<Port> inputs, IReadOnlyList<Port> outputs)
    {
        Type = type;
        Inputs = inputs;
        Outputs = outputs;
        HasLiterals = inputs.Any(port => port.IsLiteral);
    }

    /// <summary><c>area.verb</c> or <c>provider.model</c>, the name in graphs.</summary>
    public string Type { get; }

    /// <summary>Raised when the same inputs give other outputs than before: stored results of the old version are then not used. From 1. Default 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Whether results may be used again. Default <see cref="Purity.Pure"/>.</summary>
    public Purity Purity { get; init; } = Purity.Pure;

    /// <summary>What the node does while it runs. Default <see cref="Work.Processor"/>.</summary>
    public Work Work { get; init; } = Work.Processor;

    /// <summary>True when ports follow from literals: one of the inputs is <see cref="Port.IsLiteral"/>.</summary>
    public bool HasLiterals { get; }

    /// <summary>The inputs, in the order in which people see them.</summary>
    public IReadOnlyList<Port> Inputs { get; }

    /// <summary>The outputs, in the order in which the node returns them.</summary>
    public IReadOnlyList<Port> Outputs { get; }

    /// <summary>A short paragraph for people: what the node is for. Default empty.</summary>
    public string Help
    {
        get => _help ??= HelpSource?.Invoke() ?? "";
        init => _help = value;
    }

    /// <summary>Where the help is read from the first time somebody asks: most commands never do.</summary>
    internal Func<string>? HelpSource { get; init; }

    /// <summary>The position of the input with this key, or -1.</summary>
    public int InputIndex(string key) => IndexOf(Inputs, key);

    /// <summary>The position of the output with this key, or -1.</summary>
    public int OutputIndex(string key) => IndexOf(Outputs, key);

    private static int IndexOf(IReadOnlyList<Port> ports, string key)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            if (string.Equals(ports[i].Key, key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}

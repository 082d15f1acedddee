using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>What a plan is made for: the graph inputs that are set, and the outputs that are wanted.</summary>
public sealed class PlanInputs
{
    /// <summary>Nothing set, everything wanted.</summary>
    public static PlanInputs None { get; } = new();

    /// <summary>
    /// The outputs that are wanted. Null, the default: all of them, and every node with an effect. Given, only what leads to them runs, and problems
    /// elsewhere are warnings.
    /// </summary>
    public IReadOnlyList<string>? Targets { get; init; }

    internal Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, Value> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Sets an input as on the command line: the text is read as the type that the graph declares, and a picture or file is a path relative to the
    /// current folder. A list is a JSON array, or a single item.
    /// </summary>
    /// <param name="name">The name of a graph input.</param>
    public string this[string name]
    {
        set => Texts[name] = value;
    }

    /// <summary>Sets an input to a value.</summary>
    /// <param name="name">The name of a graph input.</param>
    /// <param name="value">A value of the type that the graph declares.</param>
    public void Set(string name, Value value) => Values[name] = value;
}

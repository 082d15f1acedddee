namespace NodeEngine.Sdk;

/// <summary>What one invocation returns: a value for each output of the node's spec, in order.</summary>
public readonly struct NodeOutputs
{
    private readonly Value? _single;
    private readonly Value?[]? _many;

    /// <summary>The only output.</summary>
    public NodeOutputs(Value? single)
    {
        _single = single;
        Count = 1;
    }

    /// <summary>The outputs, in the order of the spec. The array is not copied.</summary>
    public NodeOutputs(params Value?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _many = values;
        Count = values.Length;
    }

    /// <summary>No outputs: for a node that only has an effect.</summary>
    public static NodeOutputs None => default;

    /// <summary>How many values were returned.</summary>
    public int Count { get; }

    /// <summary>The value at this position. Null is an error of the node, which the engine reports.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is below 0 or not below <see cref="Count"/>.</exception>
    public Value? this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _many is null ? _single : _many[index];
        }
    }
}

namespace NodeEngine.Sdk;

/// <summary>
/// A failure that a node explains: what went wrong, with the value, and what to do about it. Thrown while running it fails the node; thrown by
/// <see cref="INode.Specialize"/> it is a problem of the graph.
/// </summary>
public sealed class NodeException : Exception
{
    /// <summary>A failure with a remedy.</summary>
    /// <param name="code">A short name of the kind of failure, in lower case with hyphens, such as <c>font-unknown</c>.</param>
    /// <param name="message">What went wrong, as a sentence that names the value.</param>
    /// <param name="advice">What to do about it, as a sentence; null when the message says it.</param>
    /// <param name="inner">What caused it, or null.</param>
    public NodeException(string code, string message, string? advice = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Advice = advice;
    }

    /// <summary>A short name of the kind of failure.</summary>
    public string Code { get; }

    /// <summary>What to do about it, or null.</summary>
    public string? Advice { get; }

    /// <summary>The key of the input that is to blame, or null.</summary>
    public string? Port { get; init; }
}

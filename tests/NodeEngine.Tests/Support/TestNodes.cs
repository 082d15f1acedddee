using NodeEngine.Sdk;

namespace NodeEngine.Tests.Support;

/// <summary>Nodes that tests run: trivial ones, and ones that misbehave.</summary>
public sealed class TestNodes : NodeLibrary
{
    /// <summary>Adds one.</summary>
    [Node("test.add")]
    public static long Add(long a = 0, long b = 1) => a + b;

    /// <summary>Joins.</summary>
    [Node("test.join")]
    public static string Join(IReadOnlyList<string> items, string separator = ",") => string.Join(separator, items);

    /// <summary>Upper case.</summary>
    [Node("test.upper")]
    public static string Upper(string text) => text.ToUpperInvariant();

    /// <summary>Fails.</summary>
    [Node("test.fail")]
    public static string Fail(string text) => throw new NodeException("test-failed", $"It failed on '{text}'.", "Do not use it.");
}

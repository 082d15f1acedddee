using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>Nodes that make texts out of texts.</summary>
[Export(typeof(NodeLibrary))]
public sealed class TextNodes : NodeLibrary
{
    private static readonly string[] LineBreaks = ["\r\n", "\n", "\r"];

    /// <inheritdoc/>
    public override IEnumerable<INode> Nodes => [.. base.Nodes, new TextTemplate()];

    /// <summary>Joins texts into one, with a separator between them.</summary>
    /// <param name="items">The texts, in order. None gives an empty text; empty ones count like any other.</param>
    /// <param name="separator">What stands between two texts, as it is written. Empty: they follow each other directly.</param>
    /// <returns>The joined text.</returns>
    [Node("text.join")]
    public static string Join(IReadOnlyList<string> items, string separator = ", ") => string.Join(separator, items);

    /// <summary>Splits a text into a list: at each line break, or wherever a separator stands.</summary>
    /// <param name="text">The text. An empty one gives a list with one empty text.</param>
    /// <param name="separator">Where to split, taken literally and left out of the pieces. Empty: at every line break, whichever system wrote it.</param>
    /// <param name="trim">Whether spaces and line breaks around each piece are removed.</param>
    /// <param name="dropEmpty">Whether empty pieces are left out; with trim, also those that become empty by it.</param>
    /// <returns>The pieces, in order: one more than there are separators, unless empty ones are left out.</returns>
    [Node("text.split")]
    public static IReadOnlyList<string> Split(string text, string separator = "", bool trim = false, bool dropEmpty = false)
    {
        var options = (trim ? StringSplitOptions.TrimEntries : 0) | (dropEmpty ? StringSplitOptions.RemoveEmptyEntries : 0);
        return separator.Length == 0 ? text.Split(LineBreaks, options) : text.Split(separator, options);
    }
}

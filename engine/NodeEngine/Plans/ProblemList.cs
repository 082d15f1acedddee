using NodeEngine.Graphs;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>The problems of one graph, each with its place in the file.</summary>
internal sealed class ProblemList(Graph graph)
{
    public List<Problem> Found { get; } = [.. graph.Problems];

    public void Add(Fault fault, Position at, string where) => Add(fault.Code, at, where, fault.Message, fault.Suggestion);

    public void Add(string code, Position at, string? where, string message, string? suggestion, Severity severity = Severity.Error) => Found.Add(new Problem(code, message)
    {
        File = graph.File,
        Line = at.Line,
        Column = at.Column,
        Where = where,
        Suggestion = suggestion,
        Severity = severity,
    });

    /// <summary>What is said of a name that is not there: the nearest that is, or all of them.</summary>
    public static string Instead(string name, IReadOnlyList<string> known, string before = "") =>
        Nearest.To(name, known) is { } nearest ? $"Did you mean '{before}{nearest}'?"
        : known.Count == 0 ? "It has none."
        : $"It has {string.Join(", ", known)}.";
}

/// <summary>Where something is in the graph. Written out only when there is something to say of it.</summary>
internal readonly record struct Place(string Node, string? Port)
{
    public override string ToString() => Port is null ? Node : $"{Node}.{Port}";
}

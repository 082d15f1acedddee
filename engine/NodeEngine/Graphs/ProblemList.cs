using NodeEngine.Sdk;

namespace NodeEngine.Graphs;

/// <summary>The problems of one graph, each with what it is about.</summary>
internal sealed class ProblemList(string? file)
{
    public List<(Problem Problem, Place Place)> Found { get; } = [];

    public void Add(string code, Position at, Place where, string message, string? suggestion, Severity severity = Severity.Error) => Found.Add((new Problem(code, message)
    {
        File = file,
        Line = at.Line,
        Column = at.Column,
        Where = where.Text,
        Suggestion = suggestion,
        Severity = severity,
    }, where));

    /// <summary>What is said of a name that is not there: the nearest that is, or all of them.</summary>
    public static string Instead(string name, IReadOnlyList<string> known, string before = "") =>
        Nearest.To(name, known) is { } nearest ? $"Did you mean '{before}{nearest}'?"
        : known.Count == 0 ? "It has none."
        : $"It has {string.Join(", ", known)}.";
}

/// <summary>What a part of a graph is.</summary>
internal enum Subject
{
    Graph,
    Node,
    Input,
    Output,
}

/// <summary>Where something is in a graph. Written out only when there is something to say of it.</summary>
/// <param name="Subject">What it is a part of: inputs, outputs and nodes may share names.</param>
/// <param name="Name">The name of the node, input or output, or a member of the graph; null for the graph as a whole.</param>
/// <param name="Member">The port or member inside, or null.</param>
internal readonly record struct Place(Subject Subject, string? Name, string? Member = null)
{
    /// <summary>The place as problems name it, such as <c>shoot.size</c>.</summary>
    public string? Text => Member is null ? Name : $"{Name}.{Member}";

    public static Place Graph(string? member = null) => new(Subject.Graph, member);

    public static Place Node(string id, string? port = null) => new(Subject.Node, id, port);

    public static Place Input(string name) => new(Subject.Input, name);

    public static Place Output(string name) => new(Subject.Output, name);

    /// <summary>A part of this part.</summary>
    public Place At(string member) => Name is null ? this with { Name = member } : this with { Member = Member is null ? member : $"{Member}.{member}" };
}

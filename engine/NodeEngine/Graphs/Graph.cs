using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Graphs;

/// <summary>
/// A graph as its author wrote it. It may be wrong in any way: <see cref="Problems"/> has what the format itself forbids, and a
/// <see cref="Plans.Plan"/> finds the rest.
/// </summary>
public sealed class Graph
{
    /// <summary>The version of the format that this engine reads.</summary>
    public const int Format = 1;

    internal Graph(string? file, string folder)
    {
        File = file;
        Folder = folder;
        Noted = new ProblemList(file);
    }

    /// <summary>The file as it was named, or null when the graph came from elsewhere.</summary>
    public string? File { get; }

    /// <summary>The folder that relative paths start from, absolute.</summary>
    public string Folder { get; }

    /// <summary>The graph as it was read, in UTF-8: what runs and recipes keep. Empty when it could not be read. Put together anew at each call.</summary>
    public ReadOnlyMemory<byte> Source => Written is not null ? Encoding.UTF8.GetBytes(Written) : Kept?.ToMemory() ?? default;

    internal string? Written { get; init; }

    internal GraphSource? Kept { get; set; }

    /// <summary>The name for people, or null.</summary>
    public string? Name { get; internal set; }

    /// <summary>What the graph is for, or null.</summary>
    public string? Description { get; internal set; }

    /// <summary>What can be set from outside, in the order of the file.</summary>
    public IReadOnlyList<GraphInput> Inputs { get; internal set; } = [];

    /// <summary>The nodes, in the order of the file.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; internal set; } = [];

    /// <summary>What the graph gives, in the order of the file.</summary>
    public IReadOnlyList<GraphOutput> Outputs { get; internal set; } = [];

    /// <summary>What is wrong with the file as such: syntax, unknown members, duplicate keys.</summary>
    public IReadOnlyList<Problem> Problems => [.. Noted.Found.Select(found => found.Problem)];

    /// <summary>The problems with what each is about.</summary>
    internal ProblemList Noted { get; }

    /// <summary>Reads a graph file. Never throws for what is in the file, or for the lack of it: see <see cref="Problems"/>.</summary>
    /// <param name="path">The file. Problems name it as given here.</param>
    public static Graph Load(string path) => GraphReader.Load(path);

    /// <summary>Reads a graph from text.</summary>
    /// <param name="json">The graph, as in a file.</param>
    /// <param name="folder">The folder that relative paths start from. Default: the current folder.</param>
    public static Graph Parse(string json, string? folder = null) => GraphReader.Parse(json, folder ?? ".");
}

/// <summary>A place in a graph file.</summary>
/// <param name="Line">From 1; 0 when not known.</param>
/// <param name="Column">From 1; 0 when not known.</param>
public readonly record struct Position(int Line, int Column);

/// <summary>Something that can be set from outside a graph.</summary>
/// <param name="Name">The name, as in <c>--set name=value</c>.</param>
/// <param name="Position">Where it is written.</param>
public sealed record GraphInput(string Name, Position Position)
{
    /// <summary>The type as written, or null when it is missing.</summary>
    public string? Type { get; init; }

    /// <summary>The value when none is set, or null when one must be.</summary>
    public InputSource? Default { get; init; }

    /// <summary>What it means, for people, or null.</summary>
    public string? Help { get; init; }
}

/// <summary>A node as written.</summary>
public sealed class GraphNode
{
    internal GraphNode(string id, Position position)
    {
        Id = id;
        Position = position;
    }

    /// <summary>The id, unique in its graph.</summary>
    public string Id { get; }

    /// <summary>Where it is written.</summary>
    public Position Position { get; }

    /// <summary>The node type as written, or null when it is missing.</summary>
    public string? Type { get; internal set; }

    /// <summary>Where the type is written.</summary>
    public Position TypePosition { get; internal set; }

    /// <summary>The name for people, or null. It changes nothing.</summary>
    public string? Title { get; internal set; }

    /// <summary>True to pass inputs on instead of running.</summary>
    public bool Bypass { get; internal set; }

    /// <summary>The inputs that are given, in the order of the file.</summary>
    public IReadOnlyList<NodeInput> Inputs { get; internal set; } = [];
}

/// <summary>An input of a node as written.</summary>
/// <param name="Port">The port's key.</param>
/// <param name="Source">Where its value comes from.</param>
/// <param name="Position">Where it is written.</param>
public readonly record struct NodeInput(string Port, InputSource Source, Position Position);

/// <summary>An output of a graph as written.</summary>
/// <param name="Name">The name, and of the file that is written for it.</param>
/// <param name="Link">The <c>node.port</c>, or null when it is missing.</param>
/// <param name="Position">Where it is written.</param>
public sealed record GraphOutput(string Name, string? Link, Position Position);

/// <summary>Where the value of an input comes from: a closed set.</summary>
public abstract class InputSource
{
    private InputSource(Position position) => Position = position;

    /// <summary>Where it is written.</summary>
    public Position Position { get; }

    /// <summary>A value written in the file: text, number, boolean or null.</summary>
    public sealed class Literal : InputSource
    {
        internal Literal(object? value, Position position)
            : base(position) => Value = value;

        /// <summary>A <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, or null.</summary>
        public object? Value { get; }
    }

    /// <summary><c>{ "link": "node.port" }</c>.</summary>
    public sealed class Link : InputSource
    {
        internal Link(string target, Position position)
            : base(position) => Target = target;

        /// <summary>The <c>node.port</c>.</summary>
        public string Target { get; }
    }

    /// <summary><c>{ "input": "name" }</c>.</summary>
    public sealed class Input : InputSource
    {
        internal Input(string name, Position position)
            : base(position) => Name = name;

        /// <summary>The name of the graph input.</summary>
        public string Name { get; }
    }

    /// <summary>An array, whose items may be any of the others.</summary>
    public sealed class List : InputSource
    {
        internal List(IReadOnlyList<InputSource> items, Position position)
            : base(position) => Items = items;

        /// <summary>The items, in order.</summary>
        public IReadOnlyList<InputSource> Items { get; }
    }

    /// <summary>Something that cannot be a value, as a problem of the graph says.</summary>
    public sealed class Wrong : InputSource
    {
        internal Wrong(Position position)
            : base(position)
        {
        }
    }
}

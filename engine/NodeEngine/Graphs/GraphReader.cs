using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Newtonsoft.Json;

namespace NodeEngine.Graphs;

/// <summary>Reads JSON straight into a graph, with the line and column of everything, and goes on after each mistake that it can step over.</summary>
internal sealed class GraphReader
{
    /// <summary>The largest file that is read. A graph of 100,000 nodes has about 10 MB.</summary>
    private const int MaxBytes = 64 << 20;

    private const int ManyPorts = 64;

    private static readonly string[] TopMembers = ["$schema", "format", "name", "description", "inputs", "nodes", "outputs", "editor"];
    private static readonly string[] NodeMembers = ["type", "title", "inputs", "cross", "bypass", "editor"];
    private static readonly string[] InputMembers = ["type", "default", "help"];

    private static readonly string[] Names = [.. TopMembers, .. NodeMembers, .. InputMembers, .. SourceReader.Members];

    private readonly GraphTokens _json;
    private readonly SourceReader _sources;
    private readonly Graph _graph;
    private readonly List<NodeInput> _nodeInputs = [];
    private HashSet<string> _ports = new(StringComparer.Ordinal);

    private GraphReader(JsonCursor json, Graph graph)
    {
        _graph = graph;
        _json = new GraphTokens(json, graph.Noted);
        _sources = new SourceReader(_json);
    }

    public static Graph Load(string path)
    {
        var full = Path.GetFullPath(path);
        var graph = new Graph(path, Path.GetDirectoryName(full) ?? full);
        try
        {
            using var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            graph.Kept = GraphSource.Read(file, MaxBytes);
            return graph.Kept is { } source
                ? Read(source, graph)
                : Failed(graph, "file-too-large", default, $"'{path}' is too large: graphs of up to {MaxBytes >> 20} MiB are read.", "Split the graph, or link to files instead of writing data into it.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failed(graph, "file-missing", default, $"There is no file '{path}'.", Neighbour(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(graph, "file-unreadable", default, Directory.Exists(full) ? $"'{path}' is a folder, not a graph file." : $"'{path}' cannot be read: {e.Message}", null);
        }
    }

    public static Graph Parse(string json, string folder) => Read(json.ToCharArray(), json.Length, new Graph(null, Path.GetFullPath(folder)) { Written = json });

    /// <summary>Reads a single value, such as an array on the command line. Null when it is none.</summary>
    public static InputSource? ParseValue(string json)
    {
        using var cursor = new JsonCursor(json.ToCharArray(), json.Length, []);
        var found = new ProblemList(null);
        try
        {
            var tokens = new GraphTokens(cursor, found);
            var value = cursor.Read() ? new SourceReader(tokens).Read(Place.Graph(), literalOnly: true) : null;
            return found.Found.Count == 0 && !cursor.Read() ? value : null;
        }
        catch (JsonFault)
        {
            return null;
        }
    }

    private static Graph Read(GraphSource source, Graph graph)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(source.Length);
        var text = ArrayPool<char>.Shared.Rent(source.Length);
        try
        {
            source.CopyTo(bytes);
            var content = bytes.AsSpan(0, source.Length);
            content = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;

            // Bytes that are not UTF-8 must be an error: replaced characters would change prompts without a word.
            return Utf8.ToUtf16(content, text, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done && !content.Contains((byte)0)
                ? Read(text, length, graph)
                : Failed(graph, "json-encoding", FirstInvalid(content), "The file is not UTF-8.", "Save it as UTF-8.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<char>.Shared.Return(text);
        }
    }

    /// <summary>The first byte that is not UTF-8, or NUL: text of two bytes a character has those.</summary>
    private static Position FirstInvalid(ReadOnlySpan<byte> content)
    {
        content = content.IndexOf((byte)0) is >= 0 and var nul ? content[..nul] : content;
        var before = new char[content.Length];
        Utf8.ToUtf16(content, before, out _, out var length, replaceInvalidSequences: false);
        var lineStart = before.AsSpan(0, length).LastIndexOf('\n') + 1;
        return new(before.AsSpan(0, lineStart).Count('\n') + 1, length - lineStart + 1);
    }

    private static Graph Failed(Graph graph, string code, Position at, string message, string? suggestion)
    {
        graph.Noted.Add(code, at, Place.Graph(), message, suggestion);
        return graph;
    }

    private static string? Neighbour(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (folder is null || !Directory.Exists(folder))
        {
            return null;
        }

        var nearest = Nearest.To(Path.GetFileName(path), Directory.EnumerateFiles(folder, "*.json").Select(f => Path.GetFileName(f)!));
        return nearest is null ? null : $"Did you mean '{nearest}'?";
    }

    private static Graph Read(char[] text, int length, Graph graph)
    {
        using var json = new JsonCursor(text, length, Names);
        try
        {
            new GraphReader(json, graph).ReadTop();
        }
        catch (JsonFault fault)
        {
            graph.Noted.Add("json-invalid", fault.At, Place.Graph(), fault.Message, null);
        }

        return graph;
    }

    private void ReadTop()
    {
        if (!_json.Read())
        {
            _json.Add("json-invalid", new Position(1, 1), Place.Graph(), "The file is empty.", "Write a graph, or make a workspace with examples: nodeengine new.");
            return;
        }

        if (!_json.Expect(JsonToken.StartObject, Place.Graph(), "A graph is a JSON object."))
        {
            return;
        }

        var sawFormat = false;
        var sawNodes = false;
        var members = default(GraphTokens.Members);
        while (_json.Next(ref members, Place.Graph(), TopMembers, out _) is { } member)
        {
            switch (member)
            {
                case "format":
                    sawFormat = true;
                    if (_json.Value is not (long)Graph.Format)
                    {
                        _json.Add("format-unknown", _json.Here, Place.Graph("format"), $"The format is {_json.Shown()}; this engine reads format {Graph.Format}.", $"Write \"format\": {Graph.Format}.");
                    }

                    _json.Skip();
                    break;
                case "name":
                    _graph.Name = _json.ReadText(Place.Graph("name"));
                    break;
                case "description":
                    _graph.Description = _json.ReadText(Place.Graph("description"));
                    break;
                case "inputs":
                    _graph.Inputs = ReadInputs();
                    break;
                case "nodes":
                    sawNodes = true;
                    _graph.Nodes = ReadNodes();
                    break;
                case "outputs":
                    _graph.Outputs = ReadOutputs();
                    break;
                default: // $schema and editor are other programs' business.
                    _json.Skip();
                    break;
            }
        }

        if (!sawFormat)
        {
            _json.Add("format-missing", new Position(1, 1), Place.Graph("format"), "The graph does not say its format.", $"Add \"format\": {Graph.Format}.");
        }

        if (!sawNodes)
        {
            _json.Add("nodes-missing", new Position(1, 1), Place.Graph("nodes"), "The graph has no nodes.", "Add \"nodes\": { … }.");
        }

        if (_json.Read())
        {
            _json.Add("json-invalid", _json.Here, Place.Graph(), "There is more after the end of the graph.", "A file holds one graph.");
        }
    }

    private List<GraphInput> ReadInputs()
    {
        var inputs = new List<GraphInput>();
        if (!_json.Expect(JsonToken.StartObject, Place.Graph("inputs"), "Inputs are an object: name to type and default."))
        {
            return inputs;
        }

        var names = new GraphTokens.Members(new(StringComparer.Ordinal));
        while (_json.Next(ref names, Place.Graph("inputs"), null, out var position) is { } name)
        {
            var place = Place.Input(name);
            CheckName(name, place, position);
            string? type = null;
            string? help = null;
            InputSource? fallback = null;
            if (_json.Expect(JsonToken.StartObject, place, "A graph input is an object with type and default."))
            {
                var members = default(GraphTokens.Members);
                while (_json.Next(ref members, place, InputMembers, out _) is { } member)
                {
                    switch (member)
                    {
                        case "type":
                            type = _json.ReadText(place.At("type"));
                            break;
                        case "help":
                            help = _json.ReadText(place.At("help"));
                            break;
                        default:
                            fallback = _sources.Read(place.At("default"), literalOnly: true) ?? new InputSource.Wrong(position);
                            break;
                    }
                }
            }

            inputs.Add(new GraphInput(name, position) { Type = type, Default = fallback, Help = help });
        }

        return inputs;
    }

    private List<GraphNode> ReadNodes()
    {
        var nodes = new List<GraphNode>();
        if (!_json.Expect(JsonToken.StartObject, Place.Graph("nodes"), "Nodes are an object: id to node."))
        {
            return nodes;
        }

        var ids = new GraphTokens.Members(new(StringComparer.Ordinal));
        while (_json.Next(ref ids, Place.Graph("nodes"), null, out var position) is { } id)
        {
            var node = new GraphNode(id, position);
            var place = Place.Node(id);
            CheckId(id, place, position);
            nodes.Add(node);
            if (!_json.Expect(JsonToken.StartObject, place, "A node is an object with type and inputs."))
            {
                continue;
            }

            var sawType = false;
            var members = default(GraphTokens.Members);
            while (_json.Next(ref members, place, NodeMembers, out _) is { } member)
            {
                switch (member)
                {
                    case "type":
                        sawType = true;
                        node.TypePosition = _json.Here;
                        node.Type = _json.ReadText(place.At("type"));
                        break;
                    case "title":
                        node.Title = _json.ReadText(place.At("title"));
                        break;
                    case "inputs":
                        node.Inputs = ReadNodeInputs(place);
                        break;
                    case "bypass":
                        node.Bypass = _json.ReadBoolean(place.At("bypass"));
                        break;
                    case "cross":
                        _json.NotYet("cross", place);
                        break;
                    default:
                        _json.Skip();
                        break;
                }
            }

            if (!sawType)
            {
                _json.Add("type-missing", position, place, $"Node '{id}' has no type.", "Add \"type\"; nodeengine nodes lists them.");
            }
        }

        return nodes;
    }

    private NodeInput[] ReadNodeInputs(Place node)
    {
        if (!_json.Expect(JsonToken.StartObject, node.At("inputs"), "The inputs of a node are an object: port to value."))
        {
            return [];
        }

        // One set and one list serve all nodes; emptying a set takes as long as it once was large.
        _nodeInputs.Clear();
        _ports.Clear();
        var ports = new GraphTokens.Members(_ports);
        while (_json.Next(ref ports, node, null, out var position) is { } port)
        {
            _json.Remember(port);

            // What is wrong with the value was said; that the input is missing would not be true.
            _nodeInputs.Add(new NodeInput(port, _sources.Read(node.At(port)) ?? new InputSource.Wrong(position), position));
        }

        if (_ports.Count > ManyPorts)
        {
            _ports = new(StringComparer.Ordinal);
        }

        return [.. _nodeInputs];
    }

    private List<GraphOutput> ReadOutputs()
    {
        var outputs = new List<GraphOutput>();
        if (!_json.Expect(JsonToken.StartObject, Place.Graph("outputs"), "Outputs are an object: name to link."))
        {
            return outputs;
        }

        var names = new GraphTokens.Members(new(StringComparer.Ordinal));
        while (_json.Next(ref names, Place.Graph("outputs"), null, out var position) is { } name)
        {
            var place = Place.Output(name);
            CheckName(name, place, position);
            var source = _sources.Read(place);
            if (source is not (InputSource.Link or null))
            {
                _json.Add("output-not-linked", position, place, $"Output '{name}' is not a link.", "Write { \"link\": \"node.port\" }.");
            }

            outputs.Add(new GraphOutput(name, (source as InputSource.Link)?.Target, position));
        }

        return outputs;
    }

    private void CheckId(string id, Place place, Position position)
    {
        var good = id.Length > 0 && char.IsAsciiLetterLower(id[0]);
        for (var i = 1; good && i < id.Length; i++)
        {
            good = char.IsAsciiLetterLower(id[i]) || char.IsAsciiDigit(id[i]) || id[i] is '_' or '-';
        }

        if (!good)
        {
            _json.Add("id-invalid", position, place, $"'{id}' cannot be a node's id.", "Start with a lower-case letter; then lower-case letters, digits, _ and -.");
        }
    }

    /// <summary>Names of inputs and outputs become options and file names.</summary>
    private void CheckName(string name, Place place, Position position)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            _json.Add("name-invalid", position, place, $"'{name}' cannot be a name.", "Use letters, digits, _ and -.");
        }
    }
}

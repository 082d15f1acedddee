using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using NodeEngine.Sdk;

namespace NodeEngine.Graphs;

/// <summary>Reads JSON straight into a graph, with the line and column of everything, and goes on after each mistake that it can step over.</summary>
internal sealed class GraphReader : IDisposable
{
    /// <summary>The largest file that is read. A graph of 100,000 nodes has about 10 MB.</summary>
    private const long MaxBytes = 64L << 20;

    private const int MaxDepth = 32;

    /// <summary>Bytes read at a time. Larger buffers would be large objects, and those are only collected with everything else.</summary>
    private const int BufferSize = 1 << 14;

    private const int ManyPorts = 64;

    private static readonly string[] TopMembers = ["$schema", "format", "name", "description", "inputs", "nodes", "outputs", "editor"];
    private static readonly string[] NodeMembers = ["type", "title", "inputs", "cross", "bypass", "editor"];
    private static readonly string[] InputMembers = ["type", "default", "help"];
    private static readonly string[] SourceMembers = ["link", "input", "each", "value"];

    private readonly JsonTextReader _json;
    private readonly DefaultJsonNameTable _names = new();
    private readonly Graph _graph;
    private readonly List<Problem> _problems = [];
    private readonly List<NodeInput> _nodeInputs = [];
    private HashSet<string> _ports = new(StringComparer.Ordinal);

    private GraphReader(TextReader text, Graph graph)
    {
        _graph = graph;
        _json = new JsonTextReader(text)
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Double,
            MaxDepth = MaxDepth,
            PropertyNameTable = _names,
            Culture = CultureInfo.InvariantCulture,
        };
        // The names that every node has are not made anew for each.
        foreach (var name in (string[])[.. TopMembers, .. NodeMembers, .. InputMembers, .. SourceMembers])
        {
            _names.Add(name);
        }
    }

    /// <summary>Where the token begins. The reader tells where it ends; how long it is as written follows from its value, escapes left aside.</summary>
    private Position Here
    {
        get
        {
            var length = _json.TokenType switch
            {
                JsonToken.PropertyName => NameLength((string)_json.Value!),
                JsonToken.String => ((string)_json.Value!).Length + "\"\"".Length,
                JsonToken.Integer or JsonToken.Float => Length(_json.Value!),
                JsonToken.Boolean => _json.Value is true ? "true".Length : "false".Length,
                JsonToken.Null => "null".Length,
                _ => 1,
            };
            return Begin(_json.LineNumber, _json.LinePosition, length);
        }
    }

    public static Graph Load(string path)
    {
        var full = Path.GetFullPath(path);
        var graph = new Graph(path, Path.GetDirectoryName(full) ?? full);
        try
        {
            using var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            if (file.Length > MaxBytes)
            {
                return Failed(graph, "file-too-large", $"The file has {file.Length / 1_000_000} MB; graphs of up to {MaxBytes >> 20} MiB are read.", "Split the graph, or link to files instead of writing data into it.");
            }

            // Bytes that are not UTF-8 must be an error: replaced characters would change prompts without a word.
            graph.Kept = new GraphSource();
            using var text = new StreamReader(graph.Kept.Keep(file), new UTF8Encoding(true, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, BufferSize);
            using var reader = new GraphReader(text, graph);
            return reader.Read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failed(graph, "file-missing", $"There is no file '{path}'.", Neighbour(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(graph, "file-unreadable", Directory.Exists(full) ? $"'{path}' is a folder, not a graph file." : $"'{path}' cannot be read: {e.Message}", null);
        }
    }

    public static Graph Parse(string json, string folder)
    {
        using var text = new StringReader(json);
        using var reader = new GraphReader(text, new Graph(null, Path.GetFullPath(folder)) { Text = json });
        return reader.Read();
    }

    public void Dispose() => ((IDisposable)_json).Dispose();

    private static Graph Failed(Graph graph, string code, string message, string? suggestion)
    {
        graph.Problems = [new Problem(code, message) { File = graph.File, Suggestion = suggestion }];
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

    private Graph Read()
    {
        try
        {
            ReadTop();
        }
        catch (JsonException e)
        {
            var (line, column) = e is JsonReaderException at ? (at.LineNumber, at.LinePosition) : (_json.LineNumber, _json.LinePosition);
            Add("json-invalid", new Position(line, column), Sentence(e.Message), null, null);
        }
        catch (DecoderFallbackException)
        {
            Add("json-encoding", Here, "The file is not UTF-8.", null, "Save it as UTF-8.");
        }

        _graph.Problems = _problems;
        return _graph;
    }

    private void ReadTop()
    {
        if (!ReadToken())
        {
            Add("json-invalid", Here, "The file is empty.", null, "Write a graph, or make a workspace with examples: nodeengine new.");
            return;
        }

        if (!Expect(JsonToken.StartObject, null, "A graph is a JSON object."))
        {
            return;
        }

        var sawFormat = false;
        var sawNodes = false;
        var members = default(Members);
        while (Next(ref members, null, null, TopMembers) is { } member)
        {
            switch (member)
            {
                case "format":
                    sawFormat = true;
                    if (_json.Value is not (long)Graph.Format)
                    {
                        Add("format-unknown", Here, $"The format is {Shown()}; this engine reads format {Graph.Format}.", "format", $"Write \"format\": {Graph.Format}.");
                    }

                    _json.Skip();
                    break;
                case "name":
                    _graph.Name = ReadText("name");
                    break;
                case "description":
                    _graph.Description = ReadText("description");
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
            Add("format-missing", new Position(1, 1), "The graph does not say its format.", "format", $"Add \"format\": {Graph.Format}.");
        }

        if (!sawNodes)
        {
            Add("nodes-missing", new Position(1, 1), "The graph has no nodes.", "nodes", "Add \"nodes\": { … }.");
        }

        if (ReadToken())
        {
            Add("json-invalid", Here, "There is more after the end of the graph.", null, "A file holds one graph.");
        }
    }

    private List<GraphInput> ReadInputs()
    {
        var inputs = new List<GraphInput>();
        if (!Expect(JsonToken.StartObject, "inputs", "Inputs are an object: name to type and default."))
        {
            return inputs;
        }

        var names = new Members(new(StringComparer.Ordinal));
        while (Next(ref names, "inputs", null, null) is { } name)
        {
            var position = Here;
            CheckName(name, name, position);
            string? type = null;
            string? help = null;
            InputSource? fallback = null;
            if (Expect(JsonToken.StartObject, name, "A graph input is an object with type and default."))
            {
                var members = default(Members);
                while (Next(ref members, name, null, InputMembers) is { } member)
                {
                    switch (member)
                    {
                        case "type":
                            type = ReadText($"{name}.type");
                            break;
                        case "help":
                            help = ReadText($"{name}.help");
                            break;
                        default:
                            fallback = ReadSource($"{name}.default", literalOnly: true);
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
        if (!Expect(JsonToken.StartObject, "nodes", "Nodes are an object: id to node."))
        {
            return nodes;
        }

        var ids = new Members(new(StringComparer.Ordinal));
        while (Next(ref ids, "nodes", null, null) is { } id)
        {
            var node = new GraphNode(id, Here);
            CheckId(id, node.Position);
            nodes.Add(node);
            if (!Expect(JsonToken.StartObject, id, "A node is an object with type and inputs."))
            {
                continue;
            }

            var members = default(Members);
            while (Next(ref members, id, null, NodeMembers) is { } member)
            {
                switch (member)
                {
                    case "type":
                        node.TypePosition = Here;
                        node.Type = ReadText($"{id}.type");
                        break;
                    case "title":
                        node.Title = ReadText($"{id}.title");
                        break;
                    case "inputs":
                        node.Inputs = ReadNodeInputs(id);
                        break;
                    case "bypass":
                        node.Bypass = ReadBoolean($"{id}.bypass");
                        break;
                    case "cross":
                        NotYet("cross", id);
                        break;
                    default:
                        _json.Skip();
                        break;
                }
            }

            if (node.Type is null)
            {
                Add("type-missing", node.Position, $"Node '{id}' has no type.", id, "Add \"type\"; nodeengine nodes lists them.");
            }
        }

        return nodes;
    }

    private NodeInput[] ReadNodeInputs(string id)
    {
        if (_json.TokenType != JsonToken.StartObject)
        {
            Expect(JsonToken.StartObject, $"{id}.inputs", "The inputs of a node are an object: port to value.");
            return [];
        }

        // One set and one list serve all nodes; emptying a set takes as long as it once was large.
        _nodeInputs.Clear();
        _ports.Clear();
        var ports = new Members(_ports);
        while (Next(ref ports, id, null, null) is { } port)
        {
            var position = Here;
            if (ReadSource(id, port) is { } source)
            {
                _nodeInputs.Add(new NodeInput(port, source, position));
            }
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
        if (!Expect(JsonToken.StartObject, "outputs", "Outputs are an object: name to link."))
        {
            return outputs;
        }

        var names = new Members(new(StringComparer.Ordinal));
        while (Next(ref names, "outputs", null, null) is { } name)
        {
            var position = Here;
            CheckName(name, name, position);
            var source = ReadSource(name);
            if (source is not (InputSource.Link or null))
            {
                Add("output-not-linked", position, $"Output '{name}' is not a link.", name, "Write { \"link\": \"node.port\" }.");
            }

            outputs.Add(new GraphOutput(name, (source as InputSource.Link)?.Target, position));
        }

        return outputs;
    }

    /// <summary>Reads what may stand as a value. Null when it is wrong, with the problem noted and the reader behind it.</summary>
    private InputSource? ReadSource(string where, string? port = null, bool literalOnly = false)
    {
        var position = Here;
        switch (_json.TokenType)
        {
            case JsonToken.String:
                return new InputSource.Literal((string)_json.Value!, position);
            case JsonToken.Integer when _json.Value is long integer:
                return new InputSource.Literal(integer, position);
            case JsonToken.Integer:
                Add("number-range", position, $"{_json.Value} is larger than 64 bits.", Join(where, port), null);
                return null;
            case JsonToken.Float when _json.Value is double number && double.IsFinite(number):
                return new InputSource.Literal(number, position);
            case JsonToken.Boolean:
                return new InputSource.Literal((bool)_json.Value!, position);
            case JsonToken.Null:
                return new InputSource.Literal(null, position);
            case JsonToken.StartArray:
                return ReadList(where, port, literalOnly, position);
            case JsonToken.StartObject when !literalOnly:
                return ReadReference(where, port, position);
            case JsonToken.StartObject:
                Add("value-wrong", position, "An object cannot be a value.", Join(where, port), null);
                _json.Skip();
                return null;
            default:
                Add("value-wrong", position, $"{Shown()} cannot be a value.", Join(where, port), "Write text in double quotes, a finite number, true, false, an array or a link.");
                return null;
        }
    }

    private InputSource.List ReadList(string where, string? port, bool literalOnly, Position position)
    {
        var items = new List<InputSource>();
        while (ReadInside() != JsonToken.EndArray)
        {
            if (ReadSource(where, port, literalOnly) is { } item)
            {
                items.Add(item);
            }
        }

        return new InputSource.List(items, position);
    }

    private InputSource? ReadReference(string where, string? port, Position position)
    {
        InputSource? source = null;
        var count = 0;
        var members = default(Members);
        while (Next(ref members, where, port, SourceMembers) is { } member)
        {
            count++;
            switch (member)
            {
                case "link" when _json.TokenType == JsonToken.String:
                    source = new InputSource.Link((string)_json.Value!, position);
                    break;
                case "input" when _json.TokenType == JsonToken.String:
                    source = new InputSource.Input((string)_json.Value!, position);
                    break;
                case "value":
                    source = ReadSource(where, port, literalOnly: true);
                    break;
                case "each":
                    NotYet("each", Join(where, port));
                    break;
                default:
                    Add("value-wrong", Here, $"\"{member}\" takes a text, not {Shown()}.", Join(where, port), member == "link" ? "Write \"node.port\"." : "Write the name of a graph input.");
                    _json.Skip();
                    break;
            }
        }

        if (count != 1)
        {
            Add("value-wrong", position, count == 0 ? "An object that stands for a value has one member, and this has none that is known." : "An object that stands for a value has one member.", Join(where, port), "Write { \"link\": \"node.port\" }, { \"input\": \"name\" } or { \"value\": … }.");
            return null;
        }

        return source;
    }

    /// <summary>
    /// The name of the next member of the object that the reader is in, the reader standing at its value; null at the end. Unknown ones (when
    /// <paramref name="known"/> is given) and second ones are noted and stepped over.
    /// </summary>
    private string? Next(ref Members members, string? where, string? port, string[]? known)
    {
        while (ReadInside() == JsonToken.PropertyName)
        {
            var name = (string)_json.Value!;
            var (line, end) = (_json.LineNumber, _json.LinePosition);
            var index = known is null ? -1 : Array.IndexOf(known, name);
            var isNew = members.Add(name, index);
            ReadInside();
            if (!isNew)
            {
                Add("key-duplicate", Begin(line, end, NameLength(name)), $"'{name}' is here a second time.", Join(Join(where, port), name), "Remove one of them.");
                _json.Skip();
            }
            else if (known is not null && index < 0)
            {
                var nearest = Nearest.To(name, known);
                Add("member-unknown", Begin(line, end, NameLength(name)), $"'{name}' is not known here.", Join(Join(where, port), name), nearest is null ? $"Known are {string.Join(", ", known)}." : $"Did you mean '{nearest}'?");
                _json.Skip();
            }
            else
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Reads a token where there must be one: the reader itself takes a file that is cut off for one that is done.</summary>
    private JsonToken ReadInside() =>
        ReadToken() ? _json.TokenType : throw new JsonReaderException("The file ends in the middle of the graph.", _json.Path, _json.LineNumber, _json.LinePosition, null);

    private bool ReadToken()
    {
        if (!_json.Read())
        {
            return false;
        }

        // What this reader forgives, other readers of the same file do not.
        var lenient = _json.TokenType switch
        {
            JsonToken.Comment => "Comments are not JSON.",
            JsonToken.PropertyName or JsonToken.String when _json.QuoteChar != '"' => "Names and texts stand in double quotes.",
            JsonToken.Undefined or JsonToken.StartConstructor => "This is JavaScript, not JSON.",
            _ => null,
        };
        return lenient is null ? true : throw new JsonReaderException(lenient, _json.Path, _json.LineNumber, _json.LinePosition, null);
    }

    private bool Expect(JsonToken token, string? where, string message)
    {
        if (_json.TokenType == token)
        {
            return true;
        }

        Add("value-wrong", Here, message, where, null);
        _json.Skip();
        return false;
    }

    private string? ReadText(string where)
    {
        if (_json.TokenType == JsonToken.String)
        {
            return (string)_json.Value!;
        }

        Add("value-wrong", Here, $"'{where}' is a text, not {Shown()}.", where, null);
        _json.Skip();
        return null;
    }

    private bool ReadBoolean(string where)
    {
        if (_json.TokenType == JsonToken.Boolean)
        {
            return (bool)_json.Value!;
        }

        Add("value-wrong", Here, $"'{where}' is true or false, not {Shown()}.", where, null);
        _json.Skip();
        return false;
    }

    private void NotYet(string what, string? where)
    {
        Add("not-supported", Here, $"\"{what}\" cannot run in this version of the engine.", where, "Write one node per item.");
        _json.Skip();
    }

    private string Shown() => _json.TokenType switch
    {
        JsonToken.StartObject => "an object",
        JsonToken.StartArray => "an array",
        JsonToken.Null => "null",
        JsonToken.String => $"\"{_json.Value}\"",
        _ => string.Create(CultureInfo.InvariantCulture, $"{_json.Value}"),
    };

    private void CheckId(string id, Position position)
    {
        var good = id.Length > 0 && char.IsAsciiLetterLower(id[0]);
        for (var i = 1; good && i < id.Length; i++)
        {
            good = char.IsAsciiLetterLower(id[i]) || char.IsAsciiDigit(id[i]) || id[i] is '_' or '-';
        }

        if (!good)
        {
            Add("id-invalid", position, $"'{id}' cannot be a node's id.", id, "Start with a lower-case letter; then lower-case letters, digits, _ and -.");
        }
    }

    /// <summary>Names of inputs and outputs become options and file names.</summary>
    private void CheckName(string name, string where, Position position)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            Add("name-invalid", position, $"'{name}' cannot be a name.", where, "Use letters, digits, _ and -.");
        }
    }

    private void Add(string code, Position at, string message, string? where, string? suggestion) =>
        _problems.Add(new Problem(code, message) { File = _graph.File, Line = at.Line, Column = at.Column, Where = where, Suggestion = suggestion });

    /// <summary>The members of one object that were read: known ones as bits, free names as a set.</summary>
    private struct Members(HashSet<string>? names)
    {
        private int _known;

        /// <summary>Notes a member by its index among the known ones, or by its name when all are welcome. False when it was there before.</summary>
        public bool Add(string name, int index)
        {
            if (index < 0)
            {
                return names is null || names.Add(name);
            }

            var isNew = (_known & (1 << index)) == 0;
            _known |= 1 << index;
            return isNew;
        }
    }

    private static int NameLength(string name) => name.Length + "\"\":".Length;

    private static Position Begin(int line, int end, int length) => new(line, Math.Min(end, Math.Max(1, end - length + 1)));

    private static string? Join(string? where, string? name) => where is null ? name : name is null ? where : $"{where}.{name}";

    private static int Length(object number)
    {
        if (number is long and >= 0 and < long.MaxValue)
        {
            var digits = 1;
            for (var rest = (long)number; rest >= 10; rest /= 10)
            {
                digits++;
            }

            return digits;
        }

        Span<char> text = stackalloc char[64];
        return ((ISpanFormattable)number).TryFormat(text, out var length, default, CultureInfo.InvariantCulture) ? length : 1;
    }

    private static string Sentence(string message)
    {
        if (message.StartsWith("The reader's MaxDepth", StringComparison.Ordinal))
        {
            return $"It is nested deeper than {MaxDepth} levels.";
        }

        // "… Path 'nodes.a', line 3, position 7." is said by the position.
        var end = message.IndexOf(" Path '", StringComparison.Ordinal);
        return end > 0 ? message[..end] : message;
    }
}

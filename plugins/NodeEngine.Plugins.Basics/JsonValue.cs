using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>A value out of a JSON text. What it is read as decides the type of the output.</summary>
internal sealed class JsonValue : INode
{
    private const string JsonKey = "json";
    private const string PathKey = "path";
    private const string TypeKey = "type";

    private static readonly JsonSelectSettings Settings = new() { RegexMatchTimeout = TimeSpan.FromSeconds(1) };
    private static readonly Dictionary<string, PortType> Types = new PortType[] { PortType.Text, PortType.Integer, PortType.Number, PortType.Boolean }
        .SelectMany(type => new[] { type, PortType.List(type) }).OrderBy(type => type.Item is not null).ToDictionary(type => type.Name, StringComparer.Ordinal);

    private readonly PortType _type;

    public JsonValue()
        : this(PortType.Text)
    {
    }

    private JsonValue(PortType type) => (_type, Spec) = (type, SpecWith(type));

    public NodeSpec Spec { get; }

    public INode Specialize(IReadOnlyDictionary<string, Value> literals)
    {
        if (literals.TryGetValue(PathKey, out var path))
        {
            _ = Select(new JObject(), ((TextValue)path).Text);
        }

        return literals.TryGetValue(TypeKey, out var type) && Types.TryGetValue(((TextValue)type).Text, out var known) ? new JsonValue(known) : this;
    }

    public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation)
    {
        var path = run.Input<TextValue>(PathKey).Text;
        var root = Read(run.Input<TextValue>(JsonKey).Text);
        var found = Select(root, path);
        if (found.Count == 0)
        {
            throw new NodeException("json-nothing-there", $"The JSON has nothing at '{path}'.", root is JObject { Count: > 0 } members
                ? $"At its top it has {string.Join(", ", members.Properties().Take(20).Select(member => $"'{member.Name}'"))}."
                : "Look at what makes it.")
            { Port = PathKey };
        }

        if (_type.Item is { } item)
        {
            var items = found is [JArray array] ? [.. array] : found;
            return new(new NodeOutputs(new ListValue([.. items.Select(one => Convert(one, item))])));
        }

        return found.Count == 1
            ? new(new NodeOutputs(Convert(found[0], _type)))
            : throw new NodeException("json-many", string.Create(CultureInfo.InvariantCulture, $"The JSON has {found.Count} values at '{path}'."), $"Set 'type' to {_type}[] to take them all, or write a path to one.") { Port = TypeKey };
    }

    private static JToken Read(string json)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None, FloatParseHandling = FloatParseHandling.Double };
            var root = JToken.ReadFrom(reader);
            while (reader.Read())
            {
                if (reader.TokenType != JsonToken.Comment)
                {
                    throw new JsonReaderException($"Text follows the JSON in line {reader.LineNumber}.");
                }
            }

            return root;
        }
        catch (JsonException e)
        {
            var start = json.Trim();
            throw new NodeException("json-wrong", $"\"{(start.Length > 60 ? start[..57] + "…" : start)}\" is not JSON: {e.Message}", "Look at what makes it.", e) { Port = JsonKey };
        }
    }

    private static List<JToken> Select(JToken root, string path)
    {
        try
        {
            return [.. root.SelectTokens(path, Settings)];
        }
        catch (Exception e) when (e is JsonException or RegexParseException)
        {
            throw new NodeException("json-path-wrong", $"'{path}' is not a path into JSON: {e.Message}", "Write one such as $.items[0].title, or $.items[*].title for all of them.", e) { Port = PathKey };
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new NodeException("regex-too-slow", $"A regular expression in '{path}' was not done after a second.", "Repetitions inside repetitions, such as (a+)+, take forever: write it without them.", e) { Port = PathKey };
        }
    }

    private static Value Convert(JToken token, PortType type) => (token, token.Type) switch
    {
        (JValue { Value: string text }, _) when type == PortType.Text && !text.Contains('\0', StringComparison.Ordinal) => new TextValue(text),
        (_, not JTokenType.String and not JTokenType.Null) when type == PortType.Text => new TextValue(token.ToString(Formatting.None)),
        (JValue { Value: long integer }, _) when type == PortType.Integer => new IntegerValue(integer),
        (JValue { Value: long integer }, _) when type == PortType.Number => new NumberValue(integer),
        (JValue { Value: BigInteger large }, _) when type == PortType.Number && double.IsFinite((double)large) => new NumberValue((double)large),
        (JValue { Value: double number }, _) when type == PortType.Number && double.IsFinite(number) => new NumberValue(number),
        (JValue { Value: bool flag }, _) when type == PortType.Boolean => BooleanValue.Of(flag),
        _ => throw Unfit(token, type),
    };

    private static NodeException Unfit(JToken token, PortType type)
    {
        var shown = token.ToString(Formatting.None);
        return new NodeException(
            "json-kind",
            $"At '{token.Path}' the JSON has {(shown.Length > 60 ? shown[..57] + "…" : shown)}, which is no {type}.",
            token.Type == JTokenType.Null ? "Write a path to something that is there." : "Set 'type' to what it is; as text everything can be read.")
        { Port = TypeKey };
    }

    private static NodeSpec SpecWith(PortType type) => new(
        "json.value",
        [
            new Port(JsonKey, PortType.Text) { Help = "The JSON text, such as what a model answered." },
            new Port(PathKey, PortType.Text)
            {
                Help = "Where the value is, in JSONPath: $.items[0].title, or items[0].title; $.items[*].title for all of them; $..title at any depth; $ for the whole.",
            },
            new Port(TypeKey, PortType.Choice)
            {
                IsLiteral = true,
                Choices = [.. Types.Keys],
                Default = new TextValue(PortType.Text.Name),
                Help = "What the value is read as. text takes anything: objects and arrays as JSON. text[] and the other lists take an array, or all that the path finds.",
            },
        ],
        [new Port("value", type) { Help = "The value." }])
    {
        Help = "Takes a value out of a JSON text, by its path.",
    };
}

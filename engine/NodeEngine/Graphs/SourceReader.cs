using Newtonsoft.Json;

namespace NodeEngine.Graphs;

/// <summary>Reads what may stand as the value of an input: a literal, a reference, an array of these.</summary>
internal sealed class SourceReader(GraphTokens json)
{
    public static readonly string[] Members = ["link", "input", "each", "value"];

    /// <summary>Reads what stands here. Null when it is wrong, with the problem noted and the reader behind it.</summary>
    public InputSource? Read(Place where, bool literalOnly = false)
    {
        var position = json.Here;
        switch (json.Token)
        {
            case JsonToken.String:
                return new InputSource.Literal((string)json.Value!, position);
            case JsonToken.Integer when json.Value is long integer:
                return new InputSource.Literal(integer, position);
            case JsonToken.Float when json.Value is double number && double.IsFinite(number):
                return new InputSource.Literal(number, position);
            case JsonToken.Boolean:
                return new InputSource.Literal((bool)json.Value!, position);
            case JsonToken.Null:
                return new InputSource.Literal(null, position);
            case JsonToken.StartArray:
                return ReadList(where, literalOnly, position);
            case JsonToken.StartObject when !literalOnly:
                return ReadReference(where, position);
            case JsonToken.StartObject:
                json.Add("value-wrong", position, where, "An object cannot be a value.", null);
                json.Skip();
                return null;
            case JsonToken.Integer or JsonToken.Float when json.Shown() is var written && char.IsAsciiDigit(written[^1]):
                json.Add("number-range", position, where, $"{written} is out of the range of {(json.Token == JsonToken.Integer ? "integers of 64 bits" : "numbers")}.", null);
                return null;
            default:
                json.Add("value-wrong", position, where, $"{json.Shown()} cannot be a value.", "Write text in double quotes, a finite number, true, false, an array or a link.");
                return null;
        }
    }

    private InputSource.List ReadList(Place where, bool literalOnly, Position position)
    {
        var items = new List<InputSource>();
        while (json.ReadInside() != JsonToken.EndArray)
        {
            if (Read(where, literalOnly) is { } item)
            {
                items.Add(item);
            }
        }

        return new InputSource.List(items, position);
    }

    private InputSource? ReadReference(Place where, Position position)
    {
        InputSource? source = null;
        var count = 0;
        var before = json.Problems;
        var members = default(GraphTokens.Members);
        while (json.Next(ref members, where, Members, out _) is { } member)
        {
            count++;
            switch (member)
            {
                case "link" when json.Token == JsonToken.String:
                    source = new InputSource.Link((string)json.Value!, position);
                    break;
                case "input" when json.Token == JsonToken.String:
                    source = new InputSource.Input((string)json.Value!, position);
                    break;
                case "value":
                    source = Read(where, literalOnly: true);
                    break;
                case "each":
                    json.NotYet("each", where);
                    break;
                default:
                    json.Add("value-wrong", json.Here, where, $"\"{member}\" takes a text, not {json.Shown()}.", member == "link" ? "Write \"node.port\"." : "Write the name of a graph input.");
                    json.Skip();
                    break;
            }
        }

        if (count == 1)
        {
            return source;
        }

        if (count > 1 || json.Problems == before)
        {
            json.Add("value-wrong", position, where, "An object that stands for a value has one member.", "Write { \"link\": \"node.port\" }, { \"input\": \"name\" } or { \"value\": … }.");
        }

        return null;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json;

namespace NodeEngine.Graphs;

/// <summary>
/// Reads a JSON text token by token and knows where each one begins. What the reader underneath forgives is an error here, because other readers of
/// the same file do not forgive it.
/// </summary>
internal sealed partial class JsonCursor : IDisposable
{
    private const int MaxDepth = 32;

    private readonly string _text;
    private readonly JsonTextReader _json;

    // The start of the line that was asked for last: lines are found as the reader gets to them.
    private int _line = 1;
    private int _lineStart;

    /// <summary>Stands before the first token.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">Names that occur often: they are not made anew each time.</param>
    public JsonCursor(string text, IEnumerable<string> names)
    {
        _text = text;
        var table = new DefaultJsonNameTable();
        foreach (var name in names)
        {
            table.Add(name);
        }

        _json = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Double,
            MaxDepth = MaxDepth,
            PropertyNameTable = table,
            Culture = CultureInfo.InvariantCulture,
        };
    }

    public JsonToken Token => _json.TokenType;

    public object? Value => _json.Value;

    /// <summary>Where the token begins.</summary>
    public Position Here => At(Start);

    /// <summary>Where the token begins in the text.</summary>
    private int Start
    {
        get
        {
            var end = End;
            switch (_json.TokenType)
            {
                case JsonToken.PropertyName when _json.QuoteChar == '\0':
                    return StartOfWord(_text.AsSpan(0, _text.AsSpan(0, end).LastIndexOf(':')).TrimEnd().Length);
                case JsonToken.PropertyName:
                    return OpeningQuote(_text.AsSpan(0, end).LastIndexOf(':'));
                case JsonToken.String:
                    return OpeningQuote(end);
                case JsonToken.Integer or JsonToken.Float or JsonToken.Boolean or JsonToken.Null:
                    return StartOfWord(end);
                default:
                    return Math.Max(0, end - 1);
            }
        }
    }

    /// <summary>Where the token ends in the text.</summary>
    private int End
    {
        get
        {
            FindLine(_json.LineNumber);
            return Math.Min(_text.Length, _lineStart + _json.LinePosition);
        }
    }

    public void Dispose() => ((IDisposable)_json).Dispose();

    /// <summary>Goes to the next token. False at the end of the text.</summary>
    /// <exception cref="JsonFault">The text is not JSON.</exception>
    public bool Read()
    {
        try
        {
            if (!_json.Read())
            {
                return false;
            }
        }
        catch (JsonReaderException e)
        {
            // It names the position before the character that it did not expect.
            FindLine(e.LineNumber);
            throw new JsonFault(Sentence(e.Message), At(Math.Min(_text.Length, _lineStart + e.LinePosition)));
        }

        return Forgiven() is { } fault ? throw new JsonFault(fault, Here) : true;
    }

    /// <summary>Goes to the next token where there must be one: the reader underneath takes a text that is cut off for one that is done.</summary>
    /// <exception cref="JsonFault">The text is not JSON, or ends here.</exception>
    public JsonToken ReadInside() => Read() ? Token : throw new JsonFault("The file ends in the middle of the graph.", At(_text.Length));

    /// <summary>Goes to the end of the value that begins or is named here.</summary>
    /// <exception cref="JsonFault">The text is not JSON, or ends before.</exception>
    public void Skip()
    {
        if (Token == JsonToken.PropertyName)
        {
            ReadInside();
        }

        if (Token is JsonToken.StartObject or JsonToken.StartArray)
        {
            var depth = _json.Depth;
            do
            {
                ReadInside();
            }
            while (_json.Depth > depth);
        }
    }

    /// <summary>The token as messages show it.</summary>
    public string Shown() => Token switch
    {
        JsonToken.StartObject => "an object",
        JsonToken.StartArray => "an array",
        JsonToken.Null => "null",
        JsonToken.Boolean => Value is true ? "true" : "false",
        JsonToken.String => $"\"{Value}\"",
        _ => _text[Start..End],
    };

    private string? Forgiven()
    {
        switch (Token)
        {
            case JsonToken.Comment:
                return "Comments are not JSON.";
            case JsonToken.PropertyName or JsonToken.String when _json.QuoteChar != '"':
                return "Names and texts stand in double quotes.";
            case JsonToken.Undefined or JsonToken.StartConstructor:
                return "A value is missing here, or is JavaScript.";
            case JsonToken.String when ((string)Value!).AsSpan().ContainsAnyInRange('\0', '\x1F') && _text.AsSpan(Start..End).ContainsAnyInRange('\0', '\x1F'):
                return "A line break or tab inside a text is written \\n or \\t.";
            case JsonToken.EndObject or JsonToken.EndArray when _text.AsSpan(0, End - 1).TrimEnd() is [.., ',']:
                return "There is a comma before the end.";
            case JsonToken.Integer or JsonToken.Float when Value is not double.NaN and not double.PositiveInfinity and not double.NegativeInfinity:
                var written = _text.AsSpan(Start..End);
                return Number().IsMatch(written) ? null : $"{written} is not how JSON writes a number.";
            default:
                return null;
        }
    }

    private int StartOfWord(int end)
    {
        while (end > 0 && (char.IsAsciiLetterOrDigit(_text[end - 1]) || _text[end - 1] is '+' or '-' or '.' or '_' or '$'))
        {
            end--;
        }

        return end;
    }

    /// <summary>The quote that opens the name or text whose closing quote is the last before <paramref name="end"/>.</summary>
    private int OpeningQuote(int end)
    {
        var open = _text.AsSpan(0, end).LastIndexOf(_json.QuoteChar);
        do
        {
            open = _text.AsSpan(0, open).LastIndexOf(_json.QuoteChar);
        }
        while (open > 0 && IsEscaped(open));
        return Math.Max(0, open);
    }

    private bool IsEscaped(int index)
    {
        var slashes = 0;
        while (index > slashes && _text[index - slashes - 1] == '\\')
        {
            slashes++;
        }

        return slashes % 2 == 1;
    }

    private Position At(int index)
    {
        var (line, start) = (_line, _lineStart);
        while (start > index)
        {
            line--;
            var end = start - (start > 1 && _text[start - 1] == '\n' && _text[start - 2] == '\r' ? 2 : 1);
            start = _text.AsSpan(0, end).LastIndexOfAny('\r', '\n') + 1;
        }

        return new(line, index - start + 1);
    }

    private void FindLine(int line)
    {
        while (_line < line)
        {
            var end = _lineStart + _text.AsSpan(_lineStart).IndexOfAny('\r', '\n');
            _lineStart = end + (_text[end] == '\r' && end + 1 < _text.Length && _text[end + 1] == '\n' ? 2 : 1);
            _line++;
        }
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

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$")]
    private static partial Regex Number();
}

/// <summary>The text is not JSON: nothing after this place can be read.</summary>
internal sealed class JsonFault(string message, Position at) : Exception(message)
{
    public Position At { get; } = at;
}

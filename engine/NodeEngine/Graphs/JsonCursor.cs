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

    private readonly DefaultJsonNameTable _names = new();
    private readonly char[] _text;
    private readonly int _length;
    private readonly JsonTextReader _json;

    // The start of the line that was asked for last: lines are found as the reader gets to them.
    private int _line = 1;
    private int _lineStart;

    // Where the token ends in the text.
    private int _end;

    /// <summary>Stands before the first token.</summary>
    /// <param name="text">An array that begins with the text; leave it alone meanwhile.</param>
    /// <param name="length">Characters of the text.</param>
    /// <param name="names">Names that occur often: they are not made anew each time.</param>
    public JsonCursor(char[] text, int length, IEnumerable<string> names)
    {
        _text = text;
        _length = length;
        foreach (var name in names)
        {
            _names.Add(name);
        }

        _json = new JsonTextReader(new TextOf(text, length))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Double,
            MaxDepth = MaxDepth,
            PropertyNameTable = _names,
            Culture = CultureInfo.InvariantCulture,
        };
    }

    public JsonToken Token => _json.TokenType;

    public object? Value => _json.Value;

    /// <summary>Where the token begins.</summary>
    public Position Here => At(Start);

    /// <summary>Where the token begins in the text.</summary>
    private int Start => _json.TokenType switch
    {
        JsonToken.PropertyName when _json.QuoteChar == '\0' => StartOfWord(_text.AsSpan(0, _text.AsSpan(0, _end).LastIndexOf(':')).TrimEnd().Length),
        JsonToken.PropertyName => OpeningQuote(_text[_end - 1] == ':' ? _end - 1 : _text.AsSpan(0, _end).LastIndexOf(':')),
        JsonToken.String => OpeningQuote(_end),
        JsonToken.Integer or JsonToken.Float or JsonToken.Boolean or JsonToken.Null => StartOfWord(_end),
        _ => Math.Max(0, _end - 1),
    };

    /// <summary>A name that will come again: it is not made anew the next time.</summary>
    public void Remember(string name) => _names.Add(name);

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

            FindLine(_json.LineNumber);
            _end = Math.Min(_length, _lineStart + _json.LinePosition);
        }
        catch (JsonReaderException e)
        {
            // It names the position before the character that it did not expect.
            FindLine(e.LineNumber);
            throw new JsonFault(Sentence(e.Message), At(Math.Min(_length, _lineStart + e.LinePosition)));
        }

        return Forgiven() is { } fault ? throw new JsonFault(fault, Here) : true;
    }

    /// <summary>Goes to the next token where there must be one: the reader underneath takes a text that is cut off for one that is done.</summary>
    /// <exception cref="JsonFault">The text is not JSON, or ends here.</exception>
    public JsonToken ReadInside() => Read() ? Token : throw new JsonFault("The file ends in the middle of the graph.", At(_length));

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
        _ => new string(_text.AsSpan(Start.._end)),
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
            case JsonToken.String when ((string)Value!).AsSpan().ContainsAnyInRange('\0', '\x1F') && _text.AsSpan(Start.._end).ContainsAnyInRange('\0', '\x1F'):
                return "A line break or tab inside a text is written \\n or \\t.";
            case JsonToken.EndObject or JsonToken.EndArray when _text.AsSpan(0, _end - 1).TrimEnd() is [.., ',']:
                return "There is a comma before the end.";
            case JsonToken.Integer or JsonToken.Float when Value is not double.NaN and not double.PositiveInfinity and not double.NegativeInfinity:
                var written = _text.AsSpan(Start.._end);
                return IsPlain(written) || Number().IsMatch(written) ? null : $"{written} is not how JSON writes a number.";
            default:
                return null;
        }
    }

    /// <summary>Digits alone, perhaps behind a minus, as most numbers are.</summary>
    private static bool IsPlain(ReadOnlySpan<char> number)
    {
        number = number is ['-', .. var digits] ? digits : number;
        return !number.ContainsAnyExceptInRange('0', '9') && (number is [not '0', ..] or ['0']);
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
        // As long as it has no escapes, it is as long as it is written.
        var length = ((string)_json.Value!).Length;
        var likely = end - length - 2;
        if (likely >= 0 && _text[end - 1] == _json.QuoteChar && _text[likely] == _json.QuoteChar && !_text.AsSpan(likely, length + 1).Contains('\\'))
        {
            return likely;
        }

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
            var end = _lineStart + _text.AsSpan(_lineStart, _length - _lineStart).IndexOfAny('\r', '\n');
            _lineStart = end + (_text[end] == '\r' && end + 1 < _length && _text[end + 1] == '\n' ? 2 : 1);
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

    /// <summary>The characters of an array as a reader.</summary>
    private sealed class TextOf(char[] text, int length) : TextReader
    {
        private int _at;

        public override int Read(char[] buffer, int index, int count)
        {
            count = Math.Min(count, length - _at);
            Array.Copy(text, _at, buffer, index, count);
            _at += count;
            return count;
        }
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$")]
    private static partial Regex Number();
}

/// <summary>The text is not JSON: nothing after this place can be read.</summary>
internal sealed class JsonFault(string message, Position at) : Exception(message)
{
    public Position At { get; } = at;
}

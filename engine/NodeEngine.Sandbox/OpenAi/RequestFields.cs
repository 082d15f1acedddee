using System.Globalization;
using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>
/// The named values of a request, read one by one. The first fault is kept; from then on every read gives nothing, so that a reader need not stop.
/// </summary>
/// <param name="values">In the order sent. From a form every value is text.</param>
/// <param name="form">True when numbers and booleans are written as text.</param>
internal sealed class RequestFields(IReadOnlyDictionary<string, JToken> values, bool form)
{
    private readonly HashSet<string> _read = [];

    public OpenAiError? Error { get; private set; }

    public void Refuse(OpenAiError error) => Error ??= error;

    /// <summary>Null when absent; OpenAI treats null as absent.</summary>
    public JToken? Take(string name)
    {
        _read.Add(name);
        return Error is null && values.TryGetValue(name, out var value) && value.Type != JTokenType.Null ? value : null;
    }

    public string? Text(string name, int shortest = 0, int longest = int.MaxValue)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.Type != JTokenType.String)
        {
            Refuse(OpenAiError.WrongType(name, "a string", Describe(value)));
            return null;
        }

        // OpenAI counts characters, not UTF-16 units.
        var text = (string)value!;
        var length = text.Length > longest ? text.EnumerateRunes().Count() : text.Length;
        if (length < shortest)
        {
            Refuse(OpenAiError.Bad(
                $"Invalid '{name}': empty string. Expected a string with minimum length {shortest}, but got an empty string instead.",
                "empty_string",
                name));
        }
        else if (length > longest)
        {
            Refuse(OpenAiError.Bad(
                $"Invalid '{name}': string too long. Expected a string with maximum length {longest}, but got a string with length {length} instead.",
                "string_above_max_length",
                name));
        }

        return text;
    }

    public string? Choice(string name, IReadOnlyList<string> choices)
    {
        var text = Text(name);
        if (text is not null && !choices.Contains(text))
        {
            Refuse(OpenAiError.WrongValue(name, text, choices));
        }

        return text;
    }

    public int? Integer(string name, int smallest, int largest)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        long number;
        if (form && value.Type == JTokenType.String)
        {
            if (!long.TryParse((string)value!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            {
                Refuse(OpenAiError.WrongType(name, "an integer", "a string"));
                return null;
            }
        }
        else if (value.Type == JTokenType.Integer && value is JValue { Value: long whole })
        {
            number = whole;
        }
        else
        {
            Refuse(OpenAiError.WrongType(name, "an integer", Describe(value)));
            return null;
        }

        if (number < smallest)
        {
            Refuse(OpenAiError.Bad(
                $"Invalid '{name}': integer below minimum value. Expected a value >= {smallest}, but got {number} instead.",
                "integer_below_min_value",
                name));
        }
        else if (number > largest)
        {
            Refuse(OpenAiError.Bad(
                $"Invalid '{name}': integer above maximum value. Expected a value <= {largest}, but got {number} instead.",
                "integer_above_max_value",
                name));
        }

        return Error is null ? (int)number : null;
    }

    public bool? Flag(string name)
    {
        switch (Take(name))
        {
            case null:
                return null;
            case { Type: JTokenType.Boolean } value:
                return (bool)value;
            case { Type: JTokenType.String } value when form && (string?)value is "true" or "false":
                return (string)value! == "true";
            case var value:
                Refuse(OpenAiError.WrongType(name, "a boolean", Describe(value)));
                return null;
        }
    }

    /// <summary>Whatever nobody asked for is a parameter that this model and endpoint do not have.</summary>
    public void RefuseUnread()
    {
        foreach (var name in values.Keys.Where(name => !_read.Contains(name)))
        {
            Refuse(OpenAiError.UnknownParameter(name));
        }
    }

    /// <summary>A JSON type in OpenAI's words.</summary>
    public static string Describe(JToken value) => value.Type switch
    {
        JTokenType.Object => "an object",
        JTokenType.Array => "an array",
        JTokenType.Integer => "an integer",
        JTokenType.Float => "a decimal number",
        JTokenType.Boolean => "a boolean",
        JTokenType.Null => "null",
        _ => "a string",
    };
}

using System.Globalization;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>What is wrong with a value for a port.</summary>
internal readonly record struct Fault(string Code, string Message, string? Suggestion = null);

/// <summary>Whether a value is one that a port takes: at planning for what is written, when it arrives for what is made while running.</summary>
internal static class PortCheck
{
    /// <summary>True when an arriving value of the right type must still be looked at.</summary>
    public static bool IsBounded(Port port) => port.Min is not null || port.Max is not null || port.MaxItems is not null || port.Choices.Count > 0;

    /// <summary>
    /// The value as the port's type: itself, an integer as a number, a single value as a list of one. Null when it is none of these.
    /// </summary>
    public static Value? Convert(Value value, PortType type)
    {
        if (type.Item is not { } item)
        {
            return (value, type) switch
            {
                (IntegerValue integer, _) when type == PortType.Number => new NumberValue(integer.Number),
                _ when IsOf(value, type) => value,
                _ => null,
            };
        }

        if (value is not ListValue list)
        {
            return Convert(value, item) is { } single ? new ListValue(single) : null;
        }

        Value[]? converted = null;
        for (var i = 0; i < list.Items.Count; i++)
        {
            var before = list.Items[i];
            if (Convert(before, item) is not { } after)
            {
                return null;
            }

            if (converted is null && !ReferenceEquals(before, after))
            {
                converted = [.. list.Items];
            }

            if (converted is not null)
            {
                converted[i] = after;
            }
        }

        return converted is null ? list : new ListValue(converted);
    }

    /// <summary>What is wrong with a value for this port, or null.</summary>
    public static Fault? Fault(Value value, Port port)
    {
        if (port.Type.Variable is null && !IsOf(value, port.Type))
        {
            return new("value-wrong", $"{Show(value)} is not {Article(port.Type)}.");
        }

        if (value is ListValue list)
        {
            if (port.MaxItems is { } most && list.Items.Count > most)
            {
                return new("list-too-long", $"It has {list.Items.Count} items, and takes at most {most}.", "Leave some out.");
            }

            return ItemsFault(list.Items, port);
        }

        return ItemFault(value, port);
    }

    /// <summary>A value as people see it in messages.</summary>
    public static string Show(Value value) => value switch
    {
        TextValue text => $"\"{(text.Text.Length > 60 ? text.Text[..57] + "…" : text.Text)}\"",
        ListValue => "a list",
        MaskValue => "a mask",
        ImageValue => "an image",
        FileValue file => $"'{file.Path}'",
        _ => value.ToString()!,
    };

    /// <summary>The type with its article, for messages.</summary>
    public static string Article(PortType type) => type.Item is not null
        ? $"a list ({type})"
        : type.Name[0] is 'a' or 'i' ? $"an {type}" : $"a {type}";

    /// <summary>Whether a value is of a type, without any conversion.</summary>
    public static bool IsOf(Value value, PortType type)
    {
        if (type.Item is { } item)
        {
            return value is ListValue list && AreOf(list.Items, item);
        }

        return type.Variable is not null || value switch
        {
            TextValue => type == PortType.Text || type == PortType.Choice,
            IntegerValue => type == PortType.Integer,
            NumberValue => type == PortType.Number,
            BooleanValue => type == PortType.Boolean,
            MaskValue => type.IsPicture,
            ImageValue => type == PortType.Image,
            FileValue => type == PortType.File,
            _ => false,
        };
    }

    // Loops, because what a lambda captures is allocated for every value that is looked at, list or not.
    private static bool AreOf(IReadOnlyList<Value> values, PortType type)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (!IsOf(values[i], type))
            {
                return false;
            }
        }

        return true;
    }

    private static Fault? ItemsFault(IReadOnlyList<Value> values, Port port)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (ItemFault(values[i], port) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static Fault? ItemFault(Value value, Port port) => value switch
    {
        ListValue list => ItemsFault(list.Items, port),
        TextValue text when port.Choices.Count > 0 && !port.Choices.Contains(text.Text, StringComparer.Ordinal) => WrongChoice(text.Text, port.Choices),
        IntegerValue integer => OutOfRange(integer.Number, integer.ToString(), port),
        NumberValue number => OutOfRange(number.Number, number.ToString(), port),
        _ => null,
    };

    private static Fault WrongChoice(string text, IReadOnlyList<string> choices)
    {
        var nearest = Nearest.To(text, choices);
        return new("choice-unknown", $"\"{text}\" is not one of {string.Join(", ", choices)}.", nearest is null ? null : $"Did you mean \"{nearest}\"?");
    }

    private static Fault? OutOfRange(double number, string shown, Port port)
    {
        if (!(number < port.Min) && !(number > port.Max))
        {
            return null;
        }

        var range = (port.Min, port.Max) switch
        {
            ({ } min, { } max) => $"from {Show(min)} to {Show(max)}",
            ({ } min, null) => $"at least {Show(min)}",
            (_, var max) => $"at most {Show(max!.Value)}",
        };
        return new("out-of-range", $"{shown} is out of range: it takes a number {range}.");
    }

    private static string Show(double bound) => bound.ToString("R", CultureInfo.InvariantCulture);
}

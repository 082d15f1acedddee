using System.Globalization;
using Newtonsoft.Json;
using NodeEngine.Graphs;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>Turns what is written in a graph or on a command line into values, and says what is wrong where it cannot.</summary>
internal sealed class LiteralReader(string folder, Func<Address, bool, ImageValue?>? stored)
{
    private readonly Dictionary<(string Path, PortType Type), (Value? Value, Fault? Fault)> _files = [];

    /// <summary>The value of a literal for a port, or null with the fault.</summary>
    public Value? Read(InputSource source, PortType type, out Fault? fault)
    {
        fault = null;
        switch (source)
        {
            case InputSource.List list when type.Item is { } item:
                var items = new Value[list.Items.Count];
                for (var i = 0; i < items.Length; i++)
                {
                    if (Read(list.Items[i], item, out fault) is not { } one)
                    {
                        return null;
                    }

                    items[i] = one;
                }

                return new ListValue(items);
            case InputSource.List:
                fault = new("value-wrong", $"It takes {PortCheck.Article(type)}, not an array.");
                return null;
            case InputSource.Literal literal when type.Item is { } item:
                return Read(literal, item, out fault) is { } single ? new ListValue(single) : null;
            case InputSource.Literal literal:
                return ReadSingle(literal.Value, type, out fault);
            default:
                fault = new("value-wrong", "A link cannot stand here.");
                return null;
        }
    }

    /// <summary>The value of a text from the command line, where everything is text. Paths start from the current folder.</summary>
    public Value? ReadText(string text, PortType type, out Fault? fault)
    {
        var inner = type.Innermost;
        if (type.Item is not null && text.StartsWith('['))
        {
            if (GraphReader.ParseValue(text) is { } list)
            {
                return Read(list, type, out fault);
            }

            fault = new("value-wrong", $"'{text}' is not a JSON array.", "Write [\"one\", \"two\"], or a single item without brackets.");
            return null;
        }

        object? value = text;
        var good = true;
        if (inner == PortType.Integer)
        {
            good = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer);
            value = integer;
        }
        else if (inner == PortType.Number)
        {
            good = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
            value = number;
        }
        else if (inner == PortType.Boolean)
        {
            good = text is "true" or "false";
            value = text == "true";
        }

        if (good)
        {
            return Read(new InputSource.Literal(value, default), type, out fault);
        }

        fault = new("value-wrong", $"'{text}' is not {PortCheck.Article(inner)}.");
        return null;
    }

    /// <summary>The type that a literal has by itself, for a port that takes any.</summary>
    public static PortType? TypeOf(InputSource.Literal literal) => literal.Value switch
    {
        string => PortType.Text,
        long => PortType.Integer,
        double => PortType.Number,
        bool => PortType.Boolean,
        _ => null,
    };

    private Value? ReadSingle(object? value, PortType type, out Fault? fault)
    {
        fault = null;
        switch (value)
        {
            case string text when text.Contains('\0', StringComparison.Ordinal):
                fault = new("value-wrong", "A text cannot hold the character NUL.");
                return null;
            case string text when type == PortType.Text || type == PortType.Choice:
                return new TextValue(text);
            case string path when type.IsPicture || type == PortType.File:
                return ReadFile(path, type, out fault);
            case long integer when type == PortType.Integer:
                return new IntegerValue(integer);
            case long integer when type == PortType.Number:
                return new NumberValue(integer);
            case double number when type == PortType.Number:
                return new NumberValue(number);
            case bool flag when type == PortType.Boolean:
                return BooleanValue.Of(flag);
            case null:
                fault = new("value-wrong", "null is not a value.", "Leave the input out to get its default.");
                return null;
            default:
                fault = new("value-wrong", $"It takes {PortCheck.Article(type)}, not {JsonConvert.ToString(value)}.", Advice(value, type));
                return null;
        }
    }

    private static string? Advice(object value, PortType type) => value switch
    {
        double number when type == PortType.Integer => $"Write a whole number, such as {Math.Round(number).ToString("R", CultureInfo.InvariantCulture)}.",
        string text when (type == PortType.Integer || type == PortType.Number) && double.TryParse(text, CultureInfo.InvariantCulture, out _) => $"Write {text} without quotes.",
        "true" or "false" when type == PortType.Boolean => $"Write {value} without quotes.",
        long or double or bool when type == PortType.Text => "Write it in double quotes.",
        _ => null,
    };

    private Value? ReadFile(string path, PortType type, out Fault? fault)
    {
        if (path.StartsWith("sha256:", StringComparison.Ordinal))
        {
            var found = Address.TryParse(path, out var blob) ? stored?.Invoke(blob, type == PortType.Mask) : null;
            fault = found is null ? new("blob-unknown", $"No picture is stored under {path}.", "Name a file instead.") : null;
            return type == PortType.File && found?.Encoded?.FilePath is { } file ? new FileValue(file) : found;
        }

        var full = Path.GetFullPath(path, Path.GetFullPath(folder));
        if (!_files.TryGetValue((full, type), out var read))
        {
            read = Open(path, full, type);
            _files.Add((full, type), read);
        }

        fault = read.Fault;
        return read.Value;
    }

    private static (Value?, Fault?) Open(string path, string full, PortType type)
    {
        if (Directory.Exists(full))
        {
            return (null, new("file-is-folder", $"'{path}' is a folder, not a file."));
        }

        if (!File.Exists(full))
        {
            var folder = Path.GetDirectoryName(full);
            var nearest = Directory.Exists(folder) ? Nearest.To(Path.GetFileName(full), Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!)) : null;
            return (null, new("file-missing", $"There is no file '{path}' (looked for {full}).", nearest is null ? null : $"Did you mean '{nearest}'?"));
        }

        if (type == PortType.File)
        {
            return (new FileValue(full), null);
        }

        try
        {
            var image = type == PortType.Mask ? MaskValue.FromFile(full) : ImageValue.FromFile(full);
            _ = image.Width;
            return (image, null);
        }
        catch (NodeException e)
        {
            return (null, new(e.Code, e.Message, e.Advice));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, new("file-unreadable", $"'{path}' cannot be read: {e.Message}"));
        }
    }
}

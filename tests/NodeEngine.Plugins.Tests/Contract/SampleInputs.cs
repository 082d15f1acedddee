using System.Globalization;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Tests.Contract;

/// <summary>
/// Inputs that any node can run with, as graphs write them. They follow from the types of the ports; only where such inputs would say nothing, or nothing
/// that the node could do, a node has a line of its own.
/// </summary>
internal static class SampleInputs
{
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["image.adjust"] = """ "brightness": 0.1, "contrast": 1.2, "gamma": 1.1, "saturation": 1.4, "hue": 30 """,
        ["image.caption"] = """ "text": "i", "size": 8, "size_unit": "pixels", "strip": "none", "margin": 0 """,
        ["image.compare"] = """ "second": "mask.png", "gain": 2 """,
        ["image.composite"] = """ "opacity": 0.5, "anchor": "top_left", "x": 3, "scale": 0.5 """,
        ["image.crop"] = """ "x": 2, "y": 3, "width": 20, "height": 10 """,
        ["image.grid"] = """ "labels": ["one"], "label_size": 9 """,
        ["image.pad"] = """ "left": 3, "ratio": "1:1", "background": "#ff8000" """,
        ["image.resize"] = """ "width": 20 """,
        ["image.rotate"] = """ "angle": 30 """,
        ["image.save"] = """ "name": "saved.png" """,
        ["json.value"] = """ "json": "{\"a\": [1, \"two\"]}", "path": "a[1]" """,
        ["list.concat"] = """ "lists": [["a", "b"], ["c"]] """,
        ["list.flatten"] = """ "items": [["a", "b"], ["c"]] """,
        ["list.item"] = """ "items": ["a", "b"], "index": 1 """,
        ["list.range"] = """ "end": 4 """,
        ["list.shuffle"] = """ "items": ["a", "b", "c", "d"] """,
        ["logic.compare"] = """ "a": 1, "b": 1 """,
        ["mask.polygon"] = """ "points": [0.1, 0.9, 0.5, 0.1, 0.9, 0.9] """,
        ["number.calculate"] = """ "expression": "2 * (3 + 4)" """,
        ["table.read"] = """ "file": "table.csv", "columns": ["name", "price"] """,
        ["text.file"] = """ "file": "text.txt" """,
        ["text.template"] = """ "template": "a plain text" """,
    };

    /// <summary>The inputs of a node, without braces. Pictures come from <paramref name="picture"/> and <paramref name="mask"/>, as graphs write them.</summary>
    public static string Of(NodeSpec spec, string picture, string mask)
    {
        var own = Own.GetValueOrDefault(spec.Type, "");
        var inputs = spec.Inputs
            .Where(port => (port.IsRequired || (port.Type.IsPicture && port.Key == "image")) && !own.Contains($"\"{port.Key}\":", StringComparison.Ordinal))
            .Select(port => $"\"{port.Key}\": {Literal(port, port.Type, picture, mask)}");
        return string.Join(", ", inputs.Append(own.Trim()).Where(input => input.Length > 0));
    }

    /// <summary>The outputs of a node with these inputs: those of its spec, or those that follow from them.</summary>
    public static IReadOnlyList<string> OutputsOf(NodeSpec spec) => spec.Type == "table.read" ? ["name", "price"] : [.. spec.Outputs.Select(port => port.Key)];

    /// <summary>A default, as a graph would write it.</summary>
    public static string Write(Value value) => value switch
    {
        ListValue list => $"[{string.Join(", ", list.Items.Select(Write))}]",
        IntegerValue or NumberValue => value.ToString()!,
        BooleanValue flag => flag.IsTrue ? "true" : "false",
        _ => System.Text.Json.JsonSerializer.Serialize(value.ToString()),
    };

    private static string Literal(Port port, PortType type, string picture, string mask) => type switch
    {
        { Item: { } item } => $"[{Literal(port, item, picture, mask)}]",
        _ when type == PortType.Image => picture,
        _ when type == PortType.Mask => mask,
        _ when type == PortType.File => "\"in.png\"",
        _ when type == PortType.Boolean => "true",
        _ when type == PortType.Choice => $"\"{port.Choices[0]}\"",
        _ when type == PortType.Integer || type == PortType.Number => Math.Clamp(1, port.Min ?? 1, port.Max ?? 1).ToString(CultureInfo.InvariantCulture),
        _ => "\"a\"",
    };
}

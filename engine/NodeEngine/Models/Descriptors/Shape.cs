using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace NodeEngine.Models.Descriptors;

/// <summary>
/// What a part of a descriptor looks like: a closed set. One definition checks files, and writes the JSON Schema that editors complete with.
/// </summary>
internal abstract record Shape(string Help)
{
    /// <summary>A text, which may be limited to some.</summary>
    public sealed record Text(string Help, params string[] Choices) : Shape(Help);

    /// <summary>A number.</summary>
    public sealed record Number(string Help, double Min = double.MinValue, bool IsWhole = false) : Shape(Help);

    /// <summary>A day, as 2026-11-24.</summary>
    public sealed record Day(string Help) : Shape(Help);

    /// <summary>true or false.</summary>
    public sealed record Flag(string Help) : Shape(Help);

    /// <summary>Any single value, read as text.</summary>
    public sealed record Scalar(string Help) : Shape(Help);

    /// <summary>A list of items of one shape.</summary>
    public sealed record ListOf(string Help, Shape Item, bool MayBeSingle = false) : Shape(Help);

    /// <summary>A map with names of the author's choice.</summary>
    public sealed record MapOf(string Help, Shape Value) : Shape(Help);

    /// <summary>A map with known members.</summary>
    public sealed record Map(string Help, params Member[] Members) : Shape(Help);

    /// <summary>A member of a map.</summary>
    public sealed record Member(string Name, Shape Shape, bool IsRequired = false);

    /// <summary>Notes everything in a node that is not of this shape.</summary>
    public static void Check(YamlNode root, Shape shape, Action<YamlNode, string, string, string?> report)
    {
        var open = new Stack<(YamlNode Node, Shape Shape, string Name)>([(root, shape, "descriptor")]);
        while (open.TryPop(out var next))
        {
            var (node, expected, name) = next;
            switch (expected)
            {
                case Map map when node is YamlMappingNode mapping:
                    foreach (var (key, value) in mapping.Children)
                    {
                        if (Array.Find(map.Members, member => member.Name == key.ToString()) is { } member)
                        {
                            open.Push((value, member.Shape, member.Name));
                            continue;
                        }

                        var nearest = Nearest.To(key.ToString(), map.Members.Select(known => known.Name));
                        report(key, "member-unknown", $"'{key}' is not known here.", nearest is null ? $"Known are {string.Join(", ", map.Members.Select(known => known.Name))}." : $"Did you mean '{nearest}'?");
                    }

                    foreach (var missing in map.Members.Where(member => member.IsRequired && !mapping.Children.ContainsKey(member.Name)))
                    {
                        report(node, "member-missing", $"'{missing.Name}' is missing in '{name}'.", missing.Shape.Help);
                    }

                    break;
                case MapOf of when node is YamlMappingNode mapping:
                    foreach (var (key, value) in mapping.Children)
                    {
                        open.Push((value, of.Value, key.ToString()));
                    }

                    break;
                case ListOf list when node is YamlSequenceNode sequence:
                    foreach (var item in sequence.Children)
                    {
                        open.Push((item, list.Item, name));
                    }

                    break;
                case ListOf { MayBeSingle: true } list when node is YamlScalarNode:
                    open.Push((node, list.Item, name));
                    break;
                default:
                    if (Fault(node as YamlScalarNode, expected) is { } fault)
                    {
                        report(node, "value-wrong", $"'{name}' {fault}.", null);
                    }

                    break;
            }
        }
    }

    /// <summary>A number as it may be written: with underscores between digits.</summary>
    public static bool TryNumber(string? text, out double number) =>
        double.TryParse(text?.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>A day as it is written.</summary>
    public static bool TryDay(string? text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static string? Fault(YamlScalarNode? node, Shape expected) => (expected, node?.Value) switch
    {
        (Map or MapOf, _) => "is a map",
        (ListOf, _) => "is a list",
        (_, null) => "is a single value",
        (Text { Choices.Length: > 0 } text, { } value) when !text.Choices.Contains(value, StringComparer.Ordinal) => $"is {value}, and takes {string.Join(", ", text.Choices)}",
        (Number number, { } value) when !TryNumber(value, out var read) || read < number.Min || (number.IsWhole && read != Math.Floor(read)) =>
            $"is {value}, and takes a {(number.IsWhole ? "whole " : "")}number{(number.Min > double.MinValue ? $" of at least {number.Min.ToString(CultureInfo.InvariantCulture)}" : "")}",
        (Day, { } value) when !TryDay(value, out _) => $"is {value}, and takes a day such as 2026-11-24",
        (Flag, { } value) when value is not ("true" or "false") => $"is {value}, and takes true or false",
        _ => null,
    };
}

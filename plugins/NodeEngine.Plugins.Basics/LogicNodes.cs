using System.ComponentModel.DataAnnotations;
using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>How two values are compared.</summary>
public enum Comparison
{
    /// <summary>They are the same, or their difference is within the tolerance.</summary>
    Equal,

    /// <summary>They are not equal.</summary>
    NotEqual,

    /// <summary>The first is smaller, or comes first.</summary>
    Less,

    /// <summary>The first is smaller, comes first, or is equal.</summary>
    LessOrEqual,

    /// <summary>The first is larger, or comes later.</summary>
    Greater,

    /// <summary>The first is larger, comes later, or is equal.</summary>
    GreaterOrEqual,

    /// <summary>The second text stands somewhere in the first.</summary>
    Contains,
}

/// <summary>Nodes that decide.</summary>
[Export(typeof(NodeLibrary))]
public sealed class LogicNodes : NodeLibrary
{
    /// <summary>Compares two numbers, two texts, or two truth values.</summary>
    /// <param name="a">The first: a number, a text, true or false.</param>
    /// <param name="b">The second, of the same kind.</param>
    /// <param name="comparison">What is asked of them. Texts are in the order of their Unicode characters; true and false are only equal or not; contains is for texts.</param>
    /// <param name="tolerance">Numbers that differ by no more than this are equal.</param>
    /// <param name="ignoreCase">Whether upper and lower case are the same in texts.</param>
    /// <returns>Whether it is so.</returns>
    [Node("logic.compare")]
    [return: Port("result")]
    public static bool Compare(Value a, Value b, Comparison comparison = Comparison.Equal, [Range(0, double.MaxValue)] double tolerance = 0, bool ignoreCase = false) =>
        (a, b, comparison) switch
        {
            (TextValue first, TextValue second, Comparison.Contains) => first.Text.Contains(second.Text, Casing(ignoreCase)),
            (TextValue first, TextValue second, _) => Holds(string.Compare(first.Text, second.Text, Casing(ignoreCase)), comparison),
            (BooleanValue first, BooleanValue second, Comparison.Equal) => first.IsTrue == second.IsTrue,
            (BooleanValue first, BooleanValue second, Comparison.NotEqual) => first.IsTrue != second.IsTrue,
            (IntegerValue or NumberValue, IntegerValue or NumberValue, not Comparison.Contains) => Holds(Order(a, b, tolerance), comparison),
            _ => throw new NodeException(
                "compare-kinds",
                $"{Kind(a)} and {Kind(b)} cannot be compared with '{Word(comparison)}'.",
                "Numbers and texts have an order, true and false are equal or not, and only texts contain one another.")
            { Port = nameof(a) },
        };

    private static StringComparison Casing(bool ignoreCase) => ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static int Order(Value a, Value b, double tolerance)
    {
        if (a is IntegerValue first && b is IntegerValue second)
        {
            // Beyond 2^53 numbers with a fraction do not tell neighbours apart.
            return Int128.Abs((Int128)first.Number - second.Number) <= (Int128)Math.Min(tolerance, 2e19) ? 0 : first.Number.CompareTo(second.Number);
        }

        var (x, y) = (Number(a), Number(b));
        return Math.Abs(x - y) <= tolerance ? 0 : x.CompareTo(y);
    }

    private static double Number(Value value) => value is IntegerValue integer ? integer.Number : ((NumberValue)value).Number;

    private static bool Holds(int order, Comparison comparison) => comparison switch
    {
        Comparison.Equal => order == 0,
        Comparison.NotEqual => order != 0,
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Greater => order > 0,
        _ => order >= 0,
    };

    private static string Kind(Value value) => value switch
    {
        TextValue text => $"\"{(text.Text.Length > 60 ? text.Text[..57] + "…" : text.Text)}\"",
        MaskValue => "a mask",
        ImageValue => "an image",
        ListValue => "a list",
        FileValue => "a file",
        _ => value.ToString()!,
    };

    private static string Word(Comparison comparison) => comparison switch
    {
        Comparison.NotEqual => "not_equal",
        Comparison.LessOrEqual => "less_or_equal",
        Comparison.GreaterOrEqual => "greater_or_equal",
        _ => comparison.ToString().ToLowerInvariant(),
    };
}

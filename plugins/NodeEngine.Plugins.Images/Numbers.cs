using System.Globalization;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Numbers as people write them in graphs.</summary>
internal static class Numbers
{
    /// <summary>Width divided by height, from <c>16:9</c>, <c>16/9</c> or <c>1.78</c>.</summary>
    /// <exception cref="NodeException">It is none of these, or not between 1:100 and 100:1.</exception>
    public static double Ratio(string text, string port)
    {
        var parts = text.Split(':', '/');
        var ratio = parts.Length == 1 && TryNumber(parts[0], out var one) ? one
            : parts.Length == 2 && TryNumber(parts[0], out var across) && TryNumber(parts[1], out var down) && down > 0 ? across / down
            : 0;
        return ratio is >= 0.01 and <= 100
            ? ratio
            : throw new NodeException("ratio-wrong", $"'{text}' is not a ratio of width to height.", "Write 16:9, 1:1 or 1.91.") { Port = port };
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number);
}

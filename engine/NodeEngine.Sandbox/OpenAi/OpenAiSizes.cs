using System.Globalization;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>Which sizes a model makes: a list, or any that keeps the rule of gpt-image-2 and later.</summary>
/// <param name="Listed">Null for the rule.</param>
/// <param name="Auto">Whether <c>auto</c> is a size.</param>
internal sealed record OpenAiSizes(IReadOnlyList<string>? Listed, bool Auto)
{
    private const int Multiple = 16;
    private const int LongestEdge = 3840;
    private const int FewestPixels = 655_360;
    private const int MostPixels = 8_294_400;

    public static OpenAiSizes Free { get; } = new(null, Auto: true);

    /// <summary>What is wrong with a size other than <c>auto</c>, or null.</summary>
    public OpenAiError? Check(string text, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (Listed is not null)
        {
            return Listed.Contains(text) && TryParse(text, out width, out height)
                ? null
                : OpenAiError.WrongValue("size", text, Auto ? [.. Listed, "auto"] : Listed);
        }

        if (!TryParse(text, out width, out height))
        {
            return Wrong(text, "Expected 'auto' or WIDTHxHEIGHT, such as '1024x1024'.");
        }

        if (width % Multiple != 0 || height % Multiple != 0)
        {
            return Wrong(text, $"Width and height must both be divisible by {Multiple}.");
        }

        if (Math.Max(width, height) > LongestEdge)
        {
            return Wrong(text, $"The longest edge must be at most {LongestEdge} pixels.");
        }

        if (Math.Max(width, height) > 3 * Math.Min(width, height))
        {
            return Wrong(text, "The aspect ratio must be between 1:3 and 3:1.");
        }

        return width * height is < FewestPixels or > MostPixels
            ? Wrong(text, $"The total number of pixels must be between {FewestPixels} and {MostPixels}.")
            : null;
    }

    private static OpenAiError Wrong(string size, string why) => OpenAiError.Bad($"Invalid size '{size}'. {why}", "invalid_value", "size");

    private static bool TryParse(string text, out int width, out int height)
    {
        (width, height) = (0, 0);
        var x = text.IndexOf('x', StringComparison.Ordinal);
        return x > 0 && Number(text.AsSpan(0, x), out width) && Number(text.AsSpan(x + 1), out height);

        static bool Number(ReadOnlySpan<char> digits, out int number) =>
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and < 100_000 && digits[0] != '0';
    }
}

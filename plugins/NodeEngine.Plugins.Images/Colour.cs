using System.Globalization;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>A colour as people write it in graphs.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue, byte Alpha)
{
    public bool IsGrey => Red == Green && Green == Blue;

    public bool IsOpaque => Alpha == 255;

    public bool IsInvisible => Alpha == 0;

    /// <summary>How bright it looks, from 0 to 1.</summary>
    public double Luminance => ((0.2126 * Red) + (0.7152 * Green) + (0.0722 * Blue)) / 255;

    /// <summary>The colour for markup, without its alpha.</summary>
    public string Rgb => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    /// <summary>Reads <c>#rgb</c>, <c>#rgba</c>, <c>#rrggbb</c>, <c>#rrggbbaa</c> or a name of CSS.</summary>
    /// <exception cref="NodeException">It is none of these.</exception>
    public static Colour Parse(string text, string port)
    {
        if (text.StartsWith('#') && FromHex(text.AsSpan(1)) is { } hex)
        {
            return hex;
        }

        // Web colours and those of CSS are the same list, but for the second spelling of grey.
        var named = System.Drawing.Color.FromName(text.Replace("grey", "gray", StringComparison.OrdinalIgnoreCase));
        if (named is { IsKnownColor: true, IsSystemColor: false })
        {
            return new Colour(named.R, named.G, named.B, named.A);
        }

        throw new NodeException("colour-unknown", $"'{text}' is not a colour.", "Write #rrggbb, #rrggbbaa, #rgb, or a name such as white, navy or transparent.") { Port = port };
    }

    /// <summary>The samples of a pixel with this colour. With one or two bands it must be grey.</summary>
    public double[] ToSamples(int bands, bool deep)
    {
        var scale = deep ? 257.0 : 1.0;
        return bands switch
        {
            1 => [Red * scale],
            2 => [Red * scale, Alpha * scale],
            3 => [Red * scale, Green * scale, Blue * scale],
            _ => [Red * scale, Green * scale, Blue * scale, Alpha * scale],
        };
    }

    private static Colour? FromHex(ReadOnlySpan<char> digits)
    {
        if (digits.Length is not (3 or 4 or 6 or 8) || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        return digits.Length switch
        {
            3 => new Colour(Twice(value >> 8), Twice(value >> 4), Twice(value), 255),
            4 => new Colour(Twice(value >> 12), Twice(value >> 8), Twice(value >> 4), Twice(value)),
            6 => new Colour((byte)(value >> 16), (byte)(value >> 8), (byte)value, 255),
            _ => new Colour((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value),
        };
    }

    private static byte Twice(uint digit) => (byte)((digit & 15) * 17);
}

using System.Globalization;
using System.Text;
using NetVips;

namespace NodeEngine.Sandbox.Drawing;

/// <summary>Text as coverage, one byte a pixel, trimmed to the ink; <see cref="Left"/> and <see cref="Top"/> are what was trimmed.</summary>
internal sealed record TextMask(byte[] Pixels, int Width, int Height, int Left, int Top)
{
    // Without a font every letter is the same empty box.
    private static readonly Lazy<bool> HasFont = new(() =>
    {
        using var a = Image.Text("A", font: "sans 24", dpi: 72);
        using var b = Image.Text("B", font: "sans 24", dpi: 72);
        return !a.WriteToMemory<byte>().AsSpan().SequenceEqual(b.WriteToMemory<byte>());
    });

    /// <summary>Height from the top of the first line to the lowest ink.</summary>
    public int Bottom => Top + Height;

    /// <summary>Lays out plain text; any character is allowed, markup in it is shown as it stands. Null when nothing of it leaves ink.</summary>
    /// <param name="text">What to show. Control characters become spaces.</param>
    /// <param name="pixels">Font size.</param>
    /// <param name="width">Where lines wrap: between words, else inside them.</param>
    /// <param name="bold">Bold weight.</param>
    public static TextMask? Create(string text, double pixels, int width, bool bold = false)
    {
        var clean = Clean(text);
        if (string.IsNullOrWhiteSpace(clean))
        {
            return null;
        }

        if (!HasFont.Value)
        {
            return StrokeFont.Draw(clean, pixels, width, bold);
        }

        var font = string.Create(CultureInfo.InvariantCulture, $"sans {(bold ? "bold " : "")}{pixels:0.#}");
        using var image = Image.Text(Escape(clean), font: font, width: Math.Max(1, width), wrap: Enums.TextWrap.WordChar, dpi: 72);
        return new(image.WriteToMemory<byte>(), image.Width, image.Height, image.Xoffset, image.Yoffset);
    }

    /// <summary>
    /// Without what neither Pango nor XML can show: control characters become spaces, half a surrogate pair becomes the replacement character.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value is '\n' || !(Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF) ? rune.ToString() : " ");
        }

        return clean.ToString();
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}

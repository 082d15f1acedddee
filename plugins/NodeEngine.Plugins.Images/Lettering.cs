using System.Globalization;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>How thick letters are.</summary>
public enum FontWeight
{
    /// <summary>As for reading.</summary>
    Normal,

    /// <summary>As for a headline.</summary>
    Bold,
}

/// <summary>Letters of one font and size, drawn by Pango.</summary>
internal sealed class Lettering
{
    private readonly string _font;
    private readonly string _description;

    /// <param name="family">The font family, or one of sans, serif and monospace.</param>
    /// <param name="weight">How thick.</param>
    /// <param name="size">Pixels; capitals are about 0.7 of it high, and lines 1.2 of it apart.</param>
    /// <exception cref="NodeException">The machine has no such font.</exception>
    public Lettering(string family, FontWeight weight, double size)
    {
        _font = $"{Fonts.Resolve(family)}, {weight}";
        Size = size;
        _description = string.Create(CultureInfo.InvariantCulture, $"{_font} {size:0.###}");
    }

    /// <summary>Pixels, as it was asked for.</summary>
    public double Size { get; }

    /// <summary>
    /// Whether the text is certainly too much for a place of this size: what is drawn first and measured afterwards could take all memory.
    /// </summary>
    public bool IsHopeless(string text, int width, int height) =>
        (text.AsSpan().Count('\n') * Size) > height || text.Length * 0.15 * Size * Size > (double)width * height;

    /// <summary>Draws a text; lines longer than <paramref name="width"/> are wrapped, between words if that is possible.</summary>
    /// <exception cref="NodeException">The text has characters that cannot be drawn.</exception>
    public TextBlock Draw(Pipeline pipeline, string text, Colour colour, int width, Enums.Align align)
    {
        Fonts.Check(_font, text);
        var markup = $"<span foreground=\"{colour.Rgb}\">{Escape(text)}</span>";
        var drawn = pipeline.Add(Image.Text(markup, _description, width: width, align: align, dpi: 72, rgba: true, wrap: Enums.TextWrap.WordChar));
        using var one = Image.Text("H", _description, dpi: 72);
        using var two = Image.Text("H\nH", _description, dpi: 72);
        var capital = one.Height;
        var pitch = two.Height - capital;
        var bottom = drawn.Yoffset + drawn.Height;
        var linesAbove = Math.Max(0, Math.Round((bottom - one.Yoffset - capital) / (double)pitch));
        var baseline = one.Yoffset + capital + (int)(linesAbove * pitch);
        var seen = colour.IsOpaque ? drawn : drawn.Like(pipeline, drawn.Linear([1, 1, 1, colour.Alpha / 255.0], [0.0]));
        return new TextBlock(pipeline.Settle(seen), one.Yoffset - drawn.Yoffset, baseline - drawn.Yoffset);
    }

    private static string Escape(string text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character) && character is not ('\n' or '\t' or '\r'))
            {
                throw new NodeException("text-control", $"The text has the control character U+{(int)character:X4}, which cannot be drawn.", "Remove it.");
            }
        }

        return text.ReplaceLineEndings("\n")
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
    }
}

/// <summary>A drawn text.</summary>
/// <param name="Image">RGB and alpha, 8 bits, as large as the ink.</param>
/// <param name="CapitalsTop">Where capitals of the first line begin, from the top of the image; negative when no ink reaches there.</param>
/// <param name="Baseline">Where the last line stands, from the top of the image. Letters such as g reach below it.</param>
internal sealed record TextBlock(Image Image, int CapitalsTop, int Baseline)
{
    /// <summary>From the top of the capitals to the last line: what the eye centres.</summary>
    public int OpticalHeight => Baseline - CapitalsTop;
}

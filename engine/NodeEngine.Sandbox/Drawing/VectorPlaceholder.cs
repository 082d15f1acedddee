using System.Globalization;
using System.Security;
using System.Text;

namespace NodeEngine.Sandbox.Drawing;

/// <summary>Writes the placeholder as SVG: the same captions, laid out by counting characters, since nobody knows the font it will be shown with.</summary>
internal static class VectorPlaceholder
{
    private const int MostLines = 9;

    public static byte[] Write(Placeholder what)
    {
        var hue = 150 + (((what.Identity[0] << 8) | what.Identity[1]) * 290.0 / 65536);
        var unit = Math.Min(what.Width, what.Height) / 32.0;
        var margin = 2 * unit;
        var inner = what.Width - (4 * margin);
        var lines = Wrap(what.Prompt, (int)(inner / (0.58 * unit)));
        var panel = (9.2 + (1.35 * lines.Count)) * unit;
        var top = (what.Height - panel) / 2;

        var svg = new StringBuilder();
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{what.Width}\" height=\"{what.Height}\" viewBox=\"0 0 {what.Width} {what.Height}\">\n");
        if (!what.Transparent)
        {
            var (near, far) = (Color.FromLch(0.86, 0.085, hue), Color.FromLch(0.58, 0.125, hue < 270 ? hue + 48 : hue - 48));
            Add($"<linearGradient id=\"ground\" x2=\"1\" y2=\"1\"><stop stop-color=\"{Hex(near)}\"/><stop offset=\"1\" stop-color=\"{Hex(far)}\"/></linearGradient>\n");
            Add($"<rect width=\"100%\" height=\"100%\" fill=\"url(#ground)\"/>\n");
        }

        var width = what.Width - (2 * margin);
        Add($"<rect x=\"{margin:0.#}\" y=\"{top:0.#}\" width=\"{width:0.#}\" height=\"{panel:0.#}\" rx=\"{unit:0.#}\" fill=\"#fff\" fill-opacity=\"0.95\"/>\n");
        Add($"<g font-family=\"sans-serif\" fill=\"{Hex(Color.FromLch(0.27, 0.035, hue))}\" transform=\"translate({2 * margin:0.#} {top:0.#})\">\n");
        Line(2.2, 0.62, "SANDBOX PLACEHOLDER", $"font-weight=\"bold\" fill=\"{Hex(Color.FromLch(0.52, 0.13, hue))}\"");
        Line(4.2, 1.75, what.Model, "font-weight=\"bold\"");
        Line(6, 0.85, string.Join("  ·  ", what.Details.Append($"picture {what.Index} of {what.Count}")), "fill-opacity=\"0.75\"");
        for (var i = 0; i < lines.Count; i++)
        {
            Line(8.6 + (1.35 * i), 1, lines[i], "");
        }

        Add($"</g>\n");
        for (var i = 0; i < what.Thumbnails.Count; i++)
        {
            var side = Math.Min(4 * unit, (what.Width - (2 * margin)) / what.Thumbnails.Count * 0.9);
            var picture = Convert.ToBase64String(Picture(what.Thumbnails[i], Color.FromLch(0.80, 0.14, hue)));
            var (x, y) = (margin + (i * side / 0.9), what.Height - margin - side);
            Add($"<image x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{side:0.#}\" height=\"{side:0.#}\" href=\"data:image/png;base64,{picture}\"/>\n");
        }

        Add($"</svg>\n");
        return Encoding.UTF8.GetBytes(svg.ToString());

        void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));

        void Line(double y, double size, string text, string style) =>
            Add($"<text y=\"{y * unit:0.#}\" font-size=\"{size * unit:0.#}\" {style}>{SecurityElement.Escape(text)}</text>\n");
    }

    private static byte[] Picture(Thumbnail thumbnail, Color accent)
    {
        const int Side = 128;
        var canvas = new Canvas(Side, Side);
        canvas.DrawPixels(thumbnail.Pixels(Side, accent), new(0, 0, Side, Side), Side / 9.0);
        return PictureEncoder.Encode(canvas, "png", transparent: true, quality: 100);
    }

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (var word in TextMask.Clean(text).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + word.Length >= width)
            {
                if (lines.Count == MostLines)
                {
                    lines[^1] += "…";
                    break;
                }

                lines.Add("");
            }

            var part = word.Length <= width ? word : string.Concat(word.AsSpan(0, width - 1), "…");
            lines[^1] += lines[^1].Length == 0 ? part : $" {part}";
        }

        return lines;
    }

    private static string Hex(Color color) => $"#{color.R:x2}{color.G:x2}{color.B:x2}";
}

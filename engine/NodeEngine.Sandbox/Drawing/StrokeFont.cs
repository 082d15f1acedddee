namespace NodeEngine.Sandbox.Drawing;

/// <summary>
/// Letters made of strokes, for machines without a font, such as a bare container: plain, but legible. ASCII and the few signs that the captions use;
/// any other character is an empty box.
/// </summary>
internal static class StrokeFont
{
    // Strokes are separated by spaces; a stroke is points, a point two digits: x from the left, y from the top of the capitals; 6 is the baseline.
    private static readonly Dictionary<char, string> Glyphs = new()
    {
        ['A'] = "062046 1333",
        ['B'] = "06003041423303 3344453606",
        ['C'] = "4130100105163645",
        ['D'] = "00062644422000",
        ['E'] = "40000646 0333",
        ['F'] = "400006 0333",
        ['G'] = "41301001051636454323",
        ['H'] = "0006 4046 0343",
        ['I'] = "1016 0020 0626",
        ['J'] = "4045361605",
        ['K'] = "0006 4004 1346",
        ['L'] = "000646",
        ['M'] = "0600234046",
        ['N'] = "06004640",
        ['O'] = "100105163645413010",
        ['P'] = "06003041423303",
        ['Q'] = "100105163645413010 2446",
        ['R'] = "06003041423303 2346",
        ['S'] = "413010010213334445361605",
        ['T'] = "0040 2026",
        ['U'] = "000516364540",
        ['V'] = "002640",
        ['W'] = "0016233640",
        ['X'] = "0046 4006",
        ['Y'] = "002340 2326",
        ['Z'] = "00400646",
        ['a'] = "12324346 441405163645",
        ['b'] = "0006 0312324345361605",
        ['c'] = "4332120305163645",
        ['d'] = "4046 4332120305163645",
        ['e'] = "044443321203051636",
        ['f'] = "30201116 0232",
        ['g'] = "42473818 4332120305163645",
        ['h'] = "0006 0312324346",
        ['i'] = "0206 0000",
        ['j'] = "121708 1010",
        ['k'] = "0006 3205 1436",
        ['l'] = "000516",
        ['m'] = "0206 03122326 23324346",
        ['n'] = "0206 0312324346",
        ['o'] = "120305163645433212",
        ['p'] = "0208 0312324345361605",
        ['q'] = "4248 4332120305163645",
        ['r'] = "0206 031232",
        ['s'] = "4212031434453606",
        ['t'] = "10152636 0232",
        ['u'] = "0205163645 4246",
        ['v'] = "022642",
        ['w'] = "0216233642",
        ['x'] = "0246 4206",
        ['y'] = "0226 4218",
        ['z'] = "02420646",
        ['0'] = "100105163645413010 1432",
        ['1'] = "011016 0626",
        ['2'] = "01103041420646",
        ['3'] = "01103041423313 334445361605",
        ['4'] = "36300444",
        ['5'] = "4000033344453606",
        ['6'] = "4130100105163645443303",
        ['7'] = "004016",
        ['8'] = "100102133342413010 1304051636454433",
        ['9'] = "4313020110304145361605",
        ['.'] = "0606",
        [','] = "1607",
        [':'] = "0303 0606",
        [';'] = "1313 1607",
        ['!'] = "0004 0606",
        ['?'] = "01103041422324 2626",
        ['\''] = "0001",
        ['"'] = "0001 2021",
        ['`'] = "0011",
        ['('] = "10010516",
        [')'] = "00111506",
        ['['] = "10000616",
        [']'] = "00101606",
        ['{'] = "20111203141526",
        ['}'] = "00111223141506",
        ['<'] = "320436",
        ['>'] = "023406",
        ['-'] = "0333",
        ['_'] = "0747",
        ['='] = "0242 0444",
        ['+'] = "0444 2226",
        ['*'] = "2024 0143 4103",
        ['/'] = "0640",
        ['\\'] = "0046",
        ['|'] = "0007",
        ['~'] = "0413243544",
        ['^'] = "022042",
        ['#'] = "1016 3036 0242 0444",
        ['@'] = "4616050110304144242242",
        ['&'] = "4602011021220405162644",
        ['%'] = "0640 0010110100 3545463635",
        ['$'] = "413010010213334445361605 2026",
        ['·'] = "0303",
        ['×'] = "0235 3205",
        ['…'] = "0606 2626 4646",
    };

    private const string Box = "0006464000";
    private const double Space = 3;
    private const double LineHeight = 10.5;

    /// <summary>As <see cref="TextMask.Create"/>. Null when nothing leaves ink.</summary>
    public static TextMask? Draw(string text, double pixels, int width, bool bold)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var unit = pixels * 0.118;
        var radius = Math.Max(0.5, unit * (bold ? 0.62 : 0.38));
        var lines = Wrap(text, (width - (2 * radius)) / unit);
        var widest = Math.Max(0, lines.Max(Width));
        var mask = new TextMask(new byte[Edge(widest) * Edge((lines.Count * LineHeight) - 2)], Edge(widest), Edge((lines.Count * LineHeight) - 2), 0, 0);
        for (var line = 0; line < lines.Count; line++)
        {
            var x = 0.0;
            foreach (var letter in lines[line])
            {
                if (!char.IsWhiteSpace(letter))
                {
                    Stroke(mask, Glyphs.GetValueOrDefault(letter, Box), x, line * LineHeight, unit, radius);
                }

                x += Advance(letter);
            }
        }

        return Trim(mask);

        int Edge(double units) => (int)Math.Ceiling((units * unit) + (2 * radius));
    }

    private static TextMask Trim(TextMask mask)
    {
        var first = mask.Pixels.AsSpan().IndexOfAnyExcept((byte)0) / mask.Width;
        var last = mask.Pixels.AsSpan().LastIndexOfAnyExcept((byte)0) / mask.Width;
        return new(mask.Pixels[(first * mask.Width)..((last + 1) * mask.Width)], mask.Width, last + 1 - first, 0, first);
    }

    private static double Advance(char letter) => char.IsWhiteSpace(letter) ? Space : Right(Glyphs.GetValueOrDefault(letter, Box)) + 2;

    private static double Width(string text) => text.Sum(Advance) - 2;

    private static int Right(string glyph)
    {
        var right = 0;
        foreach (var stroke in glyph.Split(' '))
        {
            for (var i = 0; i < stroke.Length; i += 2)
            {
                right = Math.Max(right, stroke[i] - '0');
            }
        }

        return right;
    }

    private static List<string> Wrap(string text, double room)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
        {
            lines.Add("");
            foreach (var word in paragraph.Split(' '))
            {
                var joined = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
                if (Width(joined) <= room)
                {
                    lines[^1] = joined;
                    continue;
                }

                if (lines[^1].Length > 0)
                {
                    lines.Add("");
                }

                foreach (var letter in word)
                {
                    if (lines[^1].Length > 0 && Width(lines[^1] + letter) > room)
                    {
                        lines.Add("");
                    }

                    lines[^1] += letter;
                }
            }
        }

        return lines;
    }

    private static void Stroke(TextMask mask, string glyph, double left, double top, double unit, double radius)
    {
        foreach (var stroke in glyph.Split(' '))
        {
            for (var i = 0; i < Math.Max(1, stroke.Length - 2); i += 2)
            {
                var to = Math.Min(i + 2, stroke.Length - 2);
                Segment(mask, X(stroke[i]), Y(stroke[i + 1]), X(stroke[to]), Y(stroke[to + 1]), radius);
            }
        }

        double X(char digit) => ((left + (digit - '0')) * unit) + radius;
        double Y(char digit) => ((top + (digit - '0')) * unit) + radius;
    }

    // A line with round ends: every pixel by its distance from it.
    private static void Segment(TextMask mask, double x1, double y1, double x2, double y2, double radius)
    {
        var reach = radius + 1;
        var (dx, dy) = (x2 - x1, y2 - y1);
        var length = Math.Max((dx * dx) + (dy * dy), 1e-9);
        for (var y = (int)Math.Max(0, Math.Min(y1, y2) - reach); y < Math.Min(mask.Height, Math.Max(y1, y2) + reach); y++)
        {
            for (var x = (int)Math.Max(0, Math.Min(x1, x2) - reach); x < Math.Min(mask.Width, Math.Max(x1, x2) + reach); x++)
            {
                var (px, py) = (x + 0.5 - x1, y + 0.5 - y1);
                var along = Math.Clamp(((px * dx) + (py * dy)) / length, 0, 1);
                var (ox, oy) = (px - (along * dx), py - (along * dy));
                var cover = (byte)(255 * Math.Clamp(0.5 + radius - Math.Sqrt((ox * ox) + (oy * oy)), 0, 1));
                ref var pixel = ref mask.Pixels[(y * mask.Width) + x];
                pixel = Math.Max(pixel, cover);
            }
        }
    }
}

namespace NodeEngine.Sandbox.Drawing;

/// <summary>Paints the placeholder: a gradient, a panel with the captions, thumbnails along the bottom edge.</summary>
internal sealed class PlaceholderPainter
{
    private readonly Placeholder _what;
    private readonly Canvas _canvas;
    private readonly double _hue;
    private readonly double _farHue;
    private readonly int _margin;
    private readonly Color _ink;
    private readonly Color _accent;

    private PlaceholderPainter(Placeholder what)
    {
        _what = what;
        _canvas = new(what.Width, what.Height);
        _margin = Math.Max(6, Math.Min(what.Width, what.Height) / 20);

        // The pictures of one request are siblings: near in colour, yet told apart at a glance. Between yellow and green a gradient turns muddy:
        // those hues are left out.
        _hue = 150 + (((((what.Identity[0] << 8) | what.Identity[1]) * 290.0 / 65536) + ((what.Index - 1) * 24)) % 290);
        _farHue = _hue < 270 ? _hue + 48 : _hue - 48;
        _ink = Color.FromLch(0.27, 0.035, _hue);
        _accent = Color.FromLch(0.52, 0.13, _hue);
    }

    public static Canvas Paint(Placeholder what)
    {
        var painter = new PlaceholderPainter(what);
        painter.Paint();
        return painter._canvas;
    }

    private void Paint()
    {
        if (!_what.Transparent)
        {
            _canvas.FillGradient(Color.FromLch(0.86, 0.085, _hue), Color.FromLch(0.58, 0.125, _farHue));
        }

        var bottom = _what.Height - _margin;
        if (_what.Thumbnails.Count > 0)
        {
            bottom = PaintThumbnails() - (_margin * 2 / 3);
        }

        PaintPanel(new(_margin, _margin, _what.Width - (2 * _margin), Math.Max(1, bottom - _margin)));
    }

    private void PaintPanel(Box room)
    {
        var width = Math.Min(room.Width, (int)Math.Max(1.7 * room.Height, 0.62 * _what.Width));
        var body = Math.Min(5 + (0.033 * Math.Sqrt((double)width * room.Height)), width / 15.0);
        var padding = (int)(1.3 * body);
        var tall = room.Height > 9 * body;
        var inner = Math.Max(8, width - (2 * padding));
        var gap = (int)Math.Max(2, 0.45 * body);

        var tag = tall ? TextMask.Create("SANDBOX PLACEHOLDER", Math.Max(8.5, 0.6 * body), inner, bold: true) : null;
        var title = Title(1.75 * body, inner);
        var details = TextMask.Create(string.Join("\u00a0\u00a0·\u00a0", Details()).TrimStart(), Math.Max(9.5, 0.85 * body), inner);
        var head = Bottom(tag) + (tag is null ? 0 : gap) + Bottom(title) + gap + Bottom(details);
        var rule = (2 * gap) + Math.Max(1, (int)(body / 16)) + gap;
        var prompt = FitPrompt(inner, room.Height - (2 * padding) - head - rule, body);

        var height = Math.Min(room.Height, (2 * padding) + head + (prompt is null ? 0 : rule + Bottom(prompt)));
        var panel = new Box(room.X + ((room.Width - width) / 2), room.Y + ((room.Height - height) / 2), width, height);
        var radius = Math.Max(4, 0.9 * body);
        if (!_what.Transparent)
        {
            var shadow = panel with { Y = panel.Y + (int)(0.3 * body) };
            _canvas.FillRounded(shadow, radius, Color.FromLch(0.25, 0.06, _farHue).WithAlpha(70), softness: Math.Max(3, 1.6 * body));
        }

        _canvas.FillRounded(panel, radius, _what.Transparent ? Color.FromLch(0.955, 0.022, _hue) : new(255, 255, 255, 243));
        var (left, y) = (panel.X + padding, panel.Y + padding);
        y = Draw(tag, left, y, _accent) + (tag is null ? 0 : gap);
        y = Draw(title, left, y, _ink) + gap;
        y = Draw(details, left, y, _ink.WithAlpha(190));
        if (prompt is not null)
        {
            var line = new Box(left, y + (2 * gap), inner, Math.Max(1, (int)(body / 16)));
            _canvas.FillRounded(line, 0, _accent.WithAlpha(90));
            Draw(prompt, left, y + rule, _ink);
        }
    }

    private IEnumerable<string> Details()
    {
        foreach (var detail in _what.Details)
        {
            yield return Unbroken(detail);
        }

        yield return Unbroken($"picture {_what.Index} of {_what.Count}");
    }

    private static string Unbroken(string words) => " " + words.Replace(' ', '\u00a0');

    private TextMask? Title(double pixels, int width)
    {
        var title = TextMask.Create(_what.Model, pixels, int.MaxValue / 4096, bold: true);
        if (title is null || title.Left + title.Width <= width)
        {
            return title;
        }

        var smaller = Math.Max(9.5, pixels * width / (title.Left + title.Width + 2));
        return TextMask.Create(_what.Model, smaller, width, bold: true);
    }

    // Large first; then smaller; at the smallest legible size cut, with an ellipsis.
    private TextMask? FitPrompt(int width, int height, double largest)
    {
        var smallest = Math.Max(9.5, 0.55 * largest);
        if (height < smallest)
        {
            return null;
        }

        for (var size = largest; size > smallest; size *= 0.86)
        {
            if (_what.Prompt.Length <= Capacity(width, height, size) && TextMask.Create(_what.Prompt, size, width) is { } text && text.Bottom <= height)
            {
                return text;
            }
        }

        var cut = Math.Min(_what.Prompt.Length, Capacity(width, height, smallest));
        while (cut > 0)
        {
            var part = cut == _what.Prompt.Length ? _what.Prompt : Shorten(_what.Prompt, cut);
            var text = TextMask.Create(part, smallest, width);
            if (text is null || text.Bottom <= height)
            {
                return text;
            }

            cut = Math.Min(cut - 1, (int)(0.97 * cut * height / text.Bottom));
        }

        return null;
    }

    // More characters than the narrowest text could fit: what is longer need not be laid out to know it.
    private static int Capacity(int width, int height, double size) => (int)(1 + (width / (0.3 * size))) * (int)(1 + (height / (1.1 * size)));

    private static string Shorten(string text, int length)
    {
        var space = text.LastIndexOf(' ', length - 1, Math.Min(length, 24));
        return text[..(space > 0 ? space : length)].TrimEnd(' ', ',', ';', '.', '\n') + "…";
    }

    // Returns the top of the strip.
    private int PaintThumbnails()
    {
        var thumbnails = _what.Thumbnails;
        var room = _what.Width - (2 * _margin);
        var shortest = Math.Min(_what.Width, _what.Height);
        var gap = Math.Max(4, shortest / 64);
        var (side, rows, columns) = (0, 0, thumbnails.Count);
        while (rows < 3 && side < shortest / 11)
        {
            rows++;
            columns = (thumbnails.Count + rows - 1) / rows;
            side = Math.Min(shortest * 17 / 100, (room - ((columns - 1) * gap)) / columns);
        }

        side = Math.Max(8, side);
        var top = _what.Height - _margin - (rows * side) - ((rows - 1) * gap);
        for (var i = 0; i < thumbnails.Count; i++)
        {
            var (row, column) = (i / columns, i % columns);
            var inRow = Math.Min(columns, thumbnails.Count - (row * columns));
            var left = (_what.Width - (inRow * side) - ((inRow - 1) * gap)) / 2;
            PaintThumbnail(thumbnails[i], new(left + (column * (side + gap)), top + (row * (side + gap)), side, side));
        }

        return top;
    }

    private void PaintThumbnail(Thumbnail thumbnail, Box box)
    {
        var border = Math.Max(1, box.Width / 28);
        var radius = box.Width / 9.0;
        _canvas.FillRounded(box, radius, new(255, 255, 255));
        var picture = new Box(box.X + border, box.Y + border, box.Width - (2 * border), box.Height - (2 * border));
        _canvas.DrawPixels(thumbnail.Pixels(picture.Width, Color.FromLch(0.80, 0.14, _hue)), picture, Math.Max(1, radius - border));
        if (TextMask.Create(thumbnail.Label, Math.Max(9, box.Width / 7.0), box.Width, bold: true) is { } label && label.Width + 8 <= box.Width)
        {
            var pad = Math.Max(2, label.Height / 3);
            var height = label.Height + (2 * pad);
            var pill = new Box(picture.X + border, picture.Y + picture.Height - height - border, label.Width + (3 * pad), height);
            _canvas.FillRounded(pill, pill.Height / 2.0, new(255, 255, 255, 225));
            _canvas.DrawMask(label, pill.X + (3 * pad / 2), pill.Y + pad, _ink);
        }
    }

    private static int Bottom(TextMask? text) => text?.Bottom ?? 0;

    private int Draw(TextMask? text, int left, int top, Color color)
    {
        if (text is not null)
        {
            _canvas.DrawMask(text, left + text.Left, top + text.Top, color);
        }

        return top + Bottom(text);
    }
}

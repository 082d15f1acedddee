using System.Runtime.InteropServices;

namespace NodeEngine.Sandbox.Drawing;

/// <summary>A picture being painted: straight-alpha RGBA, eight bits each, rows from the top.</summary>
internal sealed class Canvas(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public byte[] Pixels { get; } = new byte[(long)width * height * 4];

    /// <summary>A calm diagonal of two colours with a glow in the upper left. Two tables are added per pixel, so that it costs next to nothing.</summary>
    public void FillGradient(Color from, Color to)
    {
        const int Steps = 2048;
        Span<uint> colors = stackalloc uint[Steps];
        for (var i = 0; i < Steps; i++)
        {
            colors[i] = Color.Mix(from, to, i / (double)(Steps - 1)).Packed;
        }

        var columns = Slope(Width, 0.55, 0.30);
        var rows = Slope(Height, 0.75, 0.22);
        var scale = (Steps - 1) / (columns[^1] + rows[^1]);
        var pixels = MemoryMarshal.Cast<byte, uint>(Pixels.AsSpan());
        for (var y = 0; y < Height; y++)
        {
            var row = pixels.Slice(y * Width, Width);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = colors[(int)((columns[x] + rows[y]) * scale)];
            }
        }
    }

    /// <summary>
    /// A rectangle with round corners and smooth edges. <paramref name="softness"/> is how many pixels the edge fades over: 1 for a crisp shape, more
    /// for a shadow.
    /// </summary>
    public void FillRounded(Box box, double radius, Color color, double softness = 1)
    {
        var reach = (int)Math.Ceiling(softness);
        radius = Math.Min(radius, Math.Min(box.Width, box.Height) / 2.0);
        var (centerX, centerY) = (box.X + (box.Width / 2.0), box.Y + (box.Height / 2.0));
        var (halfX, halfY) = ((box.Width / 2.0) - radius, (box.Height / 2.0) - radius);
        var inset = (int)Math.Ceiling(radius + softness);
        for (var y = Math.Max(0, box.Y - reach); y < Math.Min(Height, box.Y + box.Height + reach); y++)
        {
            var dy = Math.Abs(y + 0.5 - centerY) - halfY;
            for (var x = Math.Max(0, box.X - reach); x < Math.Min(Width, box.X + box.Width + reach); x++)
            {
                var inside = x >= box.X + inset && x < box.X + box.Width - inset && y >= box.Y + inset && y < box.Y + box.Height - inset;
                var cover = 1.0;
                if (!inside)
                {
                    var dx = Math.Abs(x + 0.5 - centerX) - halfX;
                    var distance = (dx > 0 && dy > 0 ? Math.Sqrt((dx * dx) + (dy * dy)) : Math.Max(dx, dy)) - radius;
                    cover = Math.Clamp(0.5 - (distance / softness), 0, 1);
                    cover = softness > 1 ? cover * cover : cover;
                }

                Blend(x, y, color, (int)(cover * color.A));
            }
        }
    }

    /// <summary>Paints a colour through a one-band mask, clipped to the canvas.</summary>
    public void DrawMask(TextMask mask, int left, int top, Color color)
    {
        for (var y = Math.Max(0, -top); y < Math.Min(mask.Height, Height - top); y++)
        {
            for (var x = Math.Max(0, -left); x < Math.Min(mask.Width, Width - left); x++)
            {
                var cover = mask.Pixels[(y * mask.Width) + x];
                if (cover > 0)
                {
                    Blend(left + x, top + y, color, cover * color.A / 255);
                }
            }
        }
    }

    /// <summary>Paints RGBA pixels in a box of their own size, with round corners.</summary>
    public void DrawPixels(byte[] rgba, Box box, double radius)
    {
        var shape = new Canvas(box.Width, box.Height);
        shape.FillRounded(new(0, 0, box.Width, box.Height), radius, new(255, 255, 255));
        for (var y = 0; y < box.Height; y++)
        {
            for (var x = 0; x < box.Width; x++)
            {
                var at = ((y * box.Width) + x) * 4;
                Blend(box.X + x, box.Y + y, new(rgba[at], rgba[at + 1], rgba[at + 2]), rgba[at + 3] * shape.Pixels[at + 3] / 255);
            }
        }
    }

    // A straight slope with a hump: the hump, placed at `peak`, is what reads as a glow.
    private static double[] Slope(int length, double weight, double peak)
    {
        var slope = new double[length];
        for (var i = 0; i < length; i++)
        {
            var t = length == 1 ? 0 : i / (double)(length - 1);
            slope[i] = weight * (t - peak) * (t - peak);
        }

        return slope;
    }

    private void Blend(int x, int y, Color color, int alpha)
    {
        if (alpha <= 0 || (uint)x >= (uint)Width || (uint)y >= (uint)Height)
        {
            return;
        }

        var at = ((y * Width) + x) * 4;
        var under = Pixels[at + 3];
        if (alpha >= 255 || under == 0)
        {
            (Pixels[at], Pixels[at + 1], Pixels[at + 2], Pixels[at + 3]) = (color.R, color.G, color.B, (byte)Math.Min(alpha, 255));
            return;
        }

        var total = alpha + (under * (255 - alpha) / 255);
        Pixels[at] = Over(color.R, Pixels[at]);
        Pixels[at + 1] = Over(color.G, Pixels[at + 1]);
        Pixels[at + 2] = Over(color.B, Pixels[at + 2]);
        Pixels[at + 3] = (byte)total;

        byte Over(int top, int bottom) => (byte)(((top * alpha) + (bottom * (total - alpha))) / total);
    }
}

/// <summary>A rectangle in whole pixels.</summary>
internal readonly record struct Box(int X, int Y, int Width, int Height);

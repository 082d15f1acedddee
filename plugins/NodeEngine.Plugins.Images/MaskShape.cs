using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>An area with straight edges, drawn white on black. Each pixel is as bright as the part of it that the area covers, exactly.</summary>
internal sealed class MaskShape
{
    private readonly List<Edge> _edges = [];

    /// <summary>The area inside these corners, in pixels. Where edges cross, what is wound around twice is inside as well.</summary>
    public MaskShape(ReadOnlySpan<(double X, double Y)> corners)
    {
        for (var i = 0; i < corners.Length; i++)
        {
            var (from, to) = (corners[i], corners[(i + 1) % corners.Length]);
            if (from.Y != to.Y)
            {
                _edges.Add(from.Y < to.Y ? new Edge(from.X, from.Y, to.X, to.Y, 1) : new Edge(to.X, to.Y, from.X, from.Y, -1));
            }
        }

        _edges.Sort((a, b) => a.Top.CompareTo(b.Top));
    }

    /// <summary>Draws it.</summary>
    public MaskValue Draw(int width, int height, CancellationToken cancellation)
    {
        var samples = new byte[(long)width * height];
        var covered = new double[width + 2];
        var active = new List<Edge>();
        var next = 0;
        for (var y = 0; y < height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            while (next < _edges.Count && _edges[next].Top < y + 1)
            {
                active.Add(_edges[next++]);
            }

            active.RemoveAll(edge => edge.Bottom <= y);
            if (active.Count == 0)
            {
                continue;
            }

            Array.Clear(covered);
            foreach (var edge in active)
            {
                edge.Cover(covered, y, width);
            }

            var sum = 0.0;
            var row = samples.AsSpan(y * width, width);
            for (var x = 0; x < width; x++)
            {
                sum += covered[x];
                row[x] = (byte)Math.Round(Math.Min(1, Math.Abs(sum)) * 255);
            }
        }

        return MaskValue.FromPixels(new Pixels(width, height, 1, samples));
    }

    /// <summary>An edge from top to bottom; <paramref name="Winding"/> says which way it was drawn.</summary>
    private readonly record struct Edge(double TopX, double Top, double BottomX, double Bottom, int Winding)
    {
        private double XAt(double y) => TopX + ((BottomX - TopX) * (y - Top) / (Bottom - Top));

        /// <summary>
        /// Adds what the edge changes in a row: summed up from the left, the entries say how much of each pixel lies to the right of it.
        /// </summary>
        public void Cover(double[] covered, int row, int width)
        {
            var (from, to) = (Math.Max(Top, row), Math.Min(Bottom, row + 1));
            if (to <= from)
            {
                return;
            }

            var (left, right) = (XAt(from), XAt(to));
            if (left > right)
            {
                (left, right) = (right, left);
            }

            // What lies outside of the picture counts at its edge.
            var share = (to - from) * Winding;
            if (right <= 0 || left >= width)
            {
                covered[right <= 0 ? 0 : width] += share;
                return;
            }

            var perPixel = right > left ? share / (right - left) : 0;
            if (left < 0)
            {
                covered[0] += perPixel * -left;
                left = 0;
            }

            if (right > width)
            {
                covered[width] += perPixel * (right - width);
                right = width;
            }

            if (right - left <= 0)
            {
                Add(covered, left, share);
                return;
            }

            for (var x = (int)left; left < right; x++)
            {
                var end = Math.Min(x + 1, right);
                Add(covered, (left + end) / 2, perPixel * (end - left));
                left = end;
            }
        }

        // An edge through the middle of a pixel leaves half of the pixel, and all of those to its right.
        private static void Add(double[] covered, double x, double share)
        {
            var pixel = (int)x;
            covered[pixel] += share * (pixel + 1 - x);
            covered[pixel + 1] += share * (x - pixel);
        }
    }
}

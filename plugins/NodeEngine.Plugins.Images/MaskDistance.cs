namespace NodeEngine.Plugins.Images;

/// <summary>How far each pixel is from the nearest one of an area, exactly: first along the columns, then along the rows.</summary>
internal static class MaskDistance
{
    /// <summary>Grows the white area of a mask by a distance; the new edge is smooth. What was grey counts as white from half on.</summary>
    /// <param name="mask">The samples, row by row.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="by">How far, in pixels.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static byte[] Grow(ReadOnlySpan<byte> mask, int width, double by, CancellationToken cancellation)
    {
        var height = mask.Length / width;
        var down = Down(mask, width, height, (int)Math.Ceiling(by) + 2);
        var grown = new byte[mask.Length];
        var reach = (int)Math.Ceiling(by) + 1;
        var (places, heights) = (new int[width], new long[width]);
        for (var y = 0; y < height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            Across(down.AsSpan(y * width, width), grown.AsSpan(y * width, width), reach, by, places, heights);
        }

        return grown;
    }

    /// <summary>For each pixel the distance to the nearest white one above or below it, up to a limit.</summary>
    private static ushort[] Down(ReadOnlySpan<byte> mask, int width, int height, int limit)
    {
        var distances = new ushort[mask.Length];
        for (var i = 0; i < distances.Length; i++)
        {
            var above = i < width ? limit : distances[i - width];
            distances[i] = mask[i] >= 128 ? (ushort)0 : (ushort)Math.Min(limit, above + 1);
        }

        for (var i = distances.Length - width - 1; i >= 0; i--)
        {
            distances[i] = (ushort)Math.Min(distances[i], distances[i + width] + 1);
        }

        return distances;
    }

    /// <summary>
    /// The nearest of a row is on the lowest of the parabolas that stand over its pixels, each as high as the square of the distance down: the lower
    /// envelope of them is built from the left, and read off.
    /// </summary>
    private static void Across(ReadOnlySpan<ushort> down, Span<byte> grown, int reach, double by, int[] places, long[] heights)
    {
        var count = 0;
        for (var x = 0; x < down.Length; x++)
        {
            if (down[x] > reach)
            {
                continue;
            }

            var height = (long)down[x] * down[x];
            while (count > 1 && IsHidden(places[count - 2], heights[count - 2], places[count - 1], heights[count - 1], x, height))
            {
                count--;
            }

            (places[count], heights[count]) = (x, height);
            count++;
        }

        if (count == 0)
        {
            return;
        }

        var nearest = 0;
        for (var x = 0; x < grown.Length; x++)
        {
            while (nearest + 1 < count && Square(x, nearest + 1, places, heights) <= Square(x, nearest, places, heights))
            {
                nearest++;
            }

            // The edge of a white pixel is half a pixel from its middle, and so is that of the pixel which it reaches into.
            grown[x] = (byte)Math.Round(Math.Clamp(by + 1 - Math.Sqrt(Square(x, nearest, places, heights)), 0, 1) * 255);
        }
    }

    private static long Square(int x, int which, int[] places, long[] heights) => ((long)(x - places[which]) * (x - places[which])) + heights[which];

    /// <summary>Whether the middle one of three parabolas is nowhere the lowest.</summary>
    private static bool IsHidden(long left, long leftHeight, long middle, long middleHeight, long right, long rightHeight) =>
        ((middleHeight - leftHeight) + ((middle * middle) - (left * left))) * (right - middle)
        >= ((rightHeight - middleHeight) + ((right * right) - (middle * middle))) * (middle - left);
}

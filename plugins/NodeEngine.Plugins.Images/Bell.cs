using NetVips;

namespace NodeEngine.Plugins.Images;

/// <summary>Gauss's bell curve in whole numbers.</summary>
internal static class Bell
{
    /// <summary>
    /// The weights of a blur. libvips calculates 8-bit pixels with six bits for each weight, and its own curve loses up to 4 % of the light that way.
    /// These fit: none is above 64, and they add up to a power of two, so that even areas keep their value.
    /// </summary>
    public static Image Of(double sigma)
    {
        var reach = (int)Math.Ceiling(3 * sigma);
        var exact = Enumerable.Range(-reach, (2 * reach) + 1).Select(i => Math.Exp(-(i * i) / (2 * sigma * sigma))).ToArray();
        var sum = exact.Sum();
        var scale = 64;
        while (2 * scale * exact[reach] / sum < 63)
        {
            scale *= 2;
        }

        var weights = exact.Select(weight => Math.Round(weight / sum * scale)).ToArray();
        // What rounding lost or won goes, on both sides alike, to the weights that it moved most; one left over goes to the middle.
        for (var missing = scale - weights.Sum(); missing != 0; missing = scale - weights.Sum())
        {
            var one = Math.Sign(missing);
            var moved = Math.Abs(missing) == 1 ? 0 : Enumerable.Range(1, reach).MaxBy(i => one * ((exact[reach + i] / sum * scale) - weights[reach + i]));
            weights[reach + moved] += one;
            weights[reach - moved] += moved == 0 ? 0 : one;
        }

        var empty = weights.TakeWhile(weight => weight == 0).Count();
        return Image.NewFromArray(new[] { weights[empty..^empty] }, scale);
    }
}

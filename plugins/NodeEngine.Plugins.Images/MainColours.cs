using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Finds the colours that a picture is mostly made of: groups of pixels that look alike, each with its middle.</summary>
internal static class MainColours
{
    private const int Side = 96;
    private const int Rounds = 24;
    private const int Stripe = 640;

    public static Palette Of(Pipeline pipeline, ImageValue picture, int count)
    {
        var (width, height) = Scaling.Scaled(picture, Math.Min(Side, picture.Width), Math.Min(Side, picture.Height), Fit.Contain);
        var small = pipeline.Settle(Scaling.To(pipeline, pipeline.FollowReduced(picture, width, height), width, height).To(pipeline, 4, deep: false));
        var points = Seen(pipeline, small);
        if (points.Length == 0)
        {
            throw new NodeException("palette-empty", "Every pixel of the picture is transparent, so that it has no colours.", "Composite it onto a ground first.") { Port = "image" };
        }

        var groups = Grouped(points, count);
        return new Palette(
            [.. groups.Select(group => group.Colour.Rgb)],
            [.. groups.Select(group => group.Share)],
            pipeline.Finish(Stripes(pipeline, groups)));
    }

    private static double[][] Seen(Pipeline pipeline, Image image)
    {
        using var lab = image.ExtractBand(0, 3).Copy(interpretation: Enums.Interpretation.Srgb).Colourspace(Enums.Interpretation.Lab);
        using var fractions = lab.Cast(Enums.BandFormat.Float);
        var colours = pipeline.Read(fractions, seen => seen.WriteToMemory<float>());
        using var alpha = image[3];
        var covering = pipeline.Read(alpha, seen => seen.WriteToMemory<byte>());
        return [.. Enumerable.Range(0, covering.Length).Where(i => covering[i] >= 128).Select(i => new double[] { colours[3 * i], colours[(3 * i) + 1], colours[(3 * i) + 2] })];
    }

    private static List<(Colour Colour, double Share)> Grouped(double[][] points, int count)
    {
        var middles = First(points, count);
        var groups = new int[points.Length];
        for (var round = 0; round < Rounds; round++)
        {
            var changed = false;
            for (var i = 0; i < points.Length; i++)
            {
                var nearest = Nearest(middles, points[i]);
                changed |= groups[i] != nearest || round == 0;
                groups[i] = nearest;
            }

            if (!changed)
            {
                break;
            }

            for (var k = 0; k < middles.Count; k++)
            {
                var members = points.Where((_, i) => groups[i] == k).ToArray();
                middles[k] = members.Length == 0 ? middles[k] : [members.Average(m => m[0]), members.Average(m => m[1]), members.Average(m => m[2])];
            }
        }

        return [.. middles
            .Select((middle, k) => (Colour: ToColour(middle), Share: groups.Count(group => group == k) / (double)points.Length))
            .Where(group => group.Share > 0)
            .OrderByDescending(group => group.Share).ThenBy(group => group.Colour.Rgb, StringComparer.Ordinal)];
    }

    // Starts from the middle of all and then always from what is furthest from those found: the same picture gives the same colours.
    private static List<double[]> First(double[][] points, int count)
    {
        double[] all = [points.Average(p => p[0]), points.Average(p => p[1]), points.Average(p => p[2])];
        List<double[]> found = [points.MinBy(point => Distance(point, all))!];
        var distances = points.Select(point => Distance(point, found[0])).ToArray();
        while (found.Count < count)
        {
            var furthest = Array.IndexOf(distances, distances.Max());
            if (distances[furthest] < 1)
            {
                break;
            }

            found.Add(points[furthest]);
            for (var i = 0; i < points.Length; i++)
            {
                distances[i] = Math.Min(distances[i], Distance(points[i], found[^1]));
            }
        }

        return [.. found.Select(point => (double[])[.. point])];
    }

    private static int Nearest(List<double[]> middles, double[] point)
    {
        var nearest = 0;
        for (var k = 1; k < middles.Count; k++)
        {
            nearest = Distance(middles[k], point) < Distance(middles[nearest], point) ? k : nearest;
        }

        return nearest;
    }

    private static double Distance(double[] a, double[] b) => ((a[0] - b[0]) * (a[0] - b[0])) + ((a[1] - b[1]) * (a[1] - b[1])) + ((a[2] - b[2]) * (a[2] - b[2]));

    private static Colour ToColour(double[] lab)
    {
        using var pixel = Image.NewFromMemory(lab, 1, 1, 3, Enums.BandFormat.Double);
        using var known = pixel.Copy(interpretation: Enums.Interpretation.Lab);
        using var srgb = known.Colourspace(Enums.Interpretation.Srgb);
        var samples = srgb.Getpoint(0, 0);
        return new Colour((byte)samples[0], (byte)samples[1], (byte)samples[2], 255);
    }

    private static Image Stripes(Pipeline pipeline, List<(Colour Colour, double Share)> groups)
    {
        var stripes = new List<Image>(groups.Count);
        var (done, drawn) = (0.0, 0);
        foreach (var (colour, share) in groups)
        {
            done += share;
            var width = Math.Max(1, (int)Math.Round(done * Stripe) - drawn);
            drawn += width;
            using var black = Image.Black(width, Stripe / 5);
            using var coloured = black.NewFromImage(colour.ToSamples(3, deep: false));
            stripes.Add(pipeline.Add(coloured.Cast(Enums.BandFormat.Uchar)));
        }

        // Stripes differ in width, which Arrayjoin would even out.
        return stripes.Skip(1).Aggregate(stripes[0], (left, right) => pipeline.Add(left.Join(right, Enums.Direction.Horizontal)));
    }
}

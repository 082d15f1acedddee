using System.Globalization;
using NodeEngine.Plans;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>Whether a size is one that a model makes, and which one is near when it is not.</summary>
internal static class SizeCheck
{
    public static string Describe(FreeSize free) =>
        $"; or others: edges multiples of {free.MultipleOf}, the longest up to {free.MaxEdge}, {free.MinPixels:N0} to {free.MaxPixels:N0} pixels, up to {Text(free.MaxRatio)}:1";

    /// <summary>What is wrong with a size, or null.</summary>
    public static Fault? Fault(string size, SizeRule rule)
    {
        if (rule.Presets.Contains(size, StringComparer.Ordinal))
        {
            return null;
        }

        if (rule.Free is not { } free || !TryParse(size, out var width, out var height))
        {
            return new("size-unknown", $"\"{size}\" is not a size of this model.", $"Use {string.Join(", ", rule.Presets)}{(rule.Free is null ? "" : ", or width and height as 1536x1024")}.");
        }

        if (Why(width, height, free) is not { } why)
        {
            return null;
        }

        return new("size-not-allowed", $"{size} is not a size of this model: {why}.", Near(width, height, free));
    }

    public static bool TryParse(string size, out int width, out int height)
    {
        height = 0;
        var x = size.IndexOf('x', StringComparison.Ordinal);
        return int.TryParse(x < 0 ? "" : size.AsSpan(0, x), NumberStyles.None, CultureInfo.InvariantCulture, out width)
            & int.TryParse(x < 0 ? "" : size.AsSpan(x + 1), NumberStyles.None, CultureInfo.InvariantCulture, out height)
            && width > 0 && height > 0;
    }

    /// <summary>Reads a ratio such as 16:9 as width over height.</summary>
    public static bool TryParseRatio(string ratio, out double value)
    {
        var colon = ratio.IndexOf(':', StringComparison.Ordinal);
        value = 0;
        if (colon < 0 || !TryParse($"{ratio[..colon]}x{ratio[(colon + 1)..]}", out var width, out var height))
        {
            return false;
        }

        value = (double)width / height;
        return true;
    }

    /// <summary>What is wrong with a resolution in a ratio, or null.</summary>
    public static Fault? PairFault(string ratio, string resolution, ModelSpec model)
    {
        if (!model.Shape!.Only.TryGetValue(resolution, out var ratios) || ratios.Contains(ratio, StringComparer.Ordinal))
        {
            return null;
        }

        var resolutions = model.Parameters.First(parameter => parameter.Port.Key == "resolution").Port.Choices
            .Where(other => !model.Shape.Only.TryGetValue(other, out var some) || some.Contains(ratio, StringComparer.Ordinal));
        return new(
            "pair-not-allowed",
            $"{model.WireId} does not make {ratio} in {resolution}.",
            $"{resolution} goes with {string.Join(", ", ratios)}; {ratio} goes with {string.Join(", ", resolutions)}.");
    }

    private static string? Why(long width, long height, FreeSize free) => true switch
    {
        _ when width % free.MultipleOf != 0 || height % free.MultipleOf != 0 => $"edges are multiples of {free.MultipleOf}",
        _ when Math.Max(width, height) > free.MaxEdge => $"the longest edge is {free.MaxEdge}",
        _ when Math.Max(width, height) > free.MaxRatio * Math.Min(width, height) => $"one edge is at most {Text(free.MaxRatio)} times the other",
        _ when width * height < free.MinPixels => $"it has {width * height:N0} pixels, and {free.MinPixels:N0} is the least",
        _ when width * height > free.MaxPixels => $"it has {width * height:N0} pixels, and {free.MaxPixels:N0} is the most",
        _ => null,
    };

    /// <summary>The nearest allowed size of about the same shape, and the square nearest in area.</summary>
    private static string Near(long width, long height, FreeSize free)
    {
        var ratio = Math.Clamp((double)width / height, 1 / free.MaxRatio, free.MaxRatio);
        var same = Fit(ratio, (double)width * height, free);
        var square = Fit(1, (double)width * height, free);
        return same == square ? $"The nearest is {same}." : $"The nearest are {same} and {square}.";
    }

    private static string Fit(double ratio, double area, FreeSize free)
    {
        var step = free.MultipleOf;
        var pixels = Math.Clamp(area, free.MinPixels, free.MaxPixels);
        var width = Snap(Math.Sqrt(pixels * ratio), free);
        var height = Snap(width / ratio, free);
        // Rounding may have stepped over a bound: step back by one multiple at a time.
        while (Why(width, height, free) is not null && width > step && height > step)
        {
            var grow = (long)width * height < free.MinPixels;
            if ((double)width / height > ratio == grow)
            {
                height += grow ? step : -step;
            }
            else
            {
                width += grow ? step : -step;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");
    }

    private static int Snap(double edge, FreeSize free) => (int)Math.Clamp(Math.Round(edge / free.MultipleOf) * free.MultipleOf, free.MultipleOf, free.MaxEdge);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}

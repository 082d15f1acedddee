using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>What is odd about a picture that came, compared with what was asked for. It was paid for: oddities are told, and the picture is kept.</summary>
internal static class ArrivedPicture
{
    /// <summary>Providers round to blocks of pixels; what differs by more has another shape.</summary>
    private const double Tolerance = 0.06;

    /// <summary>Codes and sentences of warnings.</summary>
    /// <exception cref="NodeException">The bytes are no picture.</exception>
    public static IEnumerable<(string Code, string Message)> Oddities(ImageValue image, ModelRequest request)
    {
        var size = $"{image.Width}x{image.Height}";
        if (request.Size is { } asked && asked.Contains('x', StringComparison.Ordinal) && asked != size && image.Format != "svg")
        {
            yield return ("picture-size", $"The picture has {size} pixels, and {asked} was asked for.");
        }

        if (request.Model.Shape is { } shape)
        {
            if (Asked(request, "aspect_ratio") is { } ratio && SizeCheck.TryParseRatio(ratio, out var value)
                && Math.Abs(Math.Log((double)image.Width / image.Height / value)) > Tolerance)
            {
                yield return ("picture-size", $"The picture has {size} pixels, and {ratio} was asked for.");
            }

            // About as many pixels as a square of that edge.
            if (Asked(request, "resolution") is { } resolution && shape.Edges.TryGetValue(resolution, out var edge)
                && (long)image.Width * image.Height < (long)edge * edge / 2)
            {
                yield return ("picture-size", $"The picture has {size} pixels, and {resolution} was asked for.");
            }
        }

        var format = Asked(request, "output_format");
        if (format is not null && format != image.Format)
        {
            yield return ("picture-format", $"The picture is {image.Format}, and {format} was asked for.");
        }

        if (image.Pages > 1 && format != "gif")
        {
            yield return ("picture-animated", $"The picture has {image.Pages} frames; nodes use the first, and the file keeps them all.");
        }
    }

    private static string? Asked(ModelRequest request, string key)
    {
        var wire = request.Model.Parameters.FirstOrDefault(parameter => parameter.Port.Key == key)?.WireName;
        return wire is null ? null : request.Parameters.FirstOrDefault(parameter => parameter.Key == wire).Value?.ToString();
    }
}

using System.ComponentModel.DataAnnotations;
using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>What is to know of a picture.</summary>
/// <param name="Width">Pixels across, after the orientation that a camera wrote is applied.</param>
/// <param name="Height">Pixels down, after the orientation that a camera wrote is applied.</param>
/// <param name="Ratio">Width divided by height.</param>
/// <param name="Format">png, jpeg, webp, avif, gif or tiff; pixels for a picture that a node made.</param>
/// <param name="HasAlpha">Whether it has transparency.</param>
/// <param name="IsGrey">Whether it has one channel instead of red, green and blue.</param>
/// <param name="Bits">Bits of each sample: 8 or 16.</param>
/// <param name="Bytes">Size of the file or the answer that it came in; 0 for a picture that a node made.</param>
public sealed record PictureInfo(int Width, int Height, double Ratio, string Format, bool HasAlpha, bool IsGrey, int Bits, long Bytes);

/// <summary>How much two pictures differ.</summary>
/// <param name="Image">The difference of each pixel, times gain: black where the two are equal.</param>
/// <param name="Ssim">Structural similarity, as the eye judges: 1 for equal, above 0.95 hard to tell apart, 0 unlike.</param>
/// <param name="Psnr">Peak signal to noise in decibels: above 40 hard to see, below 20 plain. 100 stands for equal.</param>
/// <param name="LargestDifference">The largest difference of a sample, as a part of white: 0 for equal, 1 for black against white.</param>
/// <param name="DifferentPart">How many of the pixels differ at all, from 0 to 1.</param>
public sealed record Comparison(ImageValue Image, double Ssim, double Psnr, double LargestDifference, double DifferentPart);

/// <summary>The main colours of a picture.</summary>
/// <param name="Colours">The colours as #rrggbb, the most frequent first.</param>
/// <param name="Shares">How much of the picture each stands for; together 1.</param>
/// <param name="Image">The colours as stripes, as wide as their shares.</param>
public sealed record Palette(IReadOnlyList<string> Colours, IReadOnlyList<double> Shares, ImageValue Image);

/// <summary>Nodes that say something about pictures.</summary>
[Export(typeof(NodeLibrary))]
public sealed class MeasureNodes : NodeLibrary
{
    /// <summary>Tells size, format and kind of a picture, for other nodes to reckon with.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>What is to know of it.</returns>
    [Node("image.info")]
    public static PictureInfo Info(ImageValue image, CancellationToken cancellation = default)
    {
        using var pipeline = new Pipeline(cancellation);
        var opened = pipeline.Follow(image);
        return new PictureInfo(
            image.Width, image.Height, image.Width / (double)image.Height, image.Format ?? "pixels", image.HasAlpha, opened.Bands <= 2, opened.IsDeep() ? 16 : 8, image.EncodedLength);
    }

    /// <summary>Compares two pictures of one size: a picture of the difference, and how large it is in numbers.</summary>
    /// <param name="first">One picture.</param>
    /// <param name="second">The other one, of the same size.</param>
    /// <param name="gain">How much brighter the picture of the difference is: 1 as it is, 10 shows small differences too.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The difference.</returns>
    [Node("image.compare")]
    public static Comparison Compare(ImageValue first, ImageValue second, [Range(0.1, 1000.0)] double gain = 1, CancellationToken cancellation = default)
    {
        if (first.Width != second.Width || first.Height != second.Height)
        {
            throw new NodeException(
                "sizes-differ",
                $"The first picture has {first.Width}x{first.Height} pixels, the second {second.Width}x{second.Height}.",
                "Bring them to one size with image.resize or image.crop first.")
            { Port = nameof(second) };
        }

        using var pipeline = new Pipeline(cancellation);
        return Difference.Of(pipeline, pipeline.Open(first), pipeline.Open(second), gain);
    }

    /// <summary>Finds the main colours of a picture, for type and grounds that go with it. Transparent pixels do not count.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="count">How many colours. A picture with fewer gives fewer.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The colours.</returns>
    [Node("image.palette")]
    public static Palette FindPalette(ImageValue image, [Range(1, 24)] int count = 5, CancellationToken cancellation = default)
    {
        using var pipeline = new Pipeline(cancellation);
        return MainColours.Of(pipeline, image, count);
    }
}

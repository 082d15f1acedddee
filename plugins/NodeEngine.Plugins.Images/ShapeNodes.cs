using System.ComponentModel.DataAnnotations;
using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>How a picture goes into a box of another shape.</summary>
public enum Fit
{
    /// <summary>As large as fits inside, with its own ratio. One side of the result may be shorter than asked.</summary>
    Contain,

    /// <summary>As small as covers the box, with its own ratio; what sticks out is cut off.</summary>
    Cover,

    /// <summary>Pulled to the box, ratio or not.</summary>
    Stretch,

    /// <summary>As large as fits inside, with bars in the background colour around it.</summary>
    Pad,
}

/// <summary>How pixels in between are calculated.</summary>
public enum Filter
{
    /// <summary>Lanczos with three lobes to make smaller, bicubic to make larger: the sharpest without artefacts.</summary>
    Lanczos,

    /// <summary>Catmull-Rom: a little softer than lanczos, and without its faint halos.</summary>
    Bicubic,

    /// <summary>Straight lines between pixels: soft.</summary>
    Linear,

    /// <summary>The nearest pixel as it is: for pixel art, masks and screenshots.</summary>
    Nearest,
}

/// <summary>Nodes that change the size of pictures.</summary>
[Export(typeof(NodeLibrary))]
public sealed class ShapeNodes : NodeLibrary
{
    /// <summary>
    /// Brings a picture to a size: stretched, fitted inside, covering, or with bars. Transparency, depth and grey are kept. JPEG and WebP that become
    /// much smaller are not even decoded at their full size.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Width of the result in pixels. Left out: it follows from the height and the picture's ratio.</param>
    /// <param name="height">Height of the result in pixels. Left out: it follows from the width and the picture's ratio.</param>
    /// <param name="fit">What to do when width and height have another ratio than the picture. With one of them alone there is nothing to do.</param>
    /// <param name="anchor">The part that cover keeps; where pad puts the picture.</param>
    /// <param name="background">Colour of the bars of pad, such as #ffffff, navy or transparent.</param>
    /// <param name="filter">How pixels in between are calculated. The default suits photographs and drawings.</param>
    /// <param name="linear">
    /// Calculate in light instead of in sRGB numbers: fine bright detail on dark ground, such as stars, hair or halftone dots, keeps its brightness. Takes longer.
    /// </param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The picture in its new size; the same one when it has that size already.</returns>
    [Node("image.resize")]
    public static ImageValue Resize(
        ImageValue image,
        [Range(1, 32768)] int? width = null,
        [Range(1, 32768)] int? height = null,
        Fit fit = Fit.Contain,
        Anchor anchor = Anchor.Centre,
        string background = "white",
        Filter filter = Filter.Lanczos,
        bool linear = false,
        CancellationToken cancellation = default)
    {
        var bars = Colour.Parse(background, nameof(background));
        var (boxWidth, boxHeight) = Scaling.Box(image, width, height);
        Pipeline.CheckSize(boxWidth, boxHeight);
        var (scaledWidth, scaledHeight) = Scaling.Scaled(image, boxWidth, boxHeight, fit);
        Pipeline.CheckSize(scaledWidth, scaledHeight);
        var isWhole = fit is Fit.Contain or Fit.Stretch || (scaledWidth == boxWidth && scaledHeight == boxHeight);
        if (isWhole && scaledWidth == image.Width && scaledHeight == image.Height)
        {
            return image;
        }

        using var pipeline = new Pipeline(cancellation);
        // Making larger reads rows more than once, and a decoder's own way to leave out pixels knows neither light nor nearest.
        var source = scaledWidth > image.Width || scaledHeight > image.Height ? pipeline.Open(image)
            : linear || filter == Filter.Nearest ? pipeline.Follow(image)
            : pipeline.FollowReduced(image, scaledWidth, scaledHeight);
        var scaled = Scaling.To(pipeline, source, scaledWidth, scaledHeight, filter, linear);
        if (isWhole)
        {
            return pipeline.Finish(scaled);
        }

        if (fit == Fit.Cover)
        {
            var (left, top) = anchor.Place((scaledWidth, scaledHeight), (boxWidth, boxHeight));
            return pipeline.Finish(pipeline.Add(scaled.Crop(left, top, boxWidth, boxHeight)));
        }

        var (x, y) = anchor.Place((boxWidth, boxHeight), (scaledWidth, scaledHeight));
        return pipeline.Finish(Scaling.Pad(pipeline, scaled, x, y, boxWidth, boxHeight, bars));
    }
}

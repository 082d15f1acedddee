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

/// <summary>Which way a picture is mirrored.</summary>
public enum FlipDirection
{
    /// <summary>Left becomes right.</summary>
    Horizontal,

    /// <summary>Top becomes bottom.</summary>
    Vertical,

    /// <summary>Both: turned by half a turn.</summary>
    Both,
}

/// <summary>Nodes that change the size or the position of pixels.</summary>
[Export(typeof(NodeLibrary))]
public sealed class ShapeNodes : NodeLibrary
{
    /// <summary>Makes a picture smaller (Lanczos) or larger (bicubic). Transparency, depth and grey are kept.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Width of the result in pixels. Left out: it follows from the height and the picture's ratio.</param>
    /// <param name="height">Height of the result in pixels. Left out: it follows from the width and the picture's ratio.</param>
    /// <param name="fit">What to do when width and height have another ratio than the picture. With one of them alone there is nothing to do.</param>
    /// <param name="anchor">The part that cover keeps; where pad puts the picture.</param>
    /// <param name="background">Colour of the bars of pad, such as #ffffff, navy or transparent.</param>
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
        var scaled = Scaling.To(pipeline, pipeline.Open(image), scaledWidth, scaledHeight);
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

    /// <summary>Mirrors a picture. Every pixel stays exactly as it is.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="direction">horizontal swaps left and right, vertical swaps top and bottom, both turns it by half a turn.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The mirrored picture.</returns>
    [Node("image.flip")]
    public static ImageValue Flip(ImageValue image, FlipDirection direction = FlipDirection.Horizontal, CancellationToken cancellation = default)
    {
        using var pipeline = new Pipeline(cancellation);
        var opened = pipeline.Open(image);
        return pipeline.Finish(pipeline.Add(direction switch
        {
            FlipDirection.Horizontal => opened.FlipHor(),
            FlipDirection.Vertical => opened.FlipVer(),
            _ => opened.Rot180(),
        }));
    }
}

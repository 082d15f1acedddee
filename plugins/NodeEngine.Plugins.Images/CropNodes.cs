using System.ComponentModel.DataAnnotations;
using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Nodes that take something away from the edges of pictures, or put something around them.</summary>
[Export(typeof(NodeLibrary))]
public sealed class CropNodes : NodeLibrary
{
    /// <summary>
    /// Cuts a part out of a picture: a box, or the largest part of a given ratio. Every pixel of the part stays exactly as it is.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Width of the part in pixels. Left out: up to the right edge, or what the ratio leaves.</param>
    /// <param name="height">Height of the part in pixels. Left out: down to the lower edge, or what the ratio leaves.</param>
    /// <param name="x">Its left edge, in pixels from the left edge of the picture. Left out: the anchor decides.</param>
    /// <param name="y">Its upper edge, in pixels from the upper edge of the picture. Left out: the anchor decides.</param>
    /// <param name="ratio">Width to height, such as 16:9, 1:1 or 1.91: the largest part of this ratio. Instead of width and height, or with one of them.</param>
    /// <param name="anchor">Which part of the picture is kept, where x and y do not say it.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The part; the same picture when that is all of it.</returns>
    [Node("image.crop")]
    public static ImageValue Crop(
        ImageValue image,
        [Range(1, 32768)] int? width = null,
        [Range(1, 32768)] int? height = null,
        [Range(0, 32767)] int? x = null,
        [Range(0, 32767)] int? y = null,
        string? ratio = null,
        Anchor anchor = Anchor.Centre,
        CancellationToken cancellation = default)
    {
        var room = (Width: image.Width - (x ?? 0), Height: image.Height - (y ?? 0));
        if (room.Width <= 0 || room.Height <= 0)
        {
            throw Outside($"The point {x ?? 0}, {y ?? 0} lies outside the picture of {image.Width}x{image.Height} pixels.", x >= image.Width ? "x" : "y");
        }

        var (across, down) = Part(room, width, height, ratio);
        if (across > room.Width || down > room.Height)
        {
            throw Outside(
                $"The part of {across}x{down} pixels{(x is null && y is null ? "" : $" at {x ?? 0}, {y ?? 0}")} reaches beyond the picture of {image.Width}x{image.Height}.",
                across > room.Width ? "width" : "height");
        }

        var (left, top) = anchor.Place((image.Width, image.Height), (across, down));
        if (across == image.Width && down == image.Height)
        {
            return image;
        }

        using var pipeline = new Pipeline(cancellation);
        return pipeline.Finish(pipeline.Add(pipeline.Follow(image).Crop(x ?? left, y ?? top, across, down)));
    }

    /// <summary>Puts room around a picture, or brings it to a ratio with bars, without scaling it. Every pixel of the picture stays exactly as it is.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="left">Room at the left, in pixels.</param>
    /// <param name="top">Room above, in pixels.</param>
    /// <param name="right">Room at the right, in pixels.</param>
    /// <param name="bottom">Room below, in pixels.</param>
    /// <param name="ratio">Width to height of the result, such as 1:1: as much more room as it takes. Left out: as it comes.</param>
    /// <param name="anchor">Where the picture lies in the room that the ratio adds.</param>
    /// <param name="background">Colour of the room, such as #ffffff, navy or transparent.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The picture with the room around it; the same one when nothing is added.</returns>
    [Node("image.pad")]
    public static ImageValue Pad(
        ImageValue image,
        [Range(0, 32768)] int left = 0,
        [Range(0, 32768)] int top = 0,
        [Range(0, 32768)] int right = 0,
        [Range(0, 32768)] int bottom = 0,
        string? ratio = null,
        Anchor anchor = Anchor.Centre,
        string background = "white",
        CancellationToken cancellation = default)
    {
        var colour = Colour.Parse(background, nameof(background));
        var (width, height) = (image.Width + left + right, image.Height + top + bottom);
        var (wider, higher) = (width, height);
        if (ratio is not null)
        {
            var wanted = Numbers.Ratio(ratio, nameof(ratio));
            wider = (int)Math.Min(int.MaxValue, Math.Max(width, Math.Round(height * wanted)));
            higher = (int)Math.Min(int.MaxValue, Math.Max(height, Math.Round(width / wanted)));
        }

        Pipeline.CheckSize(wider, higher);
        if (wider == image.Width && higher == image.Height)
        {
            return image;
        }

        var (x, y) = anchor.Place((wider, higher), (width, height));
        using var pipeline = new Pipeline(cancellation);
        return pipeline.Finish(Scaling.Pad(pipeline, pipeline.Follow(image), x + left, y + top, wider, higher, colour));
    }

    private static (int Width, int Height) Part((int Width, int Height) room, int? width, int? height, string? ratio)
    {
        if (ratio is null)
        {
            return width is null && height is null
                ? room
                : (width ?? room.Width, height ?? room.Height);
        }

        var wanted = Numbers.Ratio(ratio, nameof(ratio));
        return (width, height) switch
        {
            ({ } w, { } h) => throw new NodeException(
                "crop-twice", $"Both a ratio of {ratio} and a part of {w}x{h} pixels are given.", "Leave out the ratio, or width or height.")
            { Port = nameof(ratio) },
            ({ } w, null) => (w, Side(w / wanted)),
            (null, { } h) => (Side(h * wanted), h),
            _ => room.Width > room.Height * wanted ? (Math.Min(room.Width, Side(room.Height * wanted)), room.Height) : (room.Width, Math.Min(room.Height, Side(room.Width / wanted))),
        };
    }

    private static int Side(double pixels) => (int)Math.Clamp(Math.Round(pixels), 1, 1_000_000);

    private static NodeException Outside(string message, string port) =>
        new("crop-outside", message, "Make the part smaller or move it, or put room around the picture with image.pad first.") { Port = port };
}

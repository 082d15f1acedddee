using System.ComponentModel.DataAnnotations;
using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>In what a size is given.</summary>
public enum SizeUnit
{
    /// <summary>As a part of the picture's shorter side: 0.05 is 5 %.</summary>
    Relative,

    /// <summary>In pixels.</summary>
    Pixels,
}

/// <summary>How lines of text line up.</summary>
public enum TextAlign
{
    /// <summary>At their beginnings.</summary>
    Left,

    /// <summary>At their middles.</summary>
    Centre,

    /// <summary>At their ends.</summary>
    Right,
}

/// <summary>What lies between a text and the picture.</summary>
public enum Strip
{
    /// <summary>A band from the left edge to the right one.</summary>
    Band,

    /// <summary>A rounded box as large as the text.</summary>
    Box,

    /// <summary>Nothing; an outline keeps the letters legible.</summary>
    None,
}

/// <summary>Nodes that write on pictures.</summary>
[Export(typeof(NodeLibrary))]
public sealed class CaptionNodes : NodeLibrary
{
    /// <summary>Writes a caption onto a picture, legible on any: white on a dark band at the bottom, unless it is asked to look otherwise.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="text">What to write, as it stands; line breaks count, and long lines are wrapped. Blank: the picture stays as it is.</param>
    /// <param name="anchor">Where on the picture.</param>
    /// <param name="align">How the lines line up. Left out: as the anchor says.</param>
    /// <param name="size">Size of the letters, in size_unit. Left out: 5 % of the shorter side, at least 14 pixels, and less if the text would not fit.</param>
    /// <param name="sizeUnit">relative: size is a part of the picture's shorter side. pixels: size is in pixels.</param>
    /// <param name="font">A font family of this machine, or sans, serif or monospace.</param>
    /// <param name="weight">How thick the letters are.</param>
    /// <param name="colour">Colour of the letters, such as #ffffff or gold.</param>
    /// <param name="strip">What lies behind the letters.</param>
    /// <param name="stripColour">Colour of band or box; the last two digits of #rrggbbaa say how much it covers.</param>
    /// <param name="outlineColour">Colour of a line around the letters. Left out: none on a band or box; without them dark, around dark letters light.</param>
    /// <param name="margin">Room to the edges of the picture, as a part of its shorter side. A band itself reaches the edges.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The picture with the caption; the same one when the text is blank.</returns>
    [Node("image.caption")]
    public static ImageValue Caption(
        ImageValue image,
        string text,
        Anchor anchor = Anchor.Bottom,
        TextAlign? align = null,
        [Range(0.001, 10_000.0)] double? size = null,
        SizeUnit sizeUnit = SizeUnit.Relative,
        string font = "sans",
        FontWeight weight = FontWeight.Normal,
        string colour = "white",
        Strip strip = Strip.Band,
        string stripColour = "#000000a6",
        string? outlineColour = null,
        [Range(0.0, 0.4)] double margin = 0.04,
        CancellationToken cancellation = default)
    {
        var letters = Colour.Parse(colour, nameof(colour));
        var ground = strip == Strip.None ? default : Colour.Parse(stripColour, "strip_colour");
        var outline = outlineColour is not null ? Colour.Parse(outlineColour, "outline_colour")
            : strip != Strip.None ? default
            : letters.Luminance > 0.4 ? new Colour(0, 0, 0, 190) : new Colour(255, 255, 255, 190);
        if (string.IsNullOrWhiteSpace(text))
        {
            return image;
        }

        var shorter = Math.Min(image.Width, image.Height);
        var pixels = PixelsOf(size, sizeUnit, shorter);
        using var pipeline = new Pipeline(cancellation);
        var picture = pipeline.Open(image);
        var look = new CaptionLook(letters, ground, outline, strip, anchor, align ?? (TextAlign)(anchor.Across() + 1), (int)Math.Round(margin * shorter));
        var layer = CaptionLayer.Draw(pipeline, picture, text.TrimEnd(), family: font, weight, pixels, look);
        return pipeline.Finish(Layers.Compose(pipeline, picture, layer.Image, layer.At));
    }

    private static double? PixelsOf(double? size, SizeUnit unit, int shorter) => (size, unit) switch
    {
        (null, _) => null,
        ({ } pixels, SizeUnit.Pixels) => pixels,
        ({ } part, _) when part <= 1 => part * shorter,
        ({ } part, _) => throw new NodeException(
            "size-relative", $"A relative size of {part} is more than the picture's shorter side.", "Give a part such as 0.05, or set size_unit to pixels.")
        { Port = "size" },
    };
}

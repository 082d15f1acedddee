using System.ComponentModel.DataAnnotations;
using System.Composition;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

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

/// <summary>Nodes that turn and mirror pictures.</summary>
[Export(typeof(NodeLibrary))]
public sealed class TurnNodes : NodeLibrary
{
    /// <summary>Mirrors a picture. Every pixel stays exactly as it is.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="direction">horizontal swaps left and right, vertical swaps top and bottom, both turns it by half a turn.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The mirrored picture.</returns>
    [Node("image.flip")]
    public static ImageValue Flip(ImageValue image, FlipDirection direction = FlipDirection.Horizontal, CancellationToken cancellation = default)
    {
        using var pipeline = new Pipeline(cancellation);
        return pipeline.Finish(pipeline.Add(direction switch
        {
            FlipDirection.Horizontal => pipeline.Follow(image).FlipHor(),
            FlipDirection.Vertical => pipeline.Open(image).FlipVer(),
            _ => pipeline.Open(image).Rot180(),
        }));
    }

    /// <summary>Turns a picture clockwise. By quarter turns every pixel stays exactly as it is; in between it is calculated (bicubic).</summary>
    /// <param name="image">The picture.</param>
    /// <param name="angle">Degrees clockwise; negative turns the other way.</param>
    /// <param name="expand">True: the result grows until the whole picture is in it. False: it keeps its size, and corners are cut off.</param>
    /// <param name="background">Colour of what is not covered. Left out: transparent for a picture with transparency, else white.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The turned picture; the same one when the angle is a whole number of turns.</returns>
    [Node("image.rotate")]
    public static ImageValue Rotate(
        ImageValue image,
        [Range(-360.0, 360.0)] double angle = 90,
        bool expand = true,
        string? background = null,
        CancellationToken cancellation = default)
    {
        var behind = background is not null ? Colour.Parse(background, nameof(background)) : image.HasAlpha ? default : new Colour(255, 255, 255, 255);
        var turn = ((angle % 360) + 360) % 360;
        if (turn == 0)
        {
            return image;
        }

        using var pipeline = new Pipeline(cancellation);
        var opened = pipeline.Open(image);
        var turned = turn switch
        {
            90 => pipeline.Add(opened.Rot90()),
            180 => pipeline.Add(opened.Rot180()),
            270 => pipeline.Add(opened.Rot270()),
            _ => Turned(pipeline, opened, turn, behind),
        };
        if (expand || (turned.Width == opened.Width && turned.Height == opened.Height))
        {
            return pipeline.Finish(turned);
        }

        var (x, y) = Anchor.Centre.Place((opened.Width, opened.Height), (turned.Width, turned.Height));
        return pipeline.Finish(Scaling.Pad(pipeline, turned, x, y, opened.Width, opened.Height, behind));
    }

    private static Image Turned(Pipeline pipeline, Image opened, double angle, Colour behind)
    {
        // What is beside the picture is taken as see-through, so that its edges are smooth, and then gets its colour.
        var bands = opened.Bands >= 3 || (!behind.IsInvisible && !behind.IsGrey) ? 4 : 2;
        var whole = opened.To(pipeline, bands, opened.IsDeep());
        using var framed = whole.Embed(1, 1, whole.Width + 2, whole.Height + 2, Enums.Extend.Background, new double[bands]);
        using var bicubic = Interpolate.NewFromName("bicubic");
        var radians = angle * Math.PI / 180;
        var (cos, sin) = (Math.Cos(radians), Math.Sin(radians));
        var width = (int)Math.Round((Math.Abs(cos) * opened.Width) + (Math.Abs(sin) * opened.Height));
        var height = (int)Math.Round((Math.Abs(sin) * opened.Width) + (Math.Abs(cos) * opened.Height));
        Pipeline.CheckSize(width, height);
        var (middleX, middleY) = ((framed.Width - 1) / 2.0, (framed.Height - 1) / 2.0);
        var turned = framed.Mixing(pipeline, source => source.Affine(
            [cos, -sin, sin, cos],
            interpolate: bicubic,
            oarea: [0, 0, width, height],
            odx: ((width - 1) / 2.0) - ((cos * middleX) - (sin * middleY)),
            ody: ((height - 1) / 2.0) - ((sin * middleX) + (cos * middleY)),
            background: new double[bands],
            premultiplied: true));
        if (behind.IsInvisible)
        {
            return turned;
        }

        var ground = pipeline.Add(turned.NewFromImage(behind.ToSamples(bands, turned.IsDeep())).Cast(turned.Format));
        var laid = Layers.Compose(pipeline, pipeline.Add(ground.Copy(interpretation: turned.Interpretation)), turned, (0, 0));
        return behind.IsOpaque ? pipeline.Add(laid.ExtractBand(0, bands - 1)) : laid;
    }
}

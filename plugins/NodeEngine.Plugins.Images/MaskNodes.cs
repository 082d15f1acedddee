using System.ComponentModel.DataAnnotations;
using System.Composition;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>How several masks become one.</summary>
public enum MaskMode
{
    /// <summary>White where any of them is.</summary>
    Union,

    /// <summary>White where all of them are.</summary>
    Intersect,

    /// <summary>White where the first is, and none of the others.</summary>
    Subtract,

    /// <summary>White where an odd number of them is; of two, where one is and the other is not.</summary>
    Exclude,
}

/// <summary>Which part of a mask is meant.</summary>
public enum MaskPart
{
    /// <summary>What the mask says to change.</summary>
    White,

    /// <summary>What the mask says to leave.</summary>
    Black,
}

/// <summary>Nodes that change, join and use masks.</summary>
[Export(typeof(NodeLibrary))]
public sealed class MaskNodes : NodeLibrary
{
    /// <summary>Swaps white and black: what was to be changed is left, and the other way round.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The inverted mask.</returns>
    [Node("mask.invert")]
    public static MaskValue Invert(MaskValue mask, CancellationToken cancellation = default)
    {
        using var pipeline = new Pipeline(cancellation);
        return pipeline.FinishMask(pipeline.Add(pipeline.OpenMask(mask).Invert()));
    }

    /// <summary>
    /// Grows the white area of a mask in all directions, or shrinks it: models need some room around what they change. The new edge is smooth but not
    /// soft, whatever it was before: feather afterwards.
    /// </summary>
    /// <param name="mask">The mask. What is grey counts as white from half on.</param>
    /// <param name="pixels">How far the edge moves. Negative: the white area shrinks; at the edges of the picture it stays.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The grown mask; the same one with 0.</returns>
    [Node("mask.grow")]
    public static MaskValue Grow(MaskValue mask, [Range(-1000.0, 1000.0)] double pixels = 8, CancellationToken cancellation = default)
    {
        if (pixels == 0)
        {
            return mask;
        }

        using var pipeline = new Pipeline(cancellation);
        var opened = pipeline.OpenMask(mask);
        // To shrink what is white is to grow what is black.
        var samples = pipeline.Read(pixels > 0 ? opened : pipeline.Add(opened.Invert()), image => image.WriteToMemory<byte>());
        var grown = MaskDistance.Grow(samples, mask.Width, Math.Abs(pixels), cancellation);
        if (pixels < 0)
        {
            for (var i = 0; i < grown.Length; i++)
            {
                grown[i] = (byte)(255 - grown[i]);
            }
        }

        return MaskValue.FromPixels(new Pixels(mask.Width, mask.Height, 1, grown));
    }

    /// <summary>Makes the edges of a mask soft, so that what is changed blends into what is left.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="sigma">How far the edge fades, as the standard deviation in pixels: it is gone after about two of them on each side. 0 changes nothing.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The soft mask.</returns>
    [Node("mask.feather")]
    public static MaskValue Feather(MaskValue mask, [Range(0.0, 1000.0)] double sigma = 8, CancellationToken cancellation = default)
    {
        if (sigma == 0)
        {
            return mask;
        }

        using var pipeline = new Pipeline(cancellation);
        return pipeline.FinishMask(EffectNodes.Blurred(pipeline, pipeline.OpenMask(mask), sigma, deep: false));
    }

    /// <summary>Joins masks of one size into one.</summary>
    /// <param name="masks">The masks, at least one.</param>
    /// <param name="mode">What the result is white for. With soft masks: the brightest, the darkest, the first less the others, the difference.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The joined mask.</returns>
    [Node("mask.combine")]
    public static MaskValue Combine([MaxLength(500)] IReadOnlyList<MaskValue> masks, MaskMode mode = MaskMode.Union, CancellationToken cancellation = default)
    {
        if (masks.Count == 0)
        {
            throw new NodeException("list-empty", "There are no masks to combine.", "Link at least one.") { Port = nameof(masks) };
        }

        for (var i = 1; i < masks.Count; i++)
        {
            if (masks[i].Width != masks[0].Width || masks[i].Height != masks[0].Height)
            {
                throw new NodeException(
                    "mask-size",
                    $"Mask {i + 1} has {masks[i].Width}x{masks[i].Height} pixels, and the first {masks[0].Width}x{masks[0].Height}.",
                    "Make all of them for the same picture.")
                { Port = nameof(masks) };
            }
        }

        using var pipeline = new Pipeline(cancellation);
        var result = pipeline.OpenMask(masks[0]);
        foreach (var mask in masks.Skip(1))
        {
            var other = pipeline.OpenMask(mask);
            result = mode switch
            {
                MaskMode.Union => pipeline.Add(result.Maxpair(other)),
                MaskMode.Intersect => pipeline.Add(result.Minpair(other)),
                MaskMode.Subtract => pipeline.Add(result.Minpair(pipeline.Add(other.Invert()))),
                _ => Difference(pipeline, result, other),
            };
        }

        return pipeline.FinishMask(result);
    }

    /// <summary>Cuts a picture out along a mask: what is not kept becomes transparent.</summary>
    /// <param name="image">The picture. Its own transparency stays.</param>
    /// <param name="mask">The mask, of the picture's size.</param>
    /// <param name="keep">Whether what is white in the mask is kept, or what is black.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The picture with transparency; where it is grey in the mask, light shines through.</returns>
    [Node("mask.apply")]
    public static ImageValue Apply(ImageValue image, MaskValue mask, MaskPart keep = MaskPart.White, CancellationToken cancellation = default)
    {
        Masks.CheckSize(image, "the picture", mask, nameof(mask));
        using var pipeline = new Pipeline(cancellation);
        var opened = pipeline.Open(image);
        var given = pipeline.OpenMask(mask);
        var kept = (keep == MaskPart.White ? given : pipeline.Add(given.Invert())).To(pipeline, 1, opened.IsDeep());
        var colours = opened.HasAlpha() ? pipeline.Add(opened.ExtractBand(0, opened.Bands - 1)) : opened;
        if (opened.HasAlpha())
        {
            using var alpha = opened[opened.Bands - 1];
            using var product = alpha * kept;
            using var share = product / Samples.White(opened.IsDeep());
            kept = opened.Like(pipeline, share);
        }

        return pipeline.Finish(pipeline.Add(colours.Bandjoin(kept)));
    }

    private static Image Difference(Pipeline pipeline, Image first, Image second)
    {
        using var difference = first - second;
        using var amount = difference.Abs();
        return pipeline.Add(amount.Cast(Enums.BandFormat.Uchar));
    }
}

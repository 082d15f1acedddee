using System.Composition;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Nodes for pictures that a model has changed in part.</summary>
[Export(typeof(NodeLibrary))]
public sealed class InpaintNodes : NodeLibrary
{
    // A ratio that differs by more than the rounding of a size means that something would be pulled out of shape.
    private const double WidestRatio = 1.02;

    /// <summary>
    /// Puts what a model made only where the mask is white: models repaint the whole picture, and every pixel outside of the mask comes back exactly as
    /// it was. Where the mask is grey, the two blend.
    /// </summary>
    /// <param name="run">The run, which is told of ratios that differ and of masks that are not exact.</param>
    /// <param name="original">The picture as it was. It decides size, depth and whether there is transparency.</param>
    /// <param name="result">What the model made of it. Another size is brought to the original's first.</param>
    /// <param name="mask">The mask that the model was given, of the original's size. White means "change this".</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The original with the changed part.</returns>
    [Node("image.inpaint_composite")]
    public static ImageValue Composite(NodeRun run, ImageValue original, ImageValue result, MaskValue mask, CancellationToken cancellation = default)
    {
        Masks.CheckSize(original, "the original", mask, nameof(mask));
        var pulled = result.Width / (double)result.Height / (original.Width / (double)original.Height);
        if (pulled is > WidestRatio or < 1 / WidestRatio)
        {
            run.Warn("ratio-differs", $"The result of {result.Width}x{result.Height} pixels is pulled to the original's {original.Width}x{original.Height}: ask the model for a size of that ratio.");
        }

        if (mask.Format == "jpeg")
        {
            run.Warn("mask-lossy", "The mask is a JPEG, whose black is not exactly black: pixels near its edges change a little. Save masks as png.");
        }

        using var pipeline = new Pipeline(cancellation);
        var before = pipeline.Open(original);
        var made = Scaling.To(pipeline, pipeline.Open(result), original.Width, original.Height);
        var deep = before.IsDeep();
        var colours = before.Bands >= 3 || made.Bands >= 3 ? 3 : 1;
        var where = pipeline.OpenMask(mask);
        if (!before.HasAlpha())
        {
            // Behind a transparent part of the result the original can be seen.
            before = before.To(pipeline, colours, deep);
            made = made.HasAlpha() ? Layers.Compose(pipeline, before, made, (0, 0)).To(pipeline, colours, deep) : made.To(pipeline, colours, deep);
            return pipeline.Finish(pipeline.Add(where.Ifthenelse(made, before, blend: true)));
        }

        before = before.To(pipeline, colours + 1, deep);
        made = made.To(pipeline, colours + 1, deep);
        using var untouched = where.Equal(0);
        using var white = where.Equal(255);
        var blended = Blended(pipeline, before, made, where);
        return pipeline.Finish(pipeline.Add(untouched.Ifthenelse(before, pipeline.Add(white.Ifthenelse(made, blended)))));
    }

    /// <summary>Mixed with colours weighted by their alpha, so that the colours of invisible pixels do not show.</summary>
    private static Image Blended(Pipeline pipeline, Image before, Image made, Image where)
    {
        var most = Samples.White(before.IsDeep());
        using var share = where / 255.0;
        using var weightedBefore = before.Premultiply(most);
        using var weightedMade = made.Premultiply(most);
        using var difference = weightedMade - weightedBefore;
        using var added = difference * share;
        using var mixed = weightedBefore + added;
        using var plain = mixed.Unpremultiply(most);
        return before.Like(pipeline, plain);
    }
}

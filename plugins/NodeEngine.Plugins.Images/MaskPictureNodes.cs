using System.ComponentModel.DataAnnotations;
using System.Composition;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Nodes that make masks out of pictures.</summary>
[Export(typeof(NodeLibrary))]
public sealed class MaskPictureNodes : NodeLibrary
{
    /// <summary>Makes a mask of a picture's transparency: where nothing is to be seen, something is to be made. mask.invert gives the opposite.</summary>
    /// <param name="image">A picture with transparency.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The mask: white where the picture is transparent, black where it is opaque, grey in between.</returns>
    [Node("mask.from_alpha")]
    public static MaskValue FromAlpha(ImageValue image, CancellationToken cancellation = default)
    {
        using var pipeline = new Pipeline(cancellation);
        var opened = pipeline.Open(image);
        using var alpha = opened.HasAlpha() ? opened.ExtractBand(opened.Bands - 1) : null;
        if (alpha is null || pipeline.Read(alpha, image => image.Min()) >= Samples.White(opened.IsDeep()))
        {
            // A mask without white would be paid for, and change nothing.
            throw new NodeException(
                "alpha-missing", $"Nothing is transparent in the picture of {image.Width}x{image.Height} pixels.", "Use mask.from_colour or mask.threshold, or draw a mask.")
            { Port = nameof(image) };
        }

        return pipeline.FinishMask(pipeline.Add(alpha.To(pipeline, 1, deep: false).Invert()));
    }

    /// <summary>Makes a mask of all that has a colour: a green screen, a white background.</summary>
    /// <param name="image">The picture. What is transparent in it counts as another colour.</param>
    /// <param name="colour">The colour, such as #00ff00 or white.</param>
    /// <param name="tolerance">How far from the colour still counts, as people see it (distance in CIE Lab): 2 is hardly seen, 10 is alike, 100 is from black to white.</param>
    /// <param name="softness">Beyond the tolerance the mask fades to black over this distance. 0: a hard edge.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The mask: white where the picture has the colour.</returns>
    [Node("mask.from_colour")]
    public static MaskValue FromColour(
        ImageValue image,
        string colour = "white",
        [Range(0.0, 200.0)] double tolerance = 10,
        [Range(0.0, 200.0)] double softness = 5,
        CancellationToken cancellation = default)
    {
        var wanted = Colour.Parse(colour, nameof(colour));
        using var pipeline = new Pipeline(cancellation);
        var opened = pipeline.Open(image);
        var colours = pipeline.Add(opened.To(pipeline, 4, opened.IsDeep()).ExtractBand(0, 3));
        using var lab = colours.Colourspace(Enums.Interpretation.Lab);
        using var even = colours.NewFromImage(wanted.ToSamples(3, opened.IsDeep()));
        using var evenLab = even.Colourspace(Enums.Interpretation.Lab);
        using var distance = lab.DE76(evenLab);
        using var beyond = distance - tolerance;
        // Rounding on the way to Lab must not make two equal colours differ.
        using var white = beyond / -Math.Max(softness, 1e-3);
        var fractions = Clamp(pipeline, pipeline.Add(white + 1));
        return pipeline.FinishMask(Masks.FromFractions(pipeline, Masks.Seen(pipeline, opened, fractions)));
    }

    /// <summary>Makes a mask of what is bright in a picture, or uses a black-and-white picture as a mask.</summary>
    /// <param name="image">The picture. What is transparent in it counts as black.</param>
    /// <param name="level">How bright a pixel must be to be white: 0 is black, 1 white.</param>
    /// <param name="softness">Over which range of brightness around the level the mask goes from black to white. 0: a hard edge. 1 with level 0.5: as bright as the picture.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The mask: white where the picture is at least as bright as the level.</returns>
    [Node("mask.threshold")]
    public static MaskValue Threshold(
        ImageValue image, [Range(0.0, 1.0)] double level = 0.5, [Range(0.0, 1.0)] double softness = 0, CancellationToken cancellation = default)
    {
        using var pipeline = new Pipeline(cancellation);
        var brightness = Masks.Brightness(pipeline, pipeline.Open(image));
        if (softness == 0)
        {
            // Half a step of 16 bits below, because level and brightness come from different divisions.
            return pipeline.FinishMask(pipeline.Add(brightness >= (level - (0.5 / 65535))));
        }

        using var above = brightness - (level - (softness / 2));
        var fractions = Clamp(pipeline, pipeline.Add(above / softness));
        return pipeline.FinishMask(Masks.FromFractions(pipeline, fractions));
    }

    private static Image Clamp(Pipeline pipeline, Image fractions) => pipeline.Add(fractions.Clamp(min: 0, max: 1));
}

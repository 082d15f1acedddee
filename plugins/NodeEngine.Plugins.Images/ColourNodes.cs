using System.ComponentModel.DataAnnotations;
using System.Composition;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Nodes that change the colours of pictures, pixel by pixel. Transparency stays as it is.</summary>
[Export(typeof(NodeLibrary))]
public sealed class ColourNodes : NodeLibrary
{
    /// <summary>Makes a picture brighter or darker, flatter or harder, more or less colourful, or of other hues.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="brightness">Added to every colour, as a part of white: 0.1 is a little brighter, -1 black.</param>
    /// <param name="contrast">Distance from middle grey: 1 as it is, 0 all grey, 2 twice as far.</param>
    /// <param name="gamma">Lightens (above 1) or darkens (below 1) the middle tones; black and white stay.</param>
    /// <param name="saturation">How colourful: 1 as it is, 0 grey, 2 twice as colourful. Grey pictures have none to change.</param>
    /// <param name="hue">Turns all hues, in degrees: 120 makes red green, green blue and blue red. Brightness stays about the same.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The changed picture; the same one when nothing is to change.</returns>
    [Node("image.adjust")]
    public static ImageValue Adjust(
        ImageValue image,
        [Range(-1.0, 1.0)] double brightness = 0,
        [Range(0.0, 10.0)] double contrast = 1,
        [Range(0.1, 10.0)] double gamma = 1,
        [Range(0.0, 10.0)] double saturation = 1,
        [Range(-360.0, 360.0)] double hue = 0,
        CancellationToken cancellation = default)
    {
        var changesTones = brightness != 0 || contrast != 1 || gamma != 1;
        if (!changesTones && saturation == 1 && hue % 360 == 0)
        {
            return image;
        }

        using var pipeline = new Pipeline(cancellation);
        var result = pipeline.Follow(image);
        if (changesTones)
        {
            result = Tones.Map(pipeline, result, value => Math.Pow(Math.Clamp(((value + brightness - 0.5) * contrast) + 0.5, 0, 1), 1 / gamma));
        }

        if (result.Bands >= 3 && (saturation != 1 || hue % 360 != 0))
        {
            using var matrix = ColourMatrix.Of(saturation, hue, result.HasAlpha());
            using var mixed = result.Recomb(matrix);
            result = result.Like(pipeline, mixed);
        }

        return pipeline.Finish(result);
    }

    /// <summary>Takes the colours out of a picture and keeps its brightness, as the eye sees it. The result has one channel, and transparency if there was any.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The grey picture.</returns>
    [Node("image.greyscale")]
    public static ImageValue Greyscale(ImageValue image, CancellationToken cancellation = default)
    {
        using var pipeline = new Pipeline(cancellation);
        // libvips takes alpha aside first, and so reads twice.
        var opened = image.HasAlpha ? pipeline.Open(image) : pipeline.Follow(image);
        return pipeline.Finish(opened.Bands <= 2 ? opened : pipeline.Add(opened.Colourspace(opened.IsDeep() ? Enums.Interpretation.Grey16 : Enums.Interpretation.Bw)));
    }

    /// <summary>Turns a picture into its negative: white becomes black, every colour its opposite. Exact: twice gives the same picture again.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The negative.</returns>
    [Node("image.invert")]
    public static ImageValue Invert(ImageValue image, CancellationToken cancellation = default)
    {
        using var pipeline = new Pipeline(cancellation);
        return pipeline.Finish(Tones.Map(pipeline, pipeline.Follow(image), value => 1 - value));
    }
}

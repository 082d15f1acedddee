using System.ComponentModel.DataAnnotations;
using System.Composition;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>How the colours of a picture mix with those under it.</summary>
public enum Blend
{
    /// <summary>It covers them.</summary>
    Over,

    /// <summary>Darker: like two slides on top of each other.</summary>
    Multiply,

    /// <summary>Lighter: like two projectors on one wall.</summary>
    Screen,

    /// <summary>More contrast: multiplies where the base is dark, screens where it is light.</summary>
    Overlay,

    /// <summary>The darker of the two.</summary>
    Darken,

    /// <summary>The lighter of the two.</summary>
    Lighten,

    /// <summary>Brightens the base, strongly where the overlay is light.</summary>
    Dodge,

    /// <summary>Darkens the base, strongly where the overlay is dark.</summary>
    Burn,

    /// <summary>More contrast: multiplies where the overlay is dark, screens where it is light.</summary>
    HardLight,

    /// <summary>A gentle hard_light.</summary>
    SoftLight,

    /// <summary>How much the two differ.</summary>
    Difference,

    /// <summary>The sum of the two.</summary>
    Add,
}

/// <summary>Nodes that put pictures on pictures.</summary>
[Export(typeof(NodeLibrary))]
public sealed class LayerNodes : NodeLibrary
{
    /// <summary>Puts a picture on another one: a logo, a frame, a texture. What lies outside the overlay keeps every pixel.</summary>
    /// <param name="base">The picture below. It decides size, depth and whether there is transparency.</param>
    /// <param name="overlay">The picture on top. Its transparency is used; what sticks out beyond the base is not seen.</param>
    /// <param name="anchor">Where on the base the overlay goes.</param>
    /// <param name="x">Moves it by so many pixels: to the right, or to the left when negative.</param>
    /// <param name="y">Moves it by so many pixels: down, or up when negative.</param>
    /// <param name="margin">How far it stays off the edges that the anchor names, as a part of the base's shorter side: 0.03 is 3 %.</param>
    /// <param name="scale">Width of the overlay as a part of the base's width, height in proportion: 0.2 is a fifth. Left out: its own size.</param>
    /// <param name="opacity">How much it covers: 0 not at all, 1 fully.</param>
    /// <param name="blend">How its colours mix with those of the base.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The base with the overlay on it.</returns>
    [Node("image.composite")]
    public static ImageValue Composite(
        ImageValue @base,
        ImageValue overlay,
        Anchor anchor = Anchor.Centre,
        [Range(-100_000, 100_000)] int x = 0,
        [Range(-100_000, 100_000)] int y = 0,
        [Range(0.0, 0.5)] double margin = 0,
        [Range(0.001, 10.0)] double? scale = null,
        [Range(0.0, 1.0)] double opacity = 1,
        Blend blend = Blend.Over,
        CancellationToken cancellation = default)
    {
        using var pipeline = new Pipeline(cancellation);
        var bottom = pipeline.Open(@base);
        var top = pipeline.Open(overlay);
        if (scale is { } part)
        {
            var (width, height) = Scaling.Box(overlay, Math.Max(1, (int)Math.Round(part * bottom.Width)), null);
            Pipeline.CheckSize(width, height);
            top = Scaling.To(pipeline, top, width, height);
        }

        var inset = (int)Math.Round(margin * Math.Min(bottom.Width, bottom.Height));
        var (left, above) = anchor.Place((bottom.Width, bottom.Height), (top.Width, top.Height), inset);
        return pipeline.Finish(Layers.Compose(pipeline, bottom, top, (left + x, above + y), ModeOf(blend), opacity));
    }

    private static Enums.BlendMode ModeOf(Blend blend) => blend switch
    {
        Blend.Over => Enums.BlendMode.Over,
        Blend.Multiply => Enums.BlendMode.Multiply,
        Blend.Screen => Enums.BlendMode.Screen,
        Blend.Overlay => Enums.BlendMode.Overlay,
        Blend.Darken => Enums.BlendMode.Darken,
        Blend.Lighten => Enums.BlendMode.Lighten,
        Blend.Dodge => Enums.BlendMode.ColourDodge,
        Blend.Burn => Enums.BlendMode.ColourBurn,
        Blend.HardLight => Enums.BlendMode.HardLight,
        Blend.SoftLight => Enums.BlendMode.SoftLight,
        Blend.Difference => Enums.BlendMode.Difference,
        _ => Enums.BlendMode.Add,
    };
}

using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>How a caption looks; lengths are in pixels.</summary>
internal sealed record CaptionLook(Colour Letters, Colour Ground, Colour Outline, Strip Strip, Anchor Anchor, TextAlign Align, int Margin);

/// <summary>A caption as a picture of its own, and where it goes.</summary>
internal sealed record CaptionLayer(Image Image, (int X, int Y) At)
{
    private const double AutomaticPart = 0.05;
    private const double AutomaticLeast = 14;
    private const double Smallest = 8;

    /// <summary>Draws a caption for a picture. A size that is not given shrinks until the text fits.</summary>
    public static CaptionLayer Draw(Pipeline pipeline, Image picture, string text, string family, FontWeight weight, double? size, CaptionLook look)
    {
        var pixels = size ?? Math.Max(AutomaticLeast, AutomaticPart * Math.Min(picture.Width, picture.Height));
        while (true)
        {
            if (TryDraw(pipeline, picture, text, new Lettering(family, weight, pixels), pixels, look) is { } layer)
            {
                return layer;
            }

            if (size is not null || pixels * 0.85 < Smallest)
            {
                throw new NodeException(
                    "caption-too-long",
                    $"The text of {text.Length} characters does not fit on {picture.Width}x{picture.Height} pixels at a size of {pixels:0.#} pixels.",
                    "Shorten it, or make size or margin smaller.")
                { Port = "text" };
            }

            pixels *= 0.85;
        }
    }

    private static CaptionLayer? TryDraw(Pipeline pipeline, Image picture, string text, Lettering lettering, double size, CaptionLook look)
    {
        // The room around the letters: below the last line there must be enough for those that hang.
        var padding = (int)Math.Ceiling(size * (look.Strip == Strip.None ? 0.3 : 0.6));
        var sides = look.Margin + (look.Strip == Strip.Band ? 0 : padding);
        var widest = picture.Width - (2 * Math.Max(sides, look.Strip == Strip.Band ? padding / 2 : 0));
        if (widest < size || lettering.IsHopeless(text, widest, picture.Height))
        {
            return null;
        }

        var block = lettering.Draw(pipeline, text, look.Letters, widest, (Enums.Align)look.Align);
        var height = block.OpticalHeight + (2 * padding);
        var outer = look.Strip == Strip.Band ? picture.Width : block.Image.Width + (2 * padding);
        var edge = look.Strip == Strip.Band ? 0 : look.Margin;
        if (block.Image.Width > widest || height + (2 * edge) > picture.Height)
        {
            return null;
        }

        var ground = Ground(pipeline, outer, height, look, size);
        var inset = look.Strip == Strip.Band ? (picture.Width - widest) / 2 : padding;
        var x = look.Align switch
        {
            TextAlign.Left => inset,
            TextAlign.Centre => (outer - block.Image.Width) / 2,
            _ => outer - inset - block.Image.Width,
        };
        var layer = ground;
        if (!look.Outline.IsInvisible)
        {
            var (around, reach) = Outlined(pipeline, block.Image, look.Outline, size);
            layer = Layers.Compose(pipeline, layer, around, (x - reach, padding - block.CapitalsTop - reach));
        }

        layer = Layers.Compose(pipeline, layer, block.Image, (x, padding - block.CapitalsTop));
        return new CaptionLayer(
            InTheColoursOf(pipeline, picture, layer, look),
            look.Anchor.Place((picture.Width, picture.Height), (outer, height), edge) is var (left, top) && look.Strip == Strip.Band ? (0, top) : (left, top));
    }

    private static Image Ground(Pipeline pipeline, int width, int height, CaptionLook look, double size)
    {
        using var black = Image.Black(width, height);
        using var colour = black.NewFromImage(look.Ground.ToSamples(3, deep: false));
        using var flat = colour.Cast(Enums.BandFormat.Uchar);
        if (look.Strip != Strip.Box)
        {
            using var even = flat.BandjoinConst([look.Ground.Alpha]);
            return pipeline.Add(even.Cast(Enums.BandFormat.Uchar)).To(pipeline, 4, deep: false);
        }

        var radius = Math.Min(size * 0.35, Math.Min(width, height) / 2.0);
        using var distance = Image.Sdf(width, height, Enums.SdfShape.RoundedBox, a: [0, 0], b: [width - 1, height - 1], corners: [radius, radius, radius, radius]);
        using var inside = distance.Linear([-255], [127.5]);
        using var limited = inside.Cast(Enums.BandFormat.Uchar);
        using var covering = limited * (look.Ground.Alpha / 255.0);
        using var alpha = covering.Cast(Enums.BandFormat.Uchar);
        return pipeline.Add(flat.Bandjoin([alpha])).To(pipeline, 4, deep: false);
    }

    /// <summary>The outline of what is drawn: its alpha made wider, with an edge as sharp as that of the letters.</summary>
    private static (Image Image, int Reach) Outlined(Pipeline pipeline, Image drawn, Colour colour, double size)
    {
        // Halfway up the blurred edge is where it was. A width further out it is down to 16 %; there the new edge is made, one pixel wide.
        const double Level = 0.159;
        const double Slope = 0.242;
        var width = Math.Max(1, size * 0.055);
        var reach = (int)Math.Ceiling(width * 3);
        using var alpha = drawn[3];
        using var room = alpha.Embed(reach, reach, drawn.Width + (2 * reach), drawn.Height + (2 * reach));
        using var parts = room.Cast(Enums.BandFormat.Float);
        using var soft = parts.Gaussblur(width, 0.01, Enums.Precision.Float);
        var steep = width / Slope;
        using var edge = soft.Linear([steep], [(0.5 - (Level * steep)) * 255]);
        using var limited = edge.Cast(Enums.BandFormat.Uchar);
        using var covering = limited * (colour.Alpha / 255.0);
        using var wide = covering.Cast(Enums.BandFormat.Uchar);
        using var flat = wide.NewFromImage(colour.ToSamples(3, deep: false));
        using var painted = flat.Cast(Enums.BandFormat.Uchar);
        using var joined = painted.Bandjoin([wide]);
        return (pipeline.Settle(joined.Copy(interpretation: Enums.Interpretation.Srgb)), reach);
    }

    // Grey letters leave a grey picture grey.
    private static Image InTheColoursOf(Pipeline pipeline, Image picture, Image layer, CaptionLook look)
    {
        if (picture.Bands >= 3 || !look.Letters.IsGrey || !look.Ground.IsGrey || !look.Outline.IsGrey)
        {
            return layer;
        }

        using var grey = layer[1];
        using var alpha = layer[3];
        return pipeline.Add(grey.Bandjoin([alpha])).To(pipeline, 2, deep: false);
    }
}

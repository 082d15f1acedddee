using NetVips;

namespace NodeEngine.Sandbox.Drawing;

/// <summary>Turns a canvas into the bytes of a picture file. No time, name or other trace enters: the same canvas gives the same bytes.</summary>
internal static class PictureEncoder
{
    /// <summary>Encodes as <c>png</c>, <c>jpeg</c> or <c>webp</c>.</summary>
    /// <param name="canvas">The picture.</param>
    /// <param name="format">One of the three names.</param>
    /// <param name="transparent">Keeps the alpha channel; jpeg has none.</param>
    /// <param name="quality">For jpeg and webp, 0 to 100.</param>
    public static byte[] Encode(Canvas canvas, string format, bool transparent, int quality)
    {
        using var image = Open(canvas, transparent);
        return format switch
        {
            "png" => image.PngsaveBuffer(compression: 1, filter: Enums.ForeignPngFilter.Up, keep: Enums.ForeignKeep.None),
            "jpeg" => image.JpegsaveBuffer(q: Math.Max(1, quality), keep: Enums.ForeignKeep.None),
            "webp" => image.WebpsaveBuffer(q: quality, effort: 0, keep: Enums.ForeignKeep.None),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a format the sandbox writes."),
        };
    }

    /// <summary>Encodes canvases of one size as an animated gif that repeats for ever.</summary>
    public static byte[] Animate(IReadOnlyList<Canvas> frames, bool transparent, int milliseconds)
    {
        var images = frames.Select(frame => Open(frame, transparent)).ToArray();
        using var strip = Image.Arrayjoin(images, across: 1);
        using var film = strip.Mutate(mutable =>
        {
            mutable.Set(GValue.GIntType, "page-height", frames[0].Height);
            mutable.Set(GValue.ArrayIntType, "delay", Enumerable.Repeat(milliseconds, frames.Count).ToArray());
            mutable.Set(GValue.GIntType, "loop", 0);
        });
        return film.GifsaveBuffer(effort: 1, dither: 0);
    }

    private static Image Open(Canvas canvas, bool transparent)
    {
        using var memory = Image.NewFromMemory(canvas.Pixels, canvas.Width, canvas.Height, 4, Enums.BandFormat.Uchar);
        using var tagged = memory.Copy(interpretation: Enums.Interpretation.Srgb);
        return transparent ? tagged.Copy() : tagged.ExtractBand(0, n: 3);
    }
}

using NetVips;

namespace NodeEngine.Sandbox.Drawing;

/// <summary>A small square copy of a picture that came with the request, as the placeholder shows it.</summary>
/// <param name="Label">What is written under it.</param>
/// <param name="Picture">The picture, decoded and small, sRGB with alpha.</param>
/// <param name="IsMask">True to show the alpha channel instead of the colours: what is to change in colour, what stays in grey.</param>
internal sealed record Thumbnail(string Label, SmallPicture? Picture, bool IsMask = false)
{
    /// <summary>RGBA pixels of a square with the given side, without transparency.</summary>
    public byte[] Pixels(int side, Color accent)
    {
        var pixels = Picture?.Square(side, crop: !IsMask) ?? new byte[side * side * 4];
        var tile = Math.Max(3, side / 12);
        for (var i = 0; i < side * side; i++)
        {
            var checker = ((i % side / tile) + (i / side / tile)) % 2 == 0;
            var under = IsMask ? accent : checker ? new Color(255, 255, 255) : new Color(222, 224, 228);
            var at = i * 4;
            var over = IsMask ? new Color(72, 76, 84) : new Color(pixels[at], pixels[at + 1], pixels[at + 2]);
            var mixed = Color.Mix(under, over, pixels[at + 3] / 255.0);
            (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (mixed.R, mixed.G, mixed.B, 255);
        }

        return pixels;
    }
}

/// <summary>A decoded picture of at most 512 pixels a side, RGBA.</summary>
internal sealed record SmallPicture(byte[] Pixels, int Width, int Height)
{
    private const int LongestSide = 512;

    /// <exception cref="VipsException">The bytes cannot be decoded to the end.</exception>
    public static SmallPicture Decode(byte[] bytes)
    {
        using var small = Image.ThumbnailBuffer(bytes, LongestSide, height: LongestSide, size: Enums.Size.Down, failOn: Enums.FailOn.Truncated);
        using var color = small.Colourspace(Enums.Interpretation.Srgb);
        using var wide = color.HasAlpha() ? color.Copy() : color.Bandjoin(255);
        using var eight = wide.Cast(Enums.BandFormat.Uchar);
        return new(eight.WriteToMemory<byte>(), eight.Width, eight.Height);
    }

    /// <summary>Scaled to a square: cropped to fill it, or stretched where the whole picture must stay visible.</summary>
    public byte[] Square(int side, bool crop)
    {
        using var image = Image.NewFromMemory(Pixels, Width, Height, 4, Enums.BandFormat.Uchar);
        using var tagged = image.Copy(interpretation: Enums.Interpretation.Srgb);
        using var square = crop
            ? tagged.ThumbnailImage(side, height: side, crop: Enums.Interesting.Centre)
            : tagged.ThumbnailImage(side, height: side, size: Enums.Size.Force);
        return square.WriteToMemory<byte>();
    }
}

using NetVips;

namespace NodeEngine.Images;

/// <summary>Decoded pictures in the only colours that flow through graphs: sRGB or grey, 8 or 16 bits, with or without alpha.</summary>
internal static class VipsColours
{
    public static Image ToSrgb(Image image)
    {
        var deep = image.Format == Enums.BandFormat.Ushort;
        using var coloured = Converted(image, deep);
        var bands = coloured.Bands > 4 ? (coloured.HasAlpha() ? 4 : 3) : coloured.Bands;
        using var known = bands == coloured.Bands ? coloured.Copy() : coloured.ExtractBand(0, bands);
        using var whole = known.Cast(known.Format == Enums.BandFormat.Ushort ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar);
        return whole.Copy(interpretation: (bands, whole.Format) switch
        {
            ( <= 2, Enums.BandFormat.Ushort) => Enums.Interpretation.Grey16,
            ( <= 2, _) => Enums.Interpretation.Bw,
            (_, Enums.BandFormat.Ushort) => Enums.Interpretation.Rgb16,
            _ => Enums.Interpretation.Srgb,
        });
    }

    private static Image Converted(Image image, bool deep)
    {
        if (image.Contains("icc-profile-data"))
        {
            try
            {
                return image.IccTransform("srgb", embedded: true, intent: Enums.Intent.Perceptual, depth: deep ? 16 : 8);
            }
            catch (VipsException)
            {
                // A profile that cannot be applied says less about the colours than the pixels do.
            }
        }

        return image.Interpretation switch
        {
            Enums.Interpretation.Srgb or Enums.Interpretation.Bw when image.Format == Enums.BandFormat.Uchar => image.Copy(),
            Enums.Interpretation.Rgb16 or Enums.Interpretation.Grey16 when deep => image.Copy(),
            Enums.Interpretation.Rgb16 or Enums.Interpretation.Grey16 or Enums.Interpretation.Cmyk => image.Colourspace(Enums.Interpretation.Srgb),
            _ => image.Colourspace(image.Bands <= 2 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb),
        };
    }
}

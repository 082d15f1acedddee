using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Images;

/// <summary>Writes pictures as encoded bytes. Nothing that came with their sources goes along: no camera data, no place, no profile but sRGB, which needs none.</summary>
internal static class VipsEncoder
{
    /// <exception cref="NodeException">The format is none that can be written, or cannot hold the picture.</exception>
    public static byte[] Encode(Pixels pixels, string format, int quality, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // An image of its own, so that stopping this does not stop others that read the same pixels.
        using var image = pixels.Native is Image native ? native.Copy() : VipsCodec.FromSamples(pixels);
        if (format == "jpeg" && image.HasAlpha())
        {
            throw new NodeException(
                "format-without-alpha", "A picture with transparency cannot be written as JPEG.", "Write png, webp or avif, or composite it onto a background first.");
        }

        if (format is "jpeg" or "webp" && Math.Max(image.Width, image.Height) > (format == "jpeg" ? 65_535 : 16_383))
        {
            throw new NodeException(
                "format-too-small", $"A picture of {image.Width}x{image.Height} pixels is too large for {format}.", "Write png or avif, or make it smaller first.");
        }

        using var stop = cancellation.Register(static image => ((Image)image!).SetKill(true), image);
        try
        {
            return format switch
            {
                "png" => image.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None),
                "jpeg" => image.JpegsaveBuffer(q: quality, optimizeCoding: true, keep: Enums.ForeignKeep.None),
                "webp" => image.WebpsaveBuffer(q: quality, keep: Enums.ForeignKeep.None),
                "avif" => image.HeifsaveBuffer(q: quality, compression: Enums.ForeignHeifCompression.Av1, keep: Enums.ForeignKeep.None),
                _ => throw new NodeException("image-format", $"'{format}' is not a format to write.", "Use png, jpeg, webp or avif."),
            };
        }
        catch (VipsException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (VipsException e) when (pixels.Explain(e) != e)
        {
            throw pixels.Explain(e);
        }
        catch (VipsException e) when (format == "avif" && !NetVips.NetVips.GetOperations().Contains("heifsave_buffer"))
        {
            throw new NodeException("format-unavailable", "This build of libvips cannot write avif.", "Write webp or png.", e);
        }
    }
}

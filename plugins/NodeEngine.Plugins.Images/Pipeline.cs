using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>
/// The libvips images of one operation. libvips only notes what to do; <see cref="Finish"/> does it all at once, into the one copy that the
/// operation makes. Everything in between is let go with the pipeline.
/// </summary>
internal sealed class Pipeline(CancellationToken cancellation) : IDisposable
{
    /// <summary>The most pixels that a result may have, as for pictures that come in.</summary>
    private const long MaxPixels = 100_000_000;

    private readonly List<Image> _steps = [];

    /// <summary>The pixels of a picture, as libvips sees them. Nothing is copied when they are its own.</summary>
    public Image Open(ImageValue picture)
    {
        cancellation.ThrowIfCancellationRequested();
        var pixels = picture.GetPixels();
        if (pixels.Native is Image native)
        {
            return native;
        }

        var format = pixels.BitsPerSample == 16 ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar;
        var image = Add(Image.NewFromMemory(pixels.Samples, pixels.Width, pixels.Height, pixels.Bands, format));
        return Add(image.Copy(interpretation: Samples.Interpretation(pixels.Bands, pixels.BitsPerSample == 16)));
    }

    /// <summary>A step on the way, disposed of with the pipeline.</summary>
    public Image Add(Image step)
    {
        _steps.Add(step);
        return step;
    }

    /// <summary>Does the work, and returns its pixels.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled; the work stops halfway.</exception>
    public ImageValue Finish(Image result)
    {
        var deep = result.Format == Enums.BandFormat.Ushort;
        var done = Evaluate(Add(result.Copy(interpretation: Samples.Interpretation(result.Bands, deep))));
        return ImageValue.FromPixels(new Pixels(done.Width, done.Height, done.Bands, deep ? 16 : 8, done, () => done.WriteToMemory<byte>()));
    }

    /// <summary>A step that is worked out now, because what follows reads it more than once or in another order.</summary>
    public Image Settle(Image step) => Add(Evaluate(step));

    /// <summary>Refuses a result that is too large before any of it is made.</summary>
    public static void CheckSize(long width, long height)
    {
        if (width * height > MaxPixels)
        {
            throw new NodeException(
                "image-too-large",
                $"The result would have {width}x{height} pixels, above the limit of {MaxPixels / 1_000_000} million.",
                "Ask for a smaller one.");
        }
    }

    public void Dispose()
    {
        foreach (var step in _steps)
        {
            step.Dispose();
        }
    }

    private Image Evaluate(Image image)
    {
        cancellation.ThrowIfCancellationRequested();
        using var stop = cancellation.Register(() => image.SetKill(true));
        try
        {
            return image.CopyMemory();
        }
        catch (VipsException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }
}

using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>
/// The libvips images of one operation. libvips only notes what to do; it is done when the result is read, in the same pass as what follows if only one
/// reads it. Everything in between is let go with the pipeline.
/// </summary>
internal sealed class Pipeline(CancellationToken cancellation) : IDisposable
{
    /// <summary>The most pixels that a result may have, as for pictures that come in.</summary>
    private const long MaxPixels = 100_000_000;

    private readonly List<Image> _steps = [];
    private readonly List<Pixels> _inputs = [];

    /// <summary>The pixels of a picture, to be read in any order and as often as is wanted. Nothing is copied when they are libvips' own.</summary>
    public Image Open(ImageValue picture)
    {
        cancellation.ThrowIfCancellationRequested();
        return Native(picture.GetPixels());
    }

    /// <summary>
    /// The pixels of a picture, to be read once and row by row from the top; they may be decoded and calculated on the way. The node reads the picture
    /// no further.
    /// </summary>
    public Image Follow(ImageValue picture)
    {
        cancellation.ThrowIfCancellationRequested();
        return Native(picture.GetPixelsOnce());
    }

    /// <summary>As <see cref="Follow"/>, for a result of this size, which is smaller: perhaps a decoder leaves out what would be lost anyway.</summary>
    public Image FollowReduced(ImageValue picture, int width, int height)
    {
        cancellation.ThrowIfCancellationRequested();
        return Native(picture.GetReducedPixels(width, height));
    }

    /// <summary>A step on the way, disposed of with the pipeline.</summary>
    public Image Add(Image step)
    {
        _steps.Add(step);
        return step;
    }

    /// <summary>The picture that comes out, still to be calculated.</summary>
    public ImageValue Finish(Image result) => ImageValue.FromPixels(Deferred(result));

    /// <summary>The mask that comes out, still to be calculated.</summary>
    public MaskValue FinishMask(Image result) => MaskValue.FromPixels(Deferred(result));

    /// <summary>A step that is worked out now, because what follows reads it more than once or in another order.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled; the work stops halfway.</exception>
    public Image Settle(Image step)
    {
        try
        {
            return Add(Evaluate(step, cancellation));
        }
        catch (VipsException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>Reads numbers out of a picture, with failures told as what they come from.</summary>
    public T Read<T>(Image step, Func<Image, T> read)
    {
        cancellation.ThrowIfCancellationRequested();
        using var stop = cancellation.Register(() => step.SetKill(true));
        try
        {
            return read(step);
        }
        catch (VipsException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (VipsException e)
        {
            throw Explain(e);
        }
    }

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

        foreach (var input in _inputs)
        {
            if (input.IsDeferred)
            {
                input.Dispose();
            }
        }
    }

    private Pixels Deferred(Image result)
    {
        cancellation.ThrowIfCancellationRequested();
        var deep = result.Format == Enums.BandFormat.Ushort;
        var image = result.Copy(interpretation: Samples.Interpretation(result.Bands, deep));
        return Pixels.Deferred(image.Width, image.Height, image.Bands, deep ? 16 : 8, image, stop => Evaluate(image, stop), _inputs);
    }

    private Image Native(Pixels pixels)
    {
        _inputs.Add(pixels);
        if (pixels.Native is Image native)
        {
            return native;
        }

        var format = pixels.BitsPerSample == 16 ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar;
        var image = Add(Image.NewFromMemory(pixels.Samples, pixels.Width, pixels.Height, pixels.Bands, format));
        return Add(image.Copy(interpretation: Samples.Interpretation(pixels.Bands, pixels.BitsPerSample == 16)));
    }

    private Exception Explain(Exception failure)
    {
        foreach (var input in _inputs)
        {
            if (input.Explain(failure) is var told && told != failure)
            {
                return told;
            }
        }

        return failure;
    }

    private static Image Evaluate(Image image, CancellationToken cancellation)
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

namespace NodeEngine.Sdk;

/// <summary>What the header of an encoded picture tells.</summary>
internal readonly record struct ImageInfo(string? Format, int Width, int Height, bool HasAlpha, int Pages = 1);

/// <summary>Decodes and encodes. The engine brings the one there is; pictures reach it without being handed it.</summary>
internal abstract class ImageCodec
{
    private static ImageCodec? _current;

    public static ImageCodec Current
    {
        get => _current ?? throw new InvalidOperationException("Pictures need the engine: load a NodeCatalog first.");
        set => _current = value;
    }

    public abstract ImageInfo Probe(EncodedSource source);

    public abstract Pixels Decode(EncodedSource source);

    /// <summary>
    /// Deferred pixels for one reader from top to bottom. With a size, they may be smaller than the picture, but not below twice that size.
    /// </summary>
    public abstract Pixels DecodeOnce(EncodedSource source, int width = int.MaxValue, int height = int.MaxValue);

    /// <summary>Pixels over an object of the codec's own library that has its samples.</summary>
    public abstract Pixels Wrap(IDisposable native);

    public abstract byte[] Encode(Pixels pixels, string format, int quality, CancellationToken cancellation);
}

namespace NodeEngine.Sdk;

/// <summary>
/// A picture: encoded bytes (in memory or in a file), or pixels, whichever it was made as; the other is made on demand, once.
/// </summary>
/// <remarks>
/// Its address is that of the bytes when it was made encoded, else of dimensions, format and pixels; never of a later encoding.
/// While a node runs, the pixels of its inputs stay; the engine frees them after the last node that reads them.
/// </remarks>
public class ImageValue : Value
{
    private readonly Lock _gate = new();
    private readonly EncodedSource? _source;
    private ReadOnlyMemory<byte>? _encodedLater;
    private Pixels? _pixels;
    private ImageInfo? _info;
    private int _readers;
    private bool _isShared;
    private bool _isSpent;
    private bool _freed;

    private protected ImageValue(EncodedSource source) => _source = source;

    private protected ImageValue(Pixels pixels)
    {
        _pixels = pixels;
        _info = new ImageInfo(null, pixels.Width, pixels.Height, pixels.HasAlpha);
    }

    /// <summary>True when the picture was made as encoded bytes: a file, or the answer of a provider.</summary>
    public bool IsEncoded => _source is not null;

    /// <summary>
    /// The format of the bytes that it was made of: <c>png</c>, <c>jpeg</c>, <c>webp</c>, <c>avif</c>, <c>gif</c>, <c>tiff</c>; null when it was made of pixels.
    /// </summary>
    /// <exception cref="NodeException">The bytes are no picture, or one that is too large.</exception>
    public string? Format => Info.Format;

    /// <summary>Pixels across, after the orientation that a camera wrote is applied.</summary>
    /// <exception cref="NodeException">The bytes are no picture, or one that is too large.</exception>
    public int Width => Info.Width;

    /// <summary>Pixels down, after the orientation that a camera wrote is applied.</summary>
    /// <exception cref="NodeException">The bytes are no picture, or one that is too large.</exception>
    public int Height => Info.Height;

    /// <summary>Whether it has transparency.</summary>
    /// <exception cref="NodeException">The bytes are no picture, or one that is too large.</exception>
    public bool HasAlpha => Info.HasAlpha;

    /// <summary>How many bytes the picture was made of; 0 when it was made of pixels.</summary>
    /// <exception cref="IOException">The file cannot be read, or has changed since it was first read in this run.</exception>
    public long EncodedLength => _source?.Length ?? 0;

    /// <summary>How many pictures the bytes hold; only the first is used.</summary>
    internal int Pages => Info.Pages;

    private ImageInfo Info
    {
        get
        {
            lock (_gate)
            {
                return _info ??= ImageCodec.Current.Probe(_source!);
            }
        }
    }

    /// <summary>A picture from encoded bytes. They are not looked at yet, and not copied: leave them alone afterwards.</summary>
    public static ImageValue FromEncoded(ReadOnlyMemory<byte> bytes) => new(new MemorySource(bytes));

    /// <summary>A picture in a file, which is not opened yet.</summary>
    public static ImageValue FromFile(string path) => new(new FileSource(path));

    /// <summary>A picture from pixels, which it owns from now on.</summary>
    public static ImageValue FromPixels(Pixels pixels) => new(pixels);

    /// <summary>
    /// The pixels: sRGB or grey, upright. Decoded or calculated when first asked for. They belong to the picture: do not dispose of them.
    /// </summary>
    /// <exception cref="NodeException">The bytes are no picture, damaged, or one that is too large.</exception>
    /// <exception cref="ObjectDisposedException">The engine has freed them: the picture was kept beyond the run of the node that it was given to.</exception>
    public Pixels GetPixels() => Settled(CancellationToken.None);

    /// <summary>
    /// The pixels for a node that goes through them once, row by row from the top, and reads this picture no further. They may be
    /// <see cref="Pixels.IsDeferred"/>: then the library decodes and calculates them in the same pass as what the node makes of them, and the node disposes of
    /// them when it has made that; the library keeps what it needs. Others belong to the picture.
    /// </summary>
    /// <exception cref="NodeException">The bytes are no picture, or one that is too large. Damage may show only while the pixels are read.</exception>
    /// <exception cref="InvalidOperationException">It was called before, or its pixels were asked for.</exception>
    public Pixels GetPixelsOnce()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_freed, this);
            if (_pixels is { } there)
            {
                ThrowIfSpent();
                _isSpent = there.IsDeferred;
                return there;
            }

            return _isShared ? _pixels = ImageCodec.Current.Decode(Again) : ImageCodec.Current.DecodeOnce(Again);
        }
    }

    /// <summary>
    /// As <see cref="GetPixelsOnce"/>, for a node that makes the picture smaller: formats that can be decoded at a fraction of their size (jpeg, webp)
    /// are, as far as at least twice the size asked for is left. What comes does not depend on who else reads the picture.
    /// </summary>
    /// <param name="width">Pixels across, of what the node makes.</param>
    /// <param name="height">Pixels down, of what the node makes.</param>
    /// <exception cref="NodeException">The bytes are no picture, or one that is too large. Damage may show only while the pixels are read.</exception>
    /// <exception cref="InvalidOperationException">The picture was made of pixels, and they were asked for before.</exception>
    public Pixels GetReducedPixels(int width, int height)
    {
        if (_source is null || (2L * width > Width && 2L * height > Height))
        {
            return GetPixelsOnce();
        }

        return ImageCodec.Current.DecodeOnce(_source, width, height);
    }

    /// <summary>Opens the encoded bytes: those that it was made of, else a PNG, made once.</summary>
    /// <exception cref="IOException">The file cannot be read, or has changed since it was first read in this run.</exception>
    public Stream OpenEncoded() => _source is not null ? _source.Open() : new MemorySource(EncodeOnce()).Open();

    /// <summary>The picture encoded in another format.</summary>
    /// <param name="format"><c>png</c>, <c>jpeg</c>, <c>webp</c> or <c>avif</c>.</param>
    /// <param name="quality">From 1 to 100 for the lossy formats; PNG ignores it.</param>
    /// <exception cref="NodeException">The format is not one of these, or cannot hold the picture.</exception>
    public byte[] Encode(string format, int quality = 90) => GetPixels().Encode(format, quality);

    /// <summary>Width, height and format, for people.</summary>
    public override string ToString()
    {
        try
        {
            return $"{Width}x{Height} {Format ?? "pixels"}";
        }
        catch (Exception e) when (e is NodeException or IOException or UnauthorizedAccessException)
        {
            return "a picture that cannot be read";
        }
    }

    /// <summary>A picture from a source of the engine's own, with what its header tells if that is known.</summary>
    internal static ImageValue FromSource(EncodedSource source, ImageInfo? info) => new(source) { _info = info };

    /// <summary>What the picture was made of, or null when it was made of pixels.</summary>
    internal EncodedSource? Encoded => _source;

    /// <summary>What its header tells.</summary>
    internal ImageInfo Header => Info;

    /// <summary>What the decoded or made pixels take in memory; 0 while there are none.</summary>
    internal long PixelBytes
    {
        get
        {
            lock (_gate)
            {
                return _pixels?.ByteCount ?? 0;
            }
        }
    }

    /// <summary>Whether its pixels are still to be calculated.</summary>
    internal bool IsDeferred
    {
        get
        {
            lock (_gate)
            {
                return _pixels is { IsDeferred: true };
            }
        }
    }

    /// <summary>Whether its pixels are gone for good.</summary>
    internal bool IsFreed
    {
        get
        {
            lock (_gate)
            {
                return _freed;
            }
        }
    }

    /// <summary>More than one reads it: its pixels are decoded once, and kept for all of them.</summary>
    internal void Share() => _isShared = true;

    /// <summary>Has the pixels calculated if they are deferred, so that anybody can read them as often as they like.</summary>
    internal void Settle(CancellationToken cancellation)
    {
        if (_source is null)
        {
            Settled(cancellation);
        }
    }

    /// <summary>Keeps the pixels until <see cref="Release"/> was called as often. False when they are gone for good.</summary>
    internal bool TryHold()
    {
        lock (_gate)
        {
            if (_freed)
            {
                return false;
            }

            _readers++;
            return true;
        }
    }

    /// <summary>As <see cref="TryHold"/>, for one more that reads it.</summary>
    internal void TryHoldToRead()
    {
        lock (_gate)
        {
            _isShared |= _readers > 0;
            _readers++;
        }
    }

    /// <summary>Undoes one <see cref="TryHold"/>. After the last one the pixels are freed; a picture made encoded can make them again.</summary>
    internal void Release()
    {
        lock (_gate)
        {
            if (--_readers > 0)
            {
                return;
            }

            _pixels?.Dispose();
            _pixels = null;
            _freed = _source is null && _encodedLater is null;
        }
    }

    private protected void SetHeader(ImageInfo? info) => _info = info;

    /// <summary>The bytes that this picture was made of, else those encoded since: its own pixels may be freed already.</summary>
    private EncodedSource Again => _source ?? new MemorySource(_encodedLater!.Value);

    private protected override Address ComputeAddress() => _source?.ComputeAddress() ?? GetPixels().ComputeAddress();

    private Pixels Settled(CancellationToken cancellation)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_freed, this);
            ThrowIfSpent();
            return _pixels = _pixels is { } there ? there.Settled(cancellation) : ImageCodec.Current.Decode(Again);
        }
    }

    private void ThrowIfSpent()
    {
        if (_isSpent)
        {
            throw new InvalidOperationException("The pixels were given to a reader that reads them once, and cannot be read again. Use GetPixels() for both.");
        }
    }

    private ReadOnlyMemory<byte> EncodeOnce()
    {
        lock (_gate)
        {
            if (_encodedLater is { } bytes)
            {
                return bytes;
            }

            ObjectDisposedException.ThrowIf(_freed, this);
            ThrowIfSpent();
            _pixels = _pixels!.Settled(CancellationToken.None);
            _encodedLater = _pixels.Encode("png");
            return _encodedLater.Value;
        }
    }
}

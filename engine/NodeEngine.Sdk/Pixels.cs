using System.Buffers.Binary;
using System.Security.Cryptography;

namespace NodeEngine.Sdk;

/// <summary>
/// Decoded samples of a picture: row by row from the top, interleaved, in sRGB or grey, alpha not multiplied in. How nodes hand pictures to one
/// another, also when they use different imaging libraries.
/// </summary>
public sealed class Pixels : IDisposable
{
    private readonly Func<ReadOnlyMemory<byte>>? _read;
    private readonly Func<CancellationToken, IDisposable>? _calculate;
    private readonly Lock _gate = new();
    private ReadOnlyMemory<byte>? _samples;

    /// <summary>Pixels from samples in managed memory, which is not copied: leave it alone afterwards.</summary>
    /// <param name="width">Pixels across, from 1.</param>
    /// <param name="height">Pixels down, from 1.</param>
    /// <param name="bands">1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</param>
    /// <param name="samples">width × height × bands samples, without padding.</param>
    /// <param name="bitsPerSample">8, or 16 in the byte order of the machine.</param>
    /// <exception cref="ArgumentException">The numbers are out of range, or do not fit the length of the samples.</exception>
    public Pixels(int width, int height, int bands, ReadOnlyMemory<byte> samples, int bitsPerSample = 8)
        : this(width, height, bands, bitsPerSample)
    {
        if (samples.Length != ByteCount)
        {
            throw new ArgumentException($"{width}x{height} pixels of {bands} × {bitsPerSample} bits take {ByteCount} bytes, not {samples.Length}.", nameof(samples));
        }

        _samples = samples;
    }

    /// <summary>Pixels inside an imaging library; whoever shares that library can take them from <see cref="Native"/> without a copy.</summary>
    /// <param name="width">Pixels across, from 1.</param>
    /// <param name="height">Pixels down, from 1.</param>
    /// <param name="bands">1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</param>
    /// <param name="bitsPerSample">8 or 16.</param>
    /// <param name="native">The library's own object, disposed of with the pixels. It must not change any more.</param>
    /// <param name="read">Copies the samples out of it, for whoever does not share the library. Called at most once.</param>
    /// <exception cref="ArgumentException">The numbers are out of range.</exception>
    public Pixels(int width, int height, int bands, int bitsPerSample, IDisposable native, Func<ReadOnlyMemory<byte>> read)
        : this(width, height, bands, bitsPerSample)
    {
        Native = native;
        _read = read;
    }

    private Pixels(int width, int height, int bands, int bitsPerSample, IDisposable native, Func<CancellationToken, IDisposable> calculate, string? origin)
        : this(width, height, bands, bitsPerSample)
    {
        Native = native;
        _calculate = calculate;
        Origin = origin;
    }

    private Pixels(int width, int height, int bands, int bitsPerSample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bands, 4);
        if (bitsPerSample is not (8 or 16))
        {
            throw new ArgumentOutOfRangeException(nameof(bitsPerSample), bitsPerSample, "Samples have 8 or 16 bits.");
        }

        Width = width;
        Height = height;
        Bands = bands;
        BitsPerSample = bitsPerSample;
    }

    /// <summary>
    /// Pixels that an imaging library has not calculated yet, so that it can do what follows in the same pass. A node may return them without a care:
    /// the engine has them calculated once, while the node is still running, unless the next node is the only one that reads them.
    /// </summary>
    /// <param name="width">Pixels across, from 1.</param>
    /// <param name="height">Pixels down, from 1.</param>
    /// <param name="bands">1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</param>
    /// <param name="bitsPerSample">8 or 16.</param>
    /// <param name="native">The library's object that knows how; disposed of with the pixels. It keeps alive what it reads.</param>
    /// <param name="calculate">Makes an object with the calculated samples, for the engine's own library (NetVips) to use. Called at most once.</param>
    /// <param name="inputs">The pixels that are read on the way: those that are deferred themselves say what a failure may come from.</param>
    /// <exception cref="ArgumentException">The numbers are out of range.</exception>
    public static Pixels Deferred(
        int width, int height, int bands, int bitsPerSample, IDisposable native, Func<CancellationToken, IDisposable> calculate, params IEnumerable<Pixels> inputs)
    {
        var origins = inputs.Select(input => input.Origin).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return new Pixels(width, height, bands, bitsPerSample, native, calculate, origins.Length == 0 ? null : string.Join(" or ", origins));
    }

    /// <summary>Pixels that are decoded when they are read.</summary>
    internal static Pixels Decoding(int width, int height, int bands, int bitsPerSample, IDisposable native, Func<CancellationToken, IDisposable> calculate, string origin) =>
        new(width, height, bands, bitsPerSample, native, calculate, origin);

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>Samples of a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</summary>
    public int Bands { get; }

    /// <summary>8, or 16 in the byte order of the machine.</summary>
    public int BitsPerSample { get; }

    /// <summary>Whether there is transparency.</summary>
    public bool HasAlpha => Bands is 2 or 4;

    /// <summary>What the samples take in memory, once they are calculated.</summary>
    public long ByteCount => (long)Width * Height * Bands * (BitsPerSample / 8);

    /// <summary>True when the samples are still to be calculated: see <see cref="Deferred"/>.</summary>
    public bool IsDeferred => _calculate is not null;

    /// <summary>The imaging library's own object, or null when the samples are in managed memory. Do not dispose of it.</summary>
    public IDisposable? Native { get; }

    /// <summary>The encoded picture or pictures that a deferred calculation decodes, for messages.</summary>
    internal string? Origin { get; }

    /// <summary>The samples. Copied out of the imaging library the first time, if they are there.</summary>
    /// <exception cref="InvalidOperationException">They are not calculated yet: take them from <see cref="ImageValue.GetPixels"/>.</exception>
    public ReadOnlyMemory<byte> Samples
    {
        get
        {
            lock (_gate)
            {
                return _samples ??= _read is null ? throw new InvalidOperationException("Deferred pixels have no samples yet. Take them from ImageValue.GetPixels.") : _read();
            }
        }
    }

    /// <summary>The picture encoded. Deferred pixels are calculated on the way, without being kept.</summary>
    /// <param name="format"><c>png</c>, <c>jpeg</c>, <c>webp</c> or <c>avif</c>.</param>
    /// <param name="quality">From 1 to 100 for the lossy formats; PNG ignores it.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NodeException">The format is not one of these, cannot hold the picture, or the picture that is decoded on the way is damaged.</exception>
    public byte[] Encode(string format, int quality = 90, CancellationToken cancellation = default) =>
        ImageCodec.Current.Encode(this, format, quality, cancellation);

    /// <summary>
    /// Tells a failure of the imaging library as what it most probably is: that of a picture which is decoded on the way. Other failures come back as they are.
    /// </summary>
    /// <param name="failure">What the library threw while it calculated something from these pixels.</param>
    public Exception Explain(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (Origin is null || failure is NodeException or OperationCanceledException)
        {
            return failure;
        }

        var reason = failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        return new NodeException("image-damaged", $"{Origin} cannot be decoded: {reason}", "The file is cut off or damaged; get it again.", failure);
    }

    /// <inheritdoc/>
    public void Dispose() => Native?.Dispose();

    /// <summary>These pixels, calculated; the deferred ones are disposed of.</summary>
    internal Pixels Settled(CancellationToken cancellation)
    {
        if (_calculate is null)
        {
            return this;
        }

        try
        {
            var settled = ImageCodec.Current.Wrap(_calculate(cancellation));
            Dispose();
            return settled;
        }
        catch (Exception e) when (Explain(e) != e)
        {
            throw Explain(e);
        }
    }

    internal Address ComputeAddress()
    {
        Span<byte> head = stackalloc byte[17];
        head[0] = (byte)'p';
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], Width);
        BinaryPrimitives.WriteInt32LittleEndian(head[5..], Height);
        BinaryPrimitives.WriteInt32LittleEndian(head[9..], Bands);
        BinaryPrimitives.WriteInt32LittleEndian(head[13..], BitsPerSample);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(Samples.Span);
        Span<byte> bytes = stackalloc byte[Address.Size];
        hash.GetHashAndReset(bytes);
        return new Address(bytes);
    }
}

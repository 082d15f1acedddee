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

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>Samples in each pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</summary>
    public int Bands { get; }

    /// <summary>8 or 16.</summary>
    public int BitsPerSample { get; }

    /// <summary>Whether the last band is alpha.</summary>
    public bool HasAlpha => Bands is 2 or 4;

    /// <summary>What the samples take in memory.</summary>
    public long ByteCount => (long)Width * Height * Bands * (BitsPerSample / 8);

    /// <summary>The imaging library's own object, or null when the samples are in managed memory. Do not dispose of it.</summary>
    public IDisposable? Native { get; }

    /// <summary>The samples. Copied out of the imaging library the first time, if they are there.</summary>
    public ReadOnlyMemory<byte> Samples
    {
        get
        {
            lock (_gate)
            {
                return _samples ??= _read!();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Native?.Dispose();

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

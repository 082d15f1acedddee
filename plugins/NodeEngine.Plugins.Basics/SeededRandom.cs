using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace NodeEngine.Plugins.Basics;

/// <summary>
/// Random numbers that follow from a seed, the same for good on every machine: xoshiro256**, its state the SHA-256 of purpose and seed. What .NET's
/// own generator gives for a seed may change with its version, and with it every prompt that was paid for.
/// </summary>
internal sealed class SeededRandom
{
    private readonly ulong[] _state = new ulong[4];

    /// <summary>A generator.</summary>
    /// <param name="purpose">What it is for: two nodes with the same seed must not choose alike.</param>
    /// <param name="seed">The seed.</param>
    public SeededRandom(string purpose, long seed)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{purpose} {seed}")));
        for (var i = 0; i < _state.Length; i++)
        {
            _state[i] = BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(i * sizeof(ulong)));
        }
    }

    /// <summary>From 0, which is included, to 1, which is not.</summary>
    public double NextFraction() => (NextBits() >> 11) / (double)(1UL << 53);

    /// <summary>A whole number from 0 to below <paramref name="count"/>, each as likely as the others.</summary>
    public ulong NextBelow(ulong count)
    {
        // The few values that would make some remainders likelier are drawn again.
        var surplus = (ulong.MaxValue % count + 1) % count;
        ulong bits;
        do
        {
            bits = NextBits();
        }
        while (bits > ulong.MaxValue - surplus);

        return bits % count;
    }

    /// <inheritdoc cref="NextBelow(ulong)"/>
    public int NextBelow(int count) => (int)NextBelow((ulong)count);

    private ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
        var shifted = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= shifted;
        _state[3] = BitOperations.RotateLeft(_state[3], 45);
        return result;
    }
}

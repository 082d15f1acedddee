using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NodeEngine.Sdk;

/// <summary>
/// The identity of a value or of the recipe that makes one: 32 bytes of SHA-256. Equal addresses mean equal results, in this process and in
/// any later one. Written <c>sha256:</c> and 64 hexadecimal digits.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Address : IEquatable<Address>
{
    /// <summary>Bytes in an address.</summary>
    public const int Size = 32;

    private const string Prefix = "sha256:";

    [ThreadStatic]
    private static IncrementalHash? _hasher;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>An address from its 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> are not exactly 32.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"An address has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        this = MemoryMarshal.Read<Address>(bytes);
    }

    /// <summary>True for the address of nothing: an optional input that was left out.</summary>
    public bool IsNone => Equals(default);

    /// <summary>The SHA-256 of <paramref name="content"/>.</summary>
    public static Address Of(ReadOnlySpan<byte> content)
    {
        // The one-shot call makes and frees a native context each time, which takes longer than hashing a small value.
        var hasher = _hasher ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> hash = stackalloc byte[Size];
        hasher.AppendData(content);
        hasher.GetHashAndReset(hash);
        return MemoryMarshal.Read<Address>(hash);
    }

    /// <summary>The SHA-256 of everything left in <paramref name="content"/>, read in pieces.</summary>
    public static Address Of(Stream content)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(content, hash);
        return MemoryMarshal.Read<Address>(hash);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote. False, and <c>default</c>, for anything else.</summary>
    public static bool TryParse(string? text, out Address address)
    {
        address = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text is null || text.Length != Prefix.Length + (2 * Size) || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || Convert.FromHexString(text.AsSpan(Prefix.Length), bytes, out _, out var written) != System.Buffers.OperationStatus.Done
            || written != Size)
        {
            return false;
        }

        address = MemoryMarshal.Read<Address>(bytes);
        return true;
    }

    /// <summary>Writes the 32 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in this);

    /// <inheritdoc/>
    public bool Equals(Address other) =>
        _first == other._first && _second == other._second && _third == other._third && _fourth == other._fourth;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _first.GetHashCode();

    /// <summary><c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Prefix + Convert.ToHexStringLower(bytes);
    }

    /// <summary>True when both are the same 32 bytes.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>True when the two differ.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);
}

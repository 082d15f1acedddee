using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace NodeEngine.Sdk;

/// <summary>
/// What flows along a link. Immutable; safe to read from many threads. Two values with equal <see cref="Address"/> are interchangeable.
/// </summary>
public abstract class Value
{
    private Address _address;
    private int _hasAddress;

    private protected Value()
    {
    }

    /// <summary>The identity of the content; see each kind for what counts. Computed when first asked for, then kept.</summary>
    /// <exception cref="IOException">A file that the value stands for cannot be read.</exception>
    public Address Address
    {
        get
        {
            if (Volatile.Read(ref _hasAddress) == 0)
            {
                _address = ComputeAddress();
                Volatile.Write(ref _hasAddress, 1);
            }

            return _address;
        }
    }

    private protected abstract Address ComputeAddress();
}

/// <summary>A text, or the chosen text of a choice.</summary>
public sealed class TextValue : Value
{
    private const int OnStack = 1024;

    /// <summary>A text.</summary>
    public TextValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private protected override Address ComputeAddress()
    {
        var size = 1 + Encoding.UTF8.GetMaxByteCount(Text.Length);
        var rented = size > OnStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        bytes[0] = (byte)'t';
        var isUnicode = Utf8.FromUtf16(Text, bytes[1..], out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done;
        var address = isUnicode ? Address.Of(bytes[..(written + 1)]) : OfHalves();
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return address;
    }

    /// <summary>A text with half a character in it, which UTF-8 cannot write: replaced, it would have the address of another text.</summary>
    private Address OfHalves() => Address.Of([(byte)'h', .. MemoryMarshal.AsBytes(Text.AsSpan())]);
}

/// <summary>A whole number of 64 bits.</summary>
public sealed class IntegerValue(long number) : Value
{
    /// <summary>The number.</summary>
    public long Number { get; } = number;

    /// <inheritdoc/>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);

    private protected override Address ComputeAddress()
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = (byte)'i';
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], Number);
        return Address.Of(bytes);
    }
}

/// <summary>A number of 64 bits; never NaN or infinite. Zero and minus zero are the same.</summary>
public sealed class NumberValue : Value
{
    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is NaN or infinite.</exception>
    public NumberValue(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentOutOfRangeException(nameof(number), number, "A number must be finite.");
        }

        Number = number + 0.0;
    }

    /// <summary>The number.</summary>
    public double Number { get; }

    /// <inheritdoc/>
    public override string ToString() => Number.ToString("R", CultureInfo.InvariantCulture);

    private protected override Address ComputeAddress()
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = (byte)'n';
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[1..], Number);
        return Address.Of(bytes);
    }
}

/// <summary>True or false.</summary>
public sealed class BooleanValue : Value
{
    private BooleanValue(bool value) => IsTrue = value;

    /// <summary>True.</summary>
    public static BooleanValue True { get; } = new(true);

    /// <summary>False.</summary>
    public static BooleanValue False { get; } = new(false);

    /// <summary>Which of the two it is.</summary>
    public bool IsTrue { get; }

    /// <summary>The one object for <paramref name="value"/>.</summary>
    public static BooleanValue Of(bool value) => value ? True : False;

    /// <inheritdoc/>
    public override string ToString() => IsTrue ? "true" : "false";

    private protected override Address ComputeAddress() => Address.Of([(byte)'b', IsTrue ? (byte)1 : (byte)0]);
}

/// <summary>A file outside the engine. Its address is of its bytes, read when first asked for; the path does not count.</summary>
public sealed class FileValue : Value
{
    private readonly FileSource _source;

    /// <summary>The file at this path, which is made absolute. It is not opened yet.</summary>
    public FileValue(string path) => _source = new FileSource(path);

    /// <summary>The absolute path.</summary>
    public string Path => _source.Path;

    /// <summary>Opens the file for reading.</summary>
    /// <exception cref="IOException">It cannot be opened, or has changed since it was first read in this run.</exception>
    public Stream OpenRead() => _source.Open();

    /// <inheritdoc/>
    public override string ToString() => Path;

    private protected override Address ComputeAddress() => _source.ComputeAddress();
}

/// <summary>Several values in order. Its address is that of its items in their order.</summary>
public sealed class ListValue : Value
{
    private const int ItemsShown = 10;

    /// <summary>A list. The array is not copied: leave it alone afterwards.</summary>
    public ListValue(params Value[] items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Items = items;
    }

    /// <summary>A list without items.</summary>
    public static ListValue Empty { get; } = new();

    /// <summary>The items, in order.</summary>
    public IReadOnlyList<Value> Items { get; }

    /// <summary>The first items, and how many there are when there are more.</summary>
    public override string ToString() =>
        Items.Count <= ItemsShown ? $"[{string.Join(", ", Items)}]" : $"[{string.Join(", ", Items.Take(ItemsShown))}, … {Items.Count} items]";

    private protected override Address ComputeAddress()
    {
        var address = new ListAddress(Items.Count);
        for (var i = 0; i < Items.Count; i++)
        {
            address.Set(i, Items[i].Address);
        }

        return address.ToAddress();
    }
}

/// <summary>Makes the address of a list from those of its items, which need not be made to know it.</summary>
internal readonly struct ListAddress
{
    private readonly byte[] _content;

    public ListAddress(int count)
    {
        _content = new byte[1 + (count * Address.Size)];
        _content[0] = (byte)'l';
    }

    public void Set(int index, Address item) => item.CopyTo(_content.AsSpan(1 + (index * Address.Size)));

    public Address ToAddress() => Address.Of(_content);
}

using System.Runtime.CompilerServices;
using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>Values as compact bytes: small ones as they are, pictures by the blobs that hold them.</summary>
internal sealed class ValueCodec(BlobFolder blobs)
{
    private readonly ConditionalWeakTable<ImageValue, object> _written = [];

    /// <summary>The blob that holds a picture, if it is stored.</summary>
    public Address? BlobOf(ImageValue image) =>
        image.Encoded is BlobSource source ? source.Blob.Content : _written.TryGetValue(image, out var blob) ? ((Blob)blob).Content : null;

    /// <summary>The bytes of outputs. Pictures that are not stored yet are: when it returns, their blobs are on disk.</summary>
    public byte[] Write(Value[] outputs)
    {
        using var stream = new MemoryStream();
        using var bytes = new BinaryWriter(stream, Encoding.UTF8);
        bytes.Write7BitEncodedInt(outputs.Length);
        foreach (var value in outputs)
        {
            Write(bytes, value);
        }

        return stream.ToArray();
    }

    /// <summary>The outputs, or null with the first blob that is missing.</summary>
    public Value[]? Read(byte[] stored, out Address missing)
    {
        missing = default;
        using var bytes = new BinaryReader(new MemoryStream(stored, writable: false), Encoding.UTF8);
        var outputs = new Value[bytes.Read7BitEncodedInt()];
        for (var i = 0; i < outputs.Length; i++)
        {
            if (Read(bytes, ref missing) is not { } value)
            {
                return null;
            }

            outputs[i] = value;
        }

        return outputs;
    }

    /// <summary>The blobs that stored outputs refer to.</summary>
    public static List<Blob> BlobsOf(byte[] stored)
    {
        var found = new List<Blob>();
        using var bytes = new BinaryReader(new MemoryStream(stored, writable: false), Encoding.UTF8);
        for (var left = bytes.Read7BitEncodedInt(); left > 0; left--)
        {
            var kind = bytes.ReadByte();
            switch (kind)
            {
                case (byte)'t':
                    bytes.ReadString();
                    break;
                case (byte)'i' or (byte)'n':
                    bytes.ReadInt64();
                    break;
                case (byte)'b':
                    bytes.ReadBoolean();
                    break;
                case (byte)'l':
                    // The items stand where the list did.
                    left += bytes.Read7BitEncodedInt();
                    break;
                case (byte)'f':
                    bytes.ReadString();
                    bytes.ReadInt64();
                    bytes.ReadInt64();
                    break;
                default:
                    found.Add(ReadPicture(bytes).Blob);
                    break;
            }
        }

        return found;
    }

    private void Write(BinaryWriter bytes, Value value)
    {
        switch (value)
        {
            case TextValue text:
                bytes.Write((byte)'t');
                bytes.Write(text.Text);
                break;
            case IntegerValue integer:
                bytes.Write((byte)'i');
                bytes.Write(integer.Number);
                break;
            case NumberValue number:
                bytes.Write((byte)'n');
                bytes.Write(number.Number);
                break;
            case BooleanValue boolean:
                bytes.Write((byte)'b');
                bytes.Write(boolean.IsTrue);
                break;
            case ListValue list:
                bytes.Write((byte)'l');
                bytes.Write7BitEncodedInt(list.Items.Count);
                foreach (var item in list.Items)
                {
                    Write(bytes, item);
                }

                break;
            case FileValue file:
                var info = new FileInfo(file.Path);
                bytes.Write((byte)'f');
                bytes.Write(file.Path);
                bytes.Write(info.Length);
                bytes.Write(info.LastWriteTimeUtc.Ticks);
                break;
            case ImageValue image:
                WritePicture(bytes, image);
                break;
            default:
                throw new InvalidOperationException($"{value.GetType().Name} is no kind of value.");
        }
    }

    private Value? Read(BinaryReader bytes, ref Address missing)
    {
        var kind = bytes.ReadByte();
        switch (kind)
        {
            case (byte)'t':
                return new TextValue(bytes.ReadString());
            case (byte)'i':
                return new IntegerValue(bytes.ReadInt64());
            case (byte)'n':
                return new NumberValue(bytes.ReadDouble());
            case (byte)'b':
                return BooleanValue.Of(bytes.ReadBoolean());
            case (byte)'l':
                var items = new Value[bytes.Read7BitEncodedInt()];
                for (var i = 0; i < items.Length; i++)
                {
                    if (Read(bytes, ref missing) is not { } item)
                    {
                        return null;
                    }

                    items[i] = item;
                }

                return new ListValue(items);
            case (byte)'f':
                var (path, length, written) = (bytes.ReadString(), bytes.ReadInt64(), bytes.ReadInt64());
                var file = new FileInfo(path);
                return file.Exists && file.Length == length && file.LastWriteTimeUtc.Ticks == written ? new FileValue(path) : null;
            default:
                var picture = ReadPicture(bytes);
                if (!blobs.Has(picture.Blob))
                {
                    missing = picture.Blob.Content;
                    return null;
                }

                var source = new BlobSource(blobs, picture.Blob.Content, picture.Content, picture.Blob.Length);
                return kind == (byte)'m' ? MaskValue.FromSource(source, picture.Header) : ImageValue.FromSource(source, picture.Header);
        }
    }

    private void WritePicture(BinaryWriter bytes, ImageValue image)
    {
        var blob = image.Encoded switch
        {
            BlobSource stored => stored.Blob,
            { Memory: { } memory } => blobs.Write(memory),
            _ => CopyOf(image),
        };
        _written.AddOrUpdate(image, blob);

        // The format that it was made in is part of what it is: a picture made of pixels has none, though it is stored as PNG.
        var header = image.Header;
        bytes.Write((byte)(image is MaskValue ? 'm' : 'p'));
        Write(bytes, blob.Content);
        bytes.Write7BitEncodedInt64(blob.Length);
        Write(bytes, image.Address);
        bytes.Write(header.Format ?? "");
        bytes.Write7BitEncodedInt(header.Width);
        bytes.Write7BitEncodedInt(header.Height);
        bytes.Write(header.HasAlpha);
        bytes.Write7BitEncodedInt(header.Pages);
    }

    private Blob CopyOf(ImageValue image)
    {
        using var content = image.OpenEncoded();
        return blobs.Write(content);
    }

    private static (Blob Blob, Address Content, ImageInfo Header) ReadPicture(BinaryReader bytes)
    {
        var blob = ReadAddress(bytes);
        var length = bytes.Read7BitEncodedInt64();
        var content = ReadAddress(bytes);
        var format = bytes.ReadString();
        var header = new ImageInfo(format.Length == 0 ? null : format, bytes.Read7BitEncodedInt(), bytes.Read7BitEncodedInt(), bytes.ReadBoolean(), bytes.Read7BitEncodedInt());
        return (new Blob(blob, length), content, header);
    }

    private static void Write(BinaryWriter bytes, Address address)
    {
        Span<byte> content = stackalloc byte[Address.Size];
        address.CopyTo(content);
        bytes.Write(content);
    }

    private static Address ReadAddress(BinaryReader bytes)
    {
        Span<byte> content = stackalloc byte[Address.Size];
        bytes.BaseStream.ReadExactly(content);
        return new Address(content);
    }
}

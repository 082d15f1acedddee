namespace NodeEngine.Sdk;

/// <summary>A picture that says where to change another one: white means "change this", black "leave it", grey in between.</summary>
public sealed class MaskValue : ImageValue
{
    private MaskValue(EncodedSource source)
        : base(source)
    {
    }

    private MaskValue(Pixels pixels)
        : base(pixels)
    {
    }

    /// <summary>A mask from encoded bytes. They are not looked at yet, and not copied: leave them alone afterwards.</summary>
    public static new MaskValue FromEncoded(ReadOnlyMemory<byte> bytes) => new(new MemorySource(bytes));

    /// <summary>A mask in a file, which is not opened yet.</summary>
    public static new MaskValue FromFile(string path) => new(new FileSource(path));

    /// <summary>A mask from pixels, which it owns from now on.</summary>
    public static new MaskValue FromPixels(Pixels pixels) => new(pixels);

    /// <inheritdoc cref="ImageValue.FromSource"/>
    internal static new MaskValue FromSource(EncodedSource source, ImageInfo? info)
    {
        var mask = new MaskValue(source);
        mask.SetHeader(info);
        return mask;
    }
}

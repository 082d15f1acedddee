using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>The pictures inside values, alone or in lists: held while somebody may read their pixels.</summary>
internal static class Pictures
{
    public static bool IsIn(Value value) => value is ImageValue || (value is ListValue list && list.Items.Any(IsIn));

    /// <summary>Holds all of them, or none when one of them was freed already.</summary>
    public static bool TryHold(Value?[] values)
    {
        var areThere = true;
        Each(values, image => areThere &= image.TryHold());
        if (!areThere)
        {
            Release(values);
        }

        return areThere;
    }

    public static void Hold(Value?[] values) => Each(values, image => image.TryHold());

    public static void Release(Value?[] values) => Each(values, image => image.Release());

    /// <summary>Holds what cannot be decoded again: nobody keeps the decoded pixels of a file for a later run.</summary>
    public static void Keep(Value?[] values) => Each(values, image => _ = image.IsEncoded || image.TryHold());

    /// <summary>Undoes one <see cref="Keep"/>.</summary>
    public static void LetGo(Value?[] values)
    {
        Each(values, image =>
        {
            if (!image.IsEncoded)
            {
                image.Release();
            }
        });
    }

    public static void Each(Value? value, Action<ImageValue> act)
    {
        if (value is ImageValue image)
        {
            act(image);
        }
        else if (value is ListValue list)
        {
            foreach (var item in list.Items)
            {
                Each(item, act);
            }
        }
    }

    /// <summary>Whether any of them is still to be calculated.</summary>
    public static bool AreDeferred(Value?[] values)
    {
        var any = false;
        Each(values, image => any |= image.IsDeferred);
        return any;
    }

    /// <summary>What the pixels take that cannot be decoded again.</summary>
    public static long Bytes(Value?[] values)
    {
        var bytes = 0L;
        Each(values, image => bytes += image.IsEncoded ? 0 : image.PixelBytes);
        return bytes;
    }

    /// <summary>What keeping the pictures would have to write: pixels, or bytes that are not stored yet.</summary>
    public static long BytesToKeep(Value?[] values)
    {
        var bytes = 0L;
        Each(values, image => bytes += image.Encoded switch
        {
            null => image.PixelBytes,
            BlobSource => 0,
            _ => image.EncodedLength,
        });
        return bytes;
    }

    public static void Each(Value?[] values, Action<ImageValue> act)
    {
        foreach (var value in values)
        {
            Each(value, act);
        }
    }
}

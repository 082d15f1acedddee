namespace NodeEngine.Sdk;

/// <summary>Where the bytes of an encoded picture are: in memory or in a file.</summary>
internal abstract class EncodedSource
{
    public abstract long Length { get; }

    public abstract Stream Open();

    /// <summary>The bytes in memory, or null when they are in a file.</summary>
    public virtual ReadOnlyMemory<byte>? Memory => null;

    /// <summary>The file, or null when the bytes are in memory.</summary>
    public virtual string? FilePath => null;

    public abstract Address ComputeAddress();
}

internal sealed class MemorySource(ReadOnlyMemory<byte> bytes) : EncodedSource
{
    public override long Length => bytes.Length;

    public override ReadOnlyMemory<byte>? Memory => bytes;

    public override Stream Open() =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    public override Address ComputeAddress() => Address.Of(bytes.Span);
}

/// <summary>
/// A file that must stay as it is from the first time it is looked at: a picture that changes under a run would get the address of another. What the
/// engine itself noted in it is left out.
/// </summary>
internal sealed class FileSource(string path) : EncodedSource
{
    private readonly Lock _gate = new();
    private (long Length, DateTime Written)? _seen;
    private Piece[]? _pieces;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public override string FilePath => Path;

    public override long Length
    {
        get
        {
            if (_seen is null)
            {
                using var file = OpenFile();
                return _pieces?.Sum(piece => piece.Length) ?? file.Length;
            }

            var info = Find();
            Check(info.Length, info.LastWriteTimeUtc);
            return _pieces?.Sum(piece => piece.Length) ?? info.Length;
        }
    }

    public override Stream Open()
    {
        var file = OpenFile();
        return _pieces is null ? file : new PiecedStream(file, _pieces);
    }

    public override Address ComputeAddress()
    {
        using var file = OpenFile();
        using Stream content = _pieces is null ? file : new PiecedStream(file, _pieces);
        var address = Address.Of(content);

        // Written to meanwhile, it would have the address of neither.
        Check(RandomAccess.GetLength(file.SafeFileHandle), File.GetLastWriteTimeUtc(file.SafeFileHandle));
        return address;
    }

    private FileInfo Find()
    {
        var info = new FileInfo(Path);
        return info.Exists ? info : throw new FileNotFoundException($"The file '{Path}' is not there any more.", Path);
    }

    /// <summary>Opens the file, and asks the open file, not its name, whether it is still the same.</summary>
    private FileStream OpenFile()
    {
        Find();
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16, FileOptions.SequentialScan);
        try
        {
            lock (_gate)
            {
                if (_seen is null)
                {
                    _pieces = RecipeNote.Without(file);
                    file.Position = 0;
                    _seen = (file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));
                }
            }

            Check(file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Check(long length, DateTime written)
    {
        lock (_gate)
        {
            if (_seen != (length, written))
            {
                throw new IOException($"The file '{Path}' changed while it was in use. Run again.");
            }
        }
    }
}

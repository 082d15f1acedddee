using System.Security.Cryptography;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>
/// Bytes by their SHA-256, each a file <c>ab/cdef…</c> that is there whole or not at all: written beside its place while it is hashed, synced, moved, and
/// the folder synced.
/// </summary>
internal sealed class BlobFolder(string root, string temporary, bool isDurable)
{
    private const int BufferSize = 1 << 17;

    private long _files;

    /// <summary>Why a blob matters, for whoever is told that it is lost; null when it can be made again.</summary>
    public Func<Address, string?> CostOf { get; set; } = _ => null;

    public string Root => root;

    public string PathOf(Address blob)
    {
        var hex = blob.ToString()["sha256:".Length..];
        return Path.Combine(root, hex[..2], hex[2..]);
    }

    /// <summary>The blob that a file below the root is, or null when it is none.</summary>
    public static Address? AddressOf(string path) =>
        Address.TryParse($"sha256:{Path.GetFileName(Path.GetDirectoryName(path))}{Path.GetFileName(path)}", out var blob) ? blob : null;

    /// <summary>Writes bytes. When it returns they are on disk.</summary>
    public Blob Write(ReadOnlyMemory<byte> bytes) => Write(file => file.Write(bytes.Span), () => SHA256.HashData(bytes.Span), bytes.Length);

    /// <summary>Copies a stream. When it returns the bytes are on disk.</summary>
    public Blob Write(Stream content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return Write(
            file =>
            {
                var buffer = new byte[BufferSize];
                for (int read; (read = content.Read(buffer)) > 0;)
                {
                    hash.AppendData(buffer, 0, read);
                    file.Write(buffer.AsSpan(0, read));
                }
            },
            hash.GetHashAndReset,
            null);
    }

    /// <summary>Whether a blob is there in full length.</summary>
    public bool Has(Blob blob)
    {
        var file = new FileInfo(PathOf(blob.Content));
        return file.Exists && file.Length == blob.Length;
    }

    /// <summary>Says that a blob is in use, so that it is not collected. False when it is not there.</summary>
    public bool Touch(Address blob)
    {
        try
        {
            File.SetLastWriteTimeUtc(PathOf(blob), DateTime.UtcNow);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether the bytes still hash to their name.</summary>
    public bool IsWhole(Address blob)
    {
        try
        {
            using var file = new FileStream(PathOf(blob), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.SequentialScan);
            return Address.Of(file) == blob;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public StoreException Damaged(Address blob)
    {
        var path = PathOf(blob);
        var what = File.Exists(path) ? "is damaged: its bytes do not hash to its name" : "is not there any more";
        return CostOf(blob) is { } cost
            ? new StoreException(
                StoreException.PaidLost,
                $"The stored picture '{path}' {what}. {cost}",
                "Put the file back from a backup, ask for another take, or buy the same again with --pay-again and the node's id.")
            : new StoreException("stored-picture-lost", $"The stored picture '{path}' {what}.", "Run again: it can be made again without cost.");
    }

    private Blob Write(Action<Stream> write, Func<byte[]> hash, long? length)
    {
        var part = Path.Combine(temporary, $"{Environment.ProcessId}-{Interlocked.Increment(ref _files)}-{Guid.NewGuid():N}");
        var path = root;
        try
        {
            using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.SetLength(length ?? 0);
                write(file);
                length = file.Length;
                if (isDurable)
                {
                    file.Flush(flushToDisk: true);
                }
            }

            Failpoint.Pass("blob-written");
            var content = new Address(hash());
            path = PathOf(content);
            var folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                if (isDurable)
                {
                    DurableFiles.SyncFolder(root);
                }
            }

            // Also over one that is there: should that one be damaged, this mends it.
            File.Move(part, path, overwrite: true);
            Failpoint.Pass("blob-moved");
            if (isDurable)
            {
                DurableFiles.SyncFolder(folder);
            }

            Failpoint.Pass("blob-synced");
            return new Blob(content, length.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(part);
            throw StoreException.Of(e, path);
        }
    }
}

/// <summary>Stored bytes.</summary>
/// <param name="Content">Their SHA-256, which is their name.</param>
/// <param name="Length">How many there are.</param>
internal readonly record struct Blob(Address Content, long Length);

/// <summary>A stored picture. Its address is known without reading it; its bytes are checked when they are first read.</summary>
internal sealed class BlobSource(BlobFolder folder, Address blob, Address content, long length) : EncodedSource
{
    private readonly Lock _gate = new();
    private bool _isWhole;

    public Blob Blob => new(blob, length);

    public override long Length => length;

    public override string FilePath
    {
        get
        {
            Check();
            return folder.PathOf(blob);
        }
    }

    public override Stream Open() => new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16, FileOptions.SequentialScan);

    /// <summary>Of the bytes, or of the pixels when the picture was stored after it had been made of pixels.</summary>
    public override Address ComputeAddress() => content;

    /// <exception cref="StoreException">The bytes are not those that were stored.</exception>
    public void Check()
    {
        lock (_gate)
        {
            _isWhole = _isWhole || folder.IsWhole(blob) ? true : throw folder.Damaged(blob);
        }
    }
}

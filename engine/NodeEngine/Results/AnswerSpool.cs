using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NodeEngine.Results;

/// <summary>
/// The file of a call on its way: who asks for what, then the answer as it arrives, then a seal over all of it. Made before anything is sent, read by
/// this process or a later one. Without the seal the answer did not arrive whole.
/// </summary>
internal sealed class AnswerSpool : IDisposable
{
    private const int SealSize = 32 + 8;
    private static readonly byte[] Mark = "\nanswer\n"u8.ToArray();

    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly bool _isDurable;

    public AnswerSpool(string path, CallRecord call, bool isDurable)
    {
        Path = path;
        _isDurable = isDurable;
        try
        {
            _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreException.Of(e, path);
        }

        Append(Line(call.ToJson()));
        _file.Flush();
    }

    public string Path { get; }

    /// <summary>True from the moment at which the request may be on its way.</summary>
    public bool IsSent { get; set; }

    /// <summary>Closes the file. Whether it stays is for the ledger to say.</summary>
    public void Dispose()
    {
        _hash.Dispose();
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // On a full disk the last bytes cannot be written. Without a seal they count for nothing anyway.
        }
    }

    /// <summary>Begins an answer.</summary>
    public void Begin(int status, IEnumerable<KeyValuePair<string, string>> headers) => Append(Line(new JsonObject
    {
        ["status"] = status,
        ["headers"] = new JsonObject(headers.Where(IsKept).Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
    }));

    /// <summary>Adds to the body.</summary>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        _hash.AppendData(bytes.Span);
        try
        {
            // Never cancelled: what arrives is kept.
            await _file.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw StoreException.Of(e, Path);
        }
    }

    /// <summary>The answer is whole. When it returns, it is on disk.</summary>
    public void Seal()
    {
        try
        {
            _file.Write(_hash.GetHashAndReset());
            _file.Write(Mark);
            _file.Flush(_isDurable);
            if (_isDurable)
            {
                DurableFiles.SyncFolder(System.IO.Path.GetDirectoryName(Path)!);
            }
        }
        catch (IOException e)
        {
            throw StoreException.Of(e, Path);
        }
    }

    /// <summary>The call and its answer, if that is whole; the call alone if not; null when not even that can be read.</summary>
    public static SpooledAnswer? Read(string path, bool withBody)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
            var (intent, head) = (ReadLine(file), ReadLine(file));
            if (intent is null)
            {
                return null;
            }

            var call = CallRecord.FromJson(JsonNode.Parse(intent)!);
            if (head is null || file.Length - file.Position < SealSize || !IsSealed(file))
            {
                return new SpooledAnswer(call, null, null, default);
            }

            var json = JsonNode.Parse(head)!;
            var headers = json["headers"]!.AsObject().ToDictionary(header => header.Key, header => (string)header.Value!, StringComparer.OrdinalIgnoreCase);
            Memory<byte> body = default;
            if (withBody)
            {
                body = GC.AllocateUninitializedArray<byte>((int)(file.Length - file.Position - SealSize));
                file.ReadExactly(body.Span);
            }

            return new SpooledAnswer(call, (int)json["status"]!, headers, body);
        }
        catch (Exception e) when (e is JsonException or FormatException or FileNotFoundException or NullReferenceException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsKept(KeyValuePair<string, string> header) => !header.Key.Contains("cookie", StringComparison.OrdinalIgnoreCase);

    private static byte[] Line(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString() + "\n");

    private void Append(byte[] bytes)
    {
        _hash.AppendData(bytes);
        try
        {
            _file.Write(bytes);
        }
        catch (IOException e)
        {
            throw StoreException.Of(e, Path);
        }
    }

    private static string? ReadLine(FileStream file)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        for (int next; (next = file.ReadByte()) != '\n';)
        {
            if (next < 0)
            {
                return null;
            }

            line.GetSpan(1)[0] = (byte)next;
            line.Advance(1);
        }

        return Encoding.UTF8.GetString(line.WrittenSpan);
    }

    /// <summary>Checks the seal at the end of the file, and leaves the position where it was.</summary>
    private static bool IsSealed(FileStream file)
    {
        var position = file.Position;
        Span<byte> seal = stackalloc byte[SealSize];
        file.Position = file.Length - SealSize;
        file.ReadExactly(seal);
        if (!seal[32..].SequenceEqual(Mark))
        {
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        file.Position = 0;
        for (var left = file.Length - SealSize; left > 0;)
        {
            var read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        file.Position = position;
        return hash.GetHashAndReset().AsSpan().SequenceEqual(seal[..32]);
    }
}

/// <summary>What a spool holds.</summary>
/// <param name="Call">The call.</param>
/// <param name="Status">The HTTP status, or null when the answer is not whole.</param>
/// <param name="Headers">The headers, or null when the answer is not whole.</param>
/// <param name="Body">The body, if it was asked for.</param>
internal sealed record SpooledAnswer(CallRecord Call, int? Status, Dictionary<string, string>? Headers, Memory<byte> Body);

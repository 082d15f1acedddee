using System.Globalization;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>What is in a store.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Paid">Results that were paid for.</param>
/// <param name="PaidBytes">What those take on disk.</param>
/// <param name="Free">Results that can be made again, or were sampled without cost.</param>
/// <param name="FreeBytes">What those take on disk.</param>
/// <param name="Blobs">Files with bytes of pictures.</param>
/// <param name="BlobBytes">What those take on disk, whether anything refers to them or not.</param>
/// <param name="Calls">Calls in the ledger.</param>
/// <param name="Unfinished">Calls whose answer waits to be read, or whose provider is still at it.</param>
/// <param name="Unknown">Calls that may or may not have been paid.</param>
/// <param name="Runs">Runs recorded.</param>
public sealed record StoreInfo(string Folder, int Paid, long PaidBytes, int Free, long FreeBytes, int Blobs, long BlobBytes, int Calls, int Unfinished, int Unknown, int Runs);

/// <summary>Something in the store that is not as it was written.</summary>
/// <param name="File">The file.</param>
/// <param name="Message">What is wrong with it, and what it had cost.</param>
/// <param name="IsPaid">True when it was paid for.</param>
public sealed record StoreDamage(string File, string Message, bool IsPaid);

/// <summary>What reading everything found.</summary>
/// <param name="Blobs">Files that were read.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Damages">What is damaged or missing; empty when all is whole.</param>
public sealed record VerifyReport(int Blobs, long Bytes, IReadOnlyList<StoreDamage> Damages);

/// <summary>What to give up.</summary>
public sealed class CollectOptions
{
    /// <summary>Results without cost that were not used for so long go. Default 30 days.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(30);

    /// <summary>More results without cost go, the least recently used first, until those that stay take no more bytes. Null: only age counts.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>True to give up paid results in the same way: they would have to be paid again. Default false.</summary>
    public bool Paid { get; init; }

    /// <summary>True to only count. Default false.</summary>
    public bool IsDry { get; init; }
}

/// <summary>What was given up.</summary>
/// <param name="Results">Results.</param>
/// <param name="Blobs">Files with bytes of pictures.</param>
/// <param name="Bytes">The bytes of those files.</param>
/// <param name="PaidUsd">What the paid results among them had cost, in US dollars.</param>
public sealed record CollectReport(int Results, int Blobs, long Bytes, decimal PaidUsd);

/// <summary>Housekeeping.</summary>
internal static class StoreCare
{
    public static StoreInfo Info(StoreFolder store)
    {
        var (results, calls, runs) = store.Index.Read(reader => (
            ResultTable.All(reader).Select(result => (result.Row.Kind, result.Row.Bytes)).ToList(),
            CallTable.All(reader),
            (int)reader.Number("SELECT COUNT(*) FROM runs")));
        var blobs = Files(store).ToList();
        return new StoreInfo(
            store.Root,
            results.Count(result => result.Kind == ResultKind.Paid),
            results.Where(result => result.Kind == ResultKind.Paid).Sum(result => result.Bytes),
            results.Count(result => result.Kind != ResultKind.Paid),
            results.Where(result => result.Kind != ResultKind.Paid).Sum(result => result.Bytes),
            blobs.Count,
            blobs.Sum(blob => blob.Length),
            calls.Count,
            calls.Count(call => call.State is CallState.Answered or CallState.Waiting or CallState.Unreadable),
            calls.Count(call => call.State == CallState.Unknown),
            runs);
    }

    public static VerifyReport Verify(StoreFolder store, CancellationToken cancellation)
    {
        var damages = store.Index.Read(reader => reader.All("PRAGMA integrity_check", row => row.GetString(0)))
            .Where(line => line != "ok")
            .Select(line => new StoreDamage(store.Index.File, $"The index is damaged: {line}. Run: nodeengine store rebuild.", IsPaid: true)).ToList();
        var (count, bytes) = (0, 0L);
        var whole = new HashSet<Address>();
        var broken = new HashSet<Address>();
        foreach (var file in Files(store))
        {
            cancellation.ThrowIfCancellationRequested();
            if (BlobFolder.AddressOf(file.FullName) is not { } blob)
            {
                damages.Add(new StoreDamage(file.FullName, "Its name is no SHA-256.", IsPaid: false));
                continue;
            }

            count++;
            bytes += file.Length;
            (store.Blobs.IsWhole(blob) ? whole : broken).Add(blob);
        }

        foreach (var (row, _) in store.Index.Read(ResultTable.All))
        {
            foreach (var blob in ValueCodec.BlobsOf(row.Outputs).Where(blob => !whole.Contains(blob.Content)))
            {
                broken.Remove(blob.Content);
                damages.Add(new StoreDamage(store.Blobs.PathOf(blob.Content), store.Blobs.Damaged(blob.Content).Message, row.Kind == ResultKind.Paid));
            }
        }

        damages.AddRange(broken.Select(blob => new StoreDamage(store.Blobs.PathOf(blob), store.Blobs.Damaged(blob).Message, IsPaid: false)));
        return new VerifyReport(count, bytes, damages);
    }

    public static async Task<CollectReport> CollectAsync(StoreFolder store, CollectOptions options)
    {
        var now = store.Clock.GetUtcNow();

        // What living processes have looked at since they opened the store stays, whatever is asked for.
        var inUse = store.Owners.OldestLiving();
        var results = store.Index.Read(ResultTable.All);
        var kept = results.Where(result => options.Paid || result.Row.Kind != ResultKind.Paid).Sum(result => result.Row.Bytes);
        var given = new List<ResultRow>();
        foreach (var (row, used) in results.Where(result => options.Paid || result.Row.Kind != ResultKind.Paid))
        {
            if ((now - used >= options.Age || kept > options.MaxBytes) && ValueCodec.BlobsOf(row.Outputs).TrueForAll(blob => LastUse(store, blob.Content) < inUse))
            {
                given.Add(row);
                kept -= row.Bytes;
            }
        }

        var paid = store.Index.Read(reader => given.Where(row => row.Kind == ResultKind.Paid).Select(row => CallTable.Paid(reader, row.Recipe)).OfType<CallRecord>().ToList());
        if (!options.IsDry)
        {
            // A receipt that still named the picture would bring its loss back with the next index.
            paid.ForEach(call => store.Receipts.Write(call, null));
            await store.Index.WriteAsync(writer => given.ForEach(row => ResultTable.Delete(writer, row.Recipe))).ConfigureAwait(false);
        }

        // Read again: what was stored meanwhile may refer to the same bytes.
        var gone = given.Select(row => row.Recipe).ToHashSet();
        var needed = store.Index.Read(ResultTable.All).Where(result => !gone.Contains(result.Row.Recipe))
            .SelectMany(result => ValueCodec.BlobsOf(result.Row.Outputs)).Select(blob => blob.Content).ToHashSet();
        var (blobs, bytes) = (0, 0L);
        foreach (var file in Files(store))
        {
            if (BlobFolder.AddressOf(file.FullName) is { } blob && !needed.Contains(blob) && file.LastWriteTimeUtc < inUse && (options.IsDry || TryDelete(file.FullName, inUse)))
            {
                blobs++;
                bytes += file.Length;
            }
        }

        return new CollectReport(given.Count, blobs, bytes, paid.Sum(call => call.PriceUsd));
    }

    private static IEnumerable<FileInfo> Files(StoreFolder store) =>
        new DirectoryInfo(store.Blobs.Root).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension.Length == 0);

    private static DateTime LastUse(StoreFolder store, Address blob) => File.GetLastWriteTimeUtc(store.Blobs.PathOf(blob));

    /// <summary>Deletes a blob unless somebody begins to use it at this moment: whoever uses it sets its time, before or after it is out of the way.</summary>
    private static bool TryDelete(string path, DateTime inUse)
    {
        var aside = path + "." + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        try
        {
            File.Move(path, aside, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // Another process collects at the same time.
            return false;
        }

        if (File.GetLastWriteTimeUtc(aside) >= inUse)
        {
            File.Move(aside, path, overwrite: true);
            return false;
        }

        File.Delete(aside);
        return true;
    }
}

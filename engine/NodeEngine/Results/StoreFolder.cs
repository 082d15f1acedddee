using System.Globalization;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>
/// The store's folder: index, blobs, receipts, and the answers of calls on their way. Opening it sees to what dead processes left: an answer that is
/// whole waits to be read, any other call on its way is booked as unknown.
/// </summary>
internal sealed class StoreFolder : IDisposable
{
    /// <summary>What must be free before something is sent whose answer has to be kept: a picture, twice, and some room.</summary>
    private const long Room = 16L << 20;

    private readonly string _calls;
    private readonly Owners _owners;

    private StoreFolder(string root, bool isDurable, TimeProvider clock)
    {
        Root = root;
        IsDurable = isDurable;
        Clock = clock;
        _calls = Path.Combine(root, "calls");
        var temporary = Path.Combine(root, "temp");
        try
        {
            foreach (var folder in (string[])[_calls, temporary, BlobsOf(root), ReceiptsOf(root)])
            {
                Directory.CreateDirectory(folder);
            }

            _owners = new Owners(Path.Combine(root, "owners"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreException.Of(e, root);
        }

        try
        {
            Receipts = new Receipts(ReceiptsOf(root), isDurable);
            Blobs = new BlobFolder(BlobsOf(root), temporary, isDurable);
            Codec = new ValueCodec(Blobs);
            Index = new StoreIndex(IndexOf(root), isDurable);
            Ledger = new CallLedger(Index, _owners, Receipts, clock);
            Blobs.CostOf = CostOf;
        }
        catch
        {
            Index?.Dispose();
            _owners.Dispose();
            throw;
        }
    }

    public string Root { get; }

    public bool IsDurable { get; }

    public TimeProvider Clock { get; }

    public StoreIndex Index { get; }

    public BlobFolder Blobs { get; }

    public Receipts Receipts { get; }

    public CallLedger Ledger { get; }

    public ValueCodec Codec { get; }

    public Owners Owners => _owners;

    /// <summary>Opens a store, and makes it if there is none.</summary>
    /// <exception cref="StoreException">It is damaged, of a newer version, on a network file system, or cannot be written.</exception>
    public static StoreFolder Open(string root, TimeProvider clock)
    {
        DurableFiles.ThrowIfNetwork(root);

        // An index that is gone while receipts are there must not pass for a store in which nothing was paid.
        if (!File.Exists(IndexOf(root)) && StoreRebuild.HasTraces(root))
        {
            StoreRebuild.Run(root, clock);
        }

        var isNew = !Directory.Exists(root);
        var store = new StoreFolder(root, isDurable: true, clock);
        try
        {
            if (isNew)
            {
                File.WriteAllText(Path.Combine(root, ".gitignore"), "*\n");
                DurableFiles.SyncFolder(root);
                DurableFiles.SyncFolder(Path.GetDirectoryName(root)!);
            }

            store.SeeToTheDead();
            return store;
        }
        catch (Exception e)
        {
            store.Dispose();
            throw e is IOException or UnauthorizedAccessException ? StoreException.Of(e, root) : e;
        }
    }

    /// <summary>A store that nobody keeps: for runs in a store that is in memory, whose paid pictures need a place all the same.</summary>
    public static StoreFolder Temporary(TimeProvider clock) => new(Directory.CreateTempSubdirectory("nodeengine-").FullName, isDurable: false, clock);

    /// <summary>A folder without what opening does beside, for making its index anew.</summary>
    internal static StoreFolder ForRebuild(string root, TimeProvider clock) => new(root, isDurable: true, clock);

    public static string IndexOf(string root) => Path.Combine(root, "index.db");

    public static string BlobsOf(string root) => Path.Combine(root, "blobs");

    public static string ReceiptsOf(string root) => Path.Combine(root, "receipts");

    public string SpoolOf(CallRecord call) => SpoolOf(call.Id);

    public void Dispose()
    {
        Index.Dispose();
        _owners.Dispose();
        if (!IsDurable)
        {
            Directory.Delete(Root, recursive: true);
        }
    }

    /// <summary>Refuses to go on when an answer might not fit on the disk: what is paid for must be kept.</summary>
    public void ThrowIfFull(int pictures)
    {
        var free = new DriveInfo(Root).AvailableFreeSpace;
        if (free < Room * (1 + pictures))
        {
            throw new StoreException(
                "store-full",
                string.Create(CultureInfo.InvariantCulture, $"The disk of '{Root}' has {free >> 20} MiB left, too few to keep an answer. Nothing was sent."),
                "Make room, for example with nodeengine store gc, and run again.");
        }
    }

    /// <summary>Settles a call that nobody makes any more: its answer is whole, or its outcome is not known.</summary>
    public Task SettleAsync(CallRecord call) => Index.WriteAsync(writer => Settle(writer, call.Id));

    /// <summary>Notes that a result without cost is used, so that nobody gives it up meanwhile.</summary>
    public void Use(Address recipe, StoredResult result)
    {
        foreach (var blob in ValueCodec.BlobsOf(result.Outputs))
        {
            Blobs.Touch(blob.Content);
        }

        var now = Clock.GetUtcNow();
        if (now - result.Used > TimeSpan.FromDays(1))
        {
            Index.Post(writer => ResultTable.Use(writer, recipe, now));
        }
    }

    /// <summary>What lost bytes had cost, as a sentence; null when nothing was paid for them.</summary>
    private string? CostOf(Address blob) => Index.Read(reader =>
    {
        foreach (var (row, _) in ResultTable.All(reader))
        {
            if (row.Kind == ResultKind.Paid && ValueCodec.BlobsOf(row.Outputs).Exists(one => one.Content == blob) && CallTable.Paid(reader, row.Recipe) is { } call)
            {
                return Cost(call);
            }
        }

        return null;
    });

    public static string Cost(CallRecord call) =>
        $"It was made by {call.Model} for '{call.Node}' in run {call.Run}{(call.IsSimulated ? " (simulated)" : "")} and cost {Usd.Show(call.PriceUsd)}.";

    private string SpoolOf(string id) => Path.Combine(_calls, id + ".answer");

    private void SeeToTheDead()
    {
        // Listed before the calls are read: a spool is made after its call is in the index.
        var spools = Directory.GetFiles(_calls, "*.answer");
        var left = Index.Read(reader => CallTable.In(reader, CallState.Open, CallState.Waiting, CallState.Answered, CallState.Unreadable));
        if (left.Exists(call => call.State == CallState.Open && _owners.IsDead(call.Owner)) || Index.Read(RunTable.Running).Exists(_owners.IsDead))
        {
            Index.WriteAsync(writer =>
            {
                foreach (var call in CallTable.In(writer, CallState.Open))
                {
                    Settle(writer, call.Id);
                }

                foreach (var owner in RunTable.Running(writer).Where(_owners.IsDead))
                {
                    RunTable.Interrupt(writer, owner);
                }
            }).GetAwaiter().GetResult();
        }

        var needed = left.Select(call => SpoolOf(call.Id)).ToHashSet(StringComparer.Ordinal);
        foreach (var spool in spools.Where(spool => !needed.Contains(spool)))
        {
            File.Delete(spool);
        }

        foreach (var file in new DirectoryInfo(Path.Combine(Root, "temp")).EnumerateFiles().Where(file => file.LastWriteTimeUtc < DateTime.UtcNow.AddDays(-1)))
        {
            file.Delete();
        }

        _owners.Bury();
    }

    private void Settle(StoreConnection writer, string id)
    {
        if (CallTable.Find(writer, id) is not { State: CallState.Open } call || (call.Owner != _owners.Me && !_owners.IsDead(call.Owner)))
        {
            return;
        }

        if (AnswerSpool.Read(SpoolOf(id), withBody: false) is { Status: not null })
        {
            CallTable.Update(writer, call with { State = CallState.Answered, Owner = "" });
            return;
        }

        var unknown = call with { State = CallState.Unknown, Owner = "", Ended = Clock.GetUtcNow(), Error = "The process ended while the call was on its way." };
        Receipts.Write(unknown, null);
        CallTable.Update(writer, unknown);
    }
}

using System.Collections.Concurrent;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>
/// Results by address: what was made once is not made again. In memory for as long as the object lives, or in the folder <c>.nodeengine</c> of a
/// workspace for good: then it survives a crash at any moment, and other processes may use it at the same time. One store may serve many runs at once.
/// </summary>
/// <remarks>
/// On disk are: all results of models and of other Sampled nodes; results of Pure nodes that a graph shows as its outputs, or that took longer to make
/// than they take to keep (<see cref="IsWorthKeeping"/>); which content a recipe gave. Everything else is in memory only.
/// </remarks>
public sealed class ResultStore : IDisposable
{
    /// <summary>The store's folder in a workspace.</summary>
    public const string FolderName = ".nodeengine";

    private readonly ResultMemory _memory;
    private readonly ConcurrentDictionary<Address, Task<Value[]>> _calls = new();
    private readonly StoreFolder? _disk;
    private readonly Lazy<StoreFolder> _paid;
    private readonly Lazy<ConcurrentDictionary<long, bool>> _known;

    /// <summary>An empty store in memory.</summary>
    /// <param name="memoryLimit">How many bytes of pixels it keeps. Default: a quarter of the memory that this process may use.</param>
    public ResultStore(long? memoryLimit = null)
        : this(null, memoryLimit)
    {
    }

    private ResultStore(StoreFolder? disk, long? memoryLimit)
    {
        _disk = disk;
        _memory = new ResultMemory(memoryLimit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
        _paid = new Lazy<StoreFolder>(() => _disk ?? StoreFolder.Temporary(TimeProvider.System));
        _known = new Lazy<ConcurrentDictionary<long, bool>>(() => new(_disk!.Index.Read(ResultTable.Recipes).Distinct().Select(start => KeyValuePair.Create(start, true))));
    }

    /// <summary>The folder on disk, absolute; null when the store is in memory.</summary>
    public string? Folder => _disk?.Root;

    /// <summary>Opens the store of a workspace, and makes it if there is none. What processes that died left unfinished is seen to.</summary>
    /// <param name="workspace">The folder with plugins.json.</param>
    /// <param name="memoryLimit">How many bytes of pixels it keeps in memory. Default: a quarter of the memory that this process may use.</param>
    /// <param name="clock">The clock. Default: the system's.</param>
    /// <exception cref="StoreException">It is damaged, of a newer version, on a network file system, or cannot be written.</exception>
    public static ResultStore Open(string workspace, long? memoryLimit = null, TimeProvider? clock = null) =>
        new(StoreFolder.Open(Path.Combine(Path.GetFullPath(workspace), FolderName), clock ?? TimeProvider.System), memoryLimit);

    /// <summary>Makes the index of a store anew from the receipts beside its pictures, when it is lost or damaged. Nobody may use the store meanwhile.</summary>
    /// <param name="workspace">The folder with plugins.json.</param>
    /// <exception cref="StoreException">Another process uses it, or it cannot be written.</exception>
    public static RebuildReport Rebuild(string workspace) => StoreRebuild.Run(Path.Combine(Path.GetFullPath(workspace), FolderName), TimeProvider.System);

    /// <summary>Whether a result of a Pure node is kept on disk: when making it took longer than keeping it does.</summary>
    /// <param name="milliseconds">How long the node ran.</param>
    /// <param name="pictureBytes">Bytes of the pixels in it, or of encoded pictures that are not stored yet; 0 for small values.</param>
    /// <remarks>
    /// A small result is kept from a millisecond on: its row takes about a tenth of that. Pixels are kept as PNG, which takes about 12 ns a byte to write
    /// and as long to read, so they must have taken four times as long.
    /// </remarks>
    public static bool IsWorthKeeping(double milliseconds, long pictureBytes) => milliseconds >= 1 + (pictureBytes * 48e-6);

    /// <summary>The ledger: every model call that was or may have been paid, or is on its way, in the order of their admission.</summary>
    public IReadOnlyList<CallRecord> Calls() => _disk is null && !_paid.IsValueCreated ? [] : Paid.Index.Read(CallTable.All);

    /// <summary>The newest runs, without their nodes.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="status">Only those with this status; null for all.</param>
    public IReadOnlyList<RunRecord> Runs(int count = 50, string? status = null) => _disk?.Index.Read(reader => RunTable.Newest(reader, count, status)) ?? [];

    /// <summary>A run with all that is known of it, or null. Runs in memory are not recorded.</summary>
    /// <param name="run">Its id.</param>
    public RunRecord? FindRun(string run) => _disk?.Index.Read(reader => RunTable.Find(reader, run));

    /// <summary>A stored picture by the SHA-256 of its bytes, or null: what <c>sha256:…</c> in a graph means.</summary>
    /// <param name="blob">The address of the bytes.</param>
    /// <param name="isMask">True for a mask.</param>
    public ImageValue? FindPicture(Address blob, bool isMask = false)
    {
        var file = new FileInfo(Paid.Blobs.PathOf(blob));
        if (!file.Exists)
        {
            return null;
        }

        var source = new BlobSource(Paid.Blobs, blob, blob, file.Length);
        return isMask ? MaskValue.FromSource(source, null) : ImageValue.FromSource(source, null);
    }

    /// <summary>What is in the store, and how much room it takes.</summary>
    public StoreInfo Info() => StoreCare.Info(Paid);

    /// <summary>Reads everything, and says what is damaged or missing, with what it had cost.</summary>
    /// <param name="cancellation">Stops reading.</param>
    public VerifyReport Verify(CancellationToken cancellation = default) => StoreCare.Verify(Paid, cancellation);

    /// <summary>Makes room: gives up Pure results that were not used for long, and bytes that nothing refers to. Safe while runs are going.</summary>
    /// <param name="options">What to give up; null for the defaults.</param>
    public Task<CollectReport> CollectAsync(CollectOptions? options = null) => StoreCare.CollectAsync(Paid, options ?? new CollectOptions());

    /// <summary>Frees all that is in memory, and lets go of the folder.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        if (_disk is not null || _paid.IsValueCreated)
        {
            Paid.Dispose();
        }
    }

    /// <summary>Whether results last longer than this object.</summary>
    internal bool IsDurable => _disk is not null;

    /// <summary>Where paid calls are recorded and their pictures lie. A store in memory makes itself a folder for that, which goes with it.</summary>
    internal StoreFolder Paid => _paid.Value;

    /// <summary>The blob that holds a picture, if it is stored.</summary>
    internal Address? BlobOf(ImageValue image) => _disk?.Codec.BlobOf(image);

    internal void Expect(int more) => _memory.Expect(more);

    /// <summary>The outputs stored under a recipe, or null. Pictures in them are held for the caller, who releases them.</summary>
    internal Value[]? Get(Address recipe, bool hasPictures) => _memory.Get(recipe, hasPictures) ?? (_disk is null ? null : Load(_disk, recipe, hasPictures));

    /// <summary>Keeps the outputs of a recipe in memory.</summary>
    internal void Put(Address recipe, Value[] outputs, bool hasPictures) => _memory.Put(recipe, outputs, hasPictures);

    /// <summary>Keeps the outputs of a recipe on disk, if there is one. Pictures are written at once, the rest some time soon: see <see cref="FlushAsync"/>.</summary>
    internal void Keep(Address recipe, string type, Value[] outputs, ResultKind kind)
    {
        if (_disk is null || !_known.Value.TryAdd(StartOf(recipe), true))
        {
            return;
        }

        try
        {
            var stored = _disk.Codec.Write(outputs);
            var row = new ResultRow(recipe, kind, stored, stored.Length + ValueCodec.BlobsOf(stored).Sum(blob => blob.Length), type);
            _disk.Index.Post(writer => ResultTable.Put(writer, row, _disk.Clock.GetUtcNow()));
        }
        catch (IOException e)
        {
            // The result is there all the same; that it was not kept is told at the end.
            _known.Value.TryRemove(StartOf(recipe), out _);
            _disk.Index.Lose(e);
        }
    }

    /// <summary>Forgets a result that costs nothing: it is made afresh.</summary>
    internal void Forget(Address recipe)
    {
        _memory.Forget(recipe);
        if (_disk is not null)
        {
            _known.Value.TryRemove(StartOf(recipe), out _);
            _disk.Index.Post(writer => ResultTable.Delete(writer, recipe));
        }
    }

    /// <summary>Waits until everything that is to be kept is on disk.</summary>
    /// <exception cref="StoreException">Something of it could not be written.</exception>
    internal Task FlushAsync() => _disk?.Index.FlushAsync() ?? Task.CompletedTask;

    /// <summary>The outputs of a paid call, or null. Pictures in them are held for the caller, who releases them.</summary>
    /// <exception cref="StoreException">It was paid for, and its picture is lost. The message says what it cost.</exception>
    internal Value[]? GetPaid(Address recipe)
    {
        if (_memory.Get(recipe, hasPictures: true) is { } kept)
        {
            return kept;
        }

        if ((_disk is null && !_paid.IsValueCreated) || Paid.Index.Read(reader => ResultTable.Find(reader, recipe)) is not { } row)
        {
            return null;
        }

        var outputs = Paid.Codec.Read(row.Outputs, out var missing) ?? throw Paid.Blobs.Damaged(missing);
        _memory.Put(recipe, outputs, hasPictures: true);
        Pictures.Hold(outputs);
        return outputs;
    }

    /// <summary>The newest call for a result, whatever became of it, or null.</summary>
    internal CallRecord? LatestCall(Address recipe) => _disk is null && !_paid.IsValueCreated ? null : Paid.Index.Read(reader => CallTable.Latest(reader, recipe));

    /// <summary>Takes a paid result in the place of one that was lost.</summary>
    internal void Replace(Address recipe, Value[] outputs)
    {
        _memory.Forget(recipe);
        _memory.Put(recipe, outputs, hasPictures: true);
    }

    /// <summary>The content of a picture known by its recipe, if it was ever needed.</summary>
    internal bool TryGetContent(Address recipe, out Address content)
    {
        if (_memory.TryGetContent(recipe, out content))
        {
            return true;
        }

        if (_disk?.Index.Read(reader => ResultTable.Content(reader, recipe)) is not { } stored)
        {
            return false;
        }

        _memory.PutContent(recipe, content = stored);
        return true;
    }

    internal void PutContent(Address recipe, Address content)
    {
        _memory.PutContent(recipe, content);
        _disk?.Index.Post(writer => ResultTable.PutContent(writer, recipe, content));
    }

    /// <summary>Makes a call that nobody in this process makes twice at the same time: who comes second gets the outcome of the first, good or bad. Pictures in it are held for the caller, who releases them.</summary>
    /// <param name="recipe">What is called for.</param>
    /// <param name="call">Makes the call.</param>
    /// <param name="hasPictures">Whether pictures may come, to look whether the call was made meanwhile; null when the call looks by itself.</param>
    /// <param name="cancellation">Stops waiting for the call of another. Whoever waits for a call that is cancelled makes it in its place.</param>
    internal async Task<(Value[] Outputs, bool IsFirst)> CallOnceAsync(Address recipe, Func<Task<Value[]>> call, bool? hasPictures = null, CancellationToken cancellation = default)
    {
        var mine = new TaskCompletionSource<Value[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var running = _calls.GetOrAdd(recipe, mine.Task); running != mine.Task; running = _calls.GetOrAdd(recipe, mine.Task))
        {
            try
            {
                var others = await running.WaitAsync(cancellation).ConfigureAwait(false);
                if (Pictures.TryHold(others))
                {
                    return (others, false);
                }
            }
            catch (OperationCanceledException) when (running.IsCanceled && !cancellation.IsCancellationRequested)
            {
            }
        }

        try
        {
            var made = hasPictures is { } pictures ? Get(recipe, pictures) : null;
            var outputs = made ?? await call().ConfigureAwait(false);
            if (made is null)
            {
                // Held first: a store that has no room for them gives them up at once.
                Pictures.Hold(outputs);
                Put(recipe, outputs, Array.Exists(outputs, Pictures.IsIn));
            }

            _calls.TryRemove(recipe, out _);
            mine.SetResult(outputs);
            return (outputs, made is null);
        }
        catch (Exception e)
        {
            // Removed first: who waits for it goes on at once.
            _calls.TryRemove(recipe, out _);
            if (e is OperationCanceledException && cancellation.IsCancellationRequested)
            {
                mine.SetCanceled(cancellation);
            }
            else
            {
                mine.SetException(e);
                _ = mine.Task.Exception; // Somebody has looked at it: nobody else need be waiting.
            }

            throw;
        }
    }

    private static long StartOf(Address recipe) => System.Runtime.InteropServices.MemoryMarshal.Cast<Address, long>(new ReadOnlySpan<Address>(in recipe))[0];

    private Value[]? Load(StoreFolder disk, Address recipe, bool hasPictures)
    {
        // Asking the index for each of thousands of trivial nodes would take longer than they do.
        if (!_known.Value.ContainsKey(StartOf(recipe)) || disk.Index.Read(reader => ResultTable.Find(reader, recipe)) is not { Kind: not ResultKind.Paid } row)
        {
            return null;
        }

        if (disk.Codec.Read(row.Outputs, out _) is not { } outputs)
        {
            // It can be made again.
            _known.Value.TryRemove(StartOf(recipe), out _);
            disk.Index.Post(writer => ResultTable.Delete(writer, recipe));
            return null;
        }

        disk.Use(recipe, row);
        _memory.Put(recipe, outputs, hasPictures);
        if (hasPictures)
        {
            Pictures.Hold(outputs);
        }

        return outputs;
    }
}

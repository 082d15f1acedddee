using System.Collections.Concurrent;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>
/// Results by address: what was made once is not made again. Small values are all kept; pictures as long as their pixels fit in the limit, the
/// least recently used going first. One store may serve many runs at the same time.
/// </summary>
public sealed class ResultStore : IDisposable
{
    private readonly Dictionary<Address, Value[]> _small = [];
    private readonly Lock _smallGate = new();
    private readonly ConcurrentDictionary<Address, Address> _contents = new();
    private readonly ConcurrentDictionary<Address, Task<Value[]>> _calls = new();
    private readonly Dictionary<Address, LinkedListNode<Entry>> _pictures = [];
    private readonly LinkedList<Entry> _byUse = [];
    private readonly Lock _gate = new();
    private readonly long _limit;
    private long _held;

    /// <summary>An empty store.</summary>
    /// <param name="memoryLimit">How many bytes of pixels it keeps. Default: a quarter of the memory that this process may use.</param>
    public ResultStore(long? memoryLimit = null) => _limit = memoryLimit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Frees all pixels that are kept.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var entry in _byUse)
            {
                Pictures.Release(entry.Outputs);
            }

            _byUse.Clear();
            _pictures.Clear();
            _held = 0;
        }
    }

    /// <summary>Makes room for that many more results at once: growing step by step would copy all of them again and again.</summary>
    internal void Expect(int more)
    {
        lock (_smallGate)
        {
            _small.EnsureCapacity(_small.Count + more);
        }
    }

    /// <summary>The outputs stored under a recipe, or null. Pictures in them are held for the caller, who releases them.</summary>
    internal Value[]? Get(Address recipe, bool hasPictures)
    {
        if (!hasPictures)
        {
            lock (_smallGate)
            {
                return _small.GetValueOrDefault(recipe);
            }
        }

        lock (_gate)
        {
            if (!_pictures.TryGetValue(recipe, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            Pictures.Hold(node.Value.Outputs);
            return node.Value.Outputs;
        }
    }

    /// <summary>Stores the outputs of a recipe. Pictures in them are held by the store as long as it keeps them.</summary>
    internal void Put(Address recipe, Value[] outputs, bool hasPictures)
    {
        if (!hasPictures)
        {
            lock (_smallGate)
            {
                _small[recipe] = outputs;
            }

            return;
        }

        lock (_gate)
        {
            if (_pictures.ContainsKey(recipe))
            {
                return;
            }

            Pictures.Hold(outputs);
            var entry = new Entry(recipe, outputs, Pictures.Bytes(outputs));
            _pictures.Add(recipe, _byUse.AddLast(entry));
            _held += entry.Bytes;

            // What was made encoded is small and may have been paid for: only pixels are given up.
            for (var node = _byUse.First; node is not null && _held > _limit;)
            {
                var next = node.Next;
                if (node.Value.Bytes > 0)
                {
                    _byUse.Remove(node);
                    _pictures.Remove(node.Value.Recipe);
                    _held -= node.Value.Bytes;
                    Pictures.Release(node.Value.Outputs);
                }

                node = next;
            }
        }
    }

    /// <summary>The content of a picture known by its recipe, if it was ever needed.</summary>
    internal bool TryGetContent(Address recipe, out Address content) => _contents.TryGetValue(recipe, out content);

    internal void PutContent(Address recipe, Address content) => _contents[recipe] = content;

    /// <summary>Makes a call that nobody makes twice at the same time: who comes second gets the outcome of the first, good or bad.</summary>
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
                return (await running.WaitAsync(cancellation).ConfigureAwait(false), false);
            }
            catch (OperationCanceledException) when (running.IsCanceled && !cancellation.IsCancellationRequested)
            {
            }
        }

        try
        {
            var made = hasPictures is { } pictures ? Get(recipe, pictures) : null;
            if (made is not null)
            {
                Pictures.Release(made);
            }

            var outputs = made ?? await call().ConfigureAwait(false);
            Put(recipe, outputs, Array.Exists(outputs, Pictures.IsIn));
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

    private readonly record struct Entry(Address Recipe, Value[] Outputs, long Bytes);
}

/// <summary>The pictures inside values, alone or in lists: held while somebody may read their pixels.</summary>
internal static class Pictures
{
    public static bool IsIn(Value value) => value is ImageValue || (value is ListValue list && list.Items.Any(IsIn));

    public static void Hold(Value?[] values) => Each(values, image => image.TryHold());

    public static void Release(Value?[] values) => Each(values, image => image.Release());

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

    public static void Each(Value?[] values, Action<ImageValue> act)
    {
        foreach (var value in values)
        {
            Each(value, act);
        }
    }
}

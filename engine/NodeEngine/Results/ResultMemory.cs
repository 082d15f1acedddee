using System.Collections.Concurrent;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>Results in memory. Small values are all kept; pictures as long as their pixels fit in the limit, the least recently used going first.</summary>
internal sealed class ResultMemory(long limit) : IDisposable
{
    private readonly Dictionary<Address, Value[]> _small = [];
    private readonly Lock _smallGate = new();
    private readonly ConcurrentDictionary<Address, Address> _contents = new();
    private readonly Dictionary<Address, LinkedListNode<Entry>> _pictures = [];
    private readonly LinkedList<Entry> _byUse = [];
    private readonly Lock _gate = new();
    private long _held;

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var entry in _byUse)
            {
                Pictures.LetGo(entry.Outputs);
            }

            _byUse.Clear();
            _pictures.Clear();
            _held = 0;
        }
    }

    /// <summary>Makes room for that many more results at once: growing step by step would copy all of them again and again.</summary>
    public void Expect(int more)
    {
        lock (_smallGate)
        {
            _small.EnsureCapacity(_small.Count + more);
        }
    }

    /// <summary>The outputs kept under a recipe, or null. Pictures in them are held for the caller, who releases them.</summary>
    public Value[]? Get(Address recipe, bool hasPictures)
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

    /// <summary>Keeps the outputs of a recipe. Pictures in them are held as long as they are kept.</summary>
    public void Put(Address recipe, Value[] outputs, bool hasPictures)
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

            Pictures.Keep(outputs);
            var entry = new Entry(recipe, outputs, Pictures.Bytes(outputs));
            _pictures.Add(recipe, _byUse.AddLast(entry));
            _held += entry.Bytes;

            // What was made encoded is small, or lies on disk: only pixels are given up.
            for (var node = _byUse.First; node is not null && _held > limit;)
            {
                var next = node.Next;
                if (node.Value.Bytes > 0)
                {
                    Drop(node);
                }

                node = next;
            }
        }
    }

    /// <summary>Forgets a result with pictures.</summary>
    public void Forget(Address recipe)
    {
        lock (_gate)
        {
            if (_pictures.TryGetValue(recipe, out var node))
            {
                Drop(node);
            }
        }
    }

    /// <summary>The content of a picture known by its recipe, if it was ever needed.</summary>
    public bool TryGetContent(Address recipe, out Address content) => _contents.TryGetValue(recipe, out content);

    public void PutContent(Address recipe, Address content) => _contents[recipe] = content;

    private void Drop(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _pictures.Remove(node.Value.Recipe);
        _held -= node.Value.Bytes;
        Pictures.LetGo(node.Value.Outputs);
    }

    private readonly record struct Entry(Address Recipe, Value[] Outputs, long Bytes);
}

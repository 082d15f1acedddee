using NodeEngine.Sdk;

namespace NodeEngine.Tests.Support;

/// <summary>Nodes that end only when so many of them have begun, so that a test sees what runs at once without measuring time.</summary>
public sealed class BarrierNodes(int count) : NodeLibrary
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _gate = new();
    private int _met;
    private int _round;
    private int _waiting;
    private int _running;
    private int _most;

    /// <summary>The most processor nodes that ran at the same time.</summary>
    public int Most => _most;

    /// <summary>Waits for all the others.</summary>
    [Node("barrier.wait")]
    public async Task<string> Wait(string name, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) == count)
        {
            _all.SetResult();
        }

        await _all.Task.WaitAsync(Patience, cancellation);
        return name;
    }

    /// <summary>Keeps its slot until all the others of its round have one.</summary>
    [Node("barrier.work")]
    public string Work(string name)
    {
        var running = Interlocked.Increment(ref _running);
        for (var most = _most; running > most; most = _most)
        {
            Interlocked.CompareExchange(ref _most, running, most);
        }

        Meet();
        Interlocked.Decrement(ref _running);
        return name;
    }

    private void Meet()
    {
        lock (_gate)
        {
            var round = _round;
            if (++_met == count)
            {
                _met = 0;
                _round++;
                Monitor.PulseAll(_gate);
            }

            while (_round == round)
            {
                if (!Monitor.Wait(_gate, Patience))
                {
                    throw new TimeoutException("The others never came.");
                }
            }
        }
    }
}

/// <summary>Nodes that a test holds: it knows when they have begun and says when they end.</summary>
public sealed class HeldNodes : NodeLibrary
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;
    private int _cancelled;

    /// <summary>Ends when a node has begun.</summary>
    public Task Began => _began.Task;

    /// <summary>Ends when a deaf node has said all that it wanted to say.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How many nodes have begun.</summary>
    public int Calls => _calls;

    /// <summary>How many nodes were told to stop.</summary>
    public int Cancelled => _cancelled;

    public void End() => _end.TrySetResult();

    /// <summary>Waits, and stops when it is told.</summary>
    [Node("held.wait")]
    public async Task<string> Wait(string name, CancellationToken cancellation)
    {
        Begin();
        try
        {
            await _end.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
            throw;
        }

        return name;
    }

    /// <summary>Keeps a processor, and stops when it is told.</summary>
    [Node("held.work")]
    public string Work(string name, CancellationToken cancellation)
    {
        Begin();
        cancellation.WaitHandle.WaitOne();
        Interlocked.Increment(ref _cancelled);
        cancellation.ThrowIfCancellationRequested();
        return name;
    }

    /// <summary>Waits, and does not listen.</summary>
    [Node("held.deaf")]
    public async Task<string> Deaf(string name, NodeRun run)
    {
        Begin();
        await _end.Task;
        run.Report(1, "too late");
        run.Warn("late", "It comes too late.");
        _ended.TrySetResult();
        return name;
    }

    /// <summary>Waits once, and gives at once when it is called again.</summary>
    [Node("held.sample", Purity = Purity.Sampled)]
    public async Task<string> Sample(string name, CancellationToken cancellation)
    {
        if (Begin() == 1)
        {
            await _end.Task.WaitAsync(cancellation);
        }

        return name;
    }

    private int Begin()
    {
        var calls = Interlocked.Increment(ref _calls);
        _began.TrySetResult();
        return calls;
    }
}

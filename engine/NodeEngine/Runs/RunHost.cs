using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>What the invocations of one run share: folders and the stream of events.</summary>
internal sealed class RunHost(RunOptions options, Func<int, string> nodeOf) : INodeHost, IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<NodeWarning>> _warnings = [];
    private readonly Dictionary<int, decimal> _prices = [];
    private string? _temp;
    private long _events;
    private bool _isOver;

    public string OutputFolder => options.OutputFolder;

    public string TempFolder
    {
        get
        {
            lock (_gate)
            {
                return _temp ??= Directory.CreateTempSubdirectory("nodeengine-").FullName;
            }
        }
    }

    public bool IsHeard => options.OnEvent is not null;

    /// <summary>Keeps the files of graph outputs from being written by nodes.</summary>
    public void ClaimOutputs(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            foreach (var format in (string?[])[null, "jpeg", "webp", "avif", "gif", "tiff"])
            {
                _claimed.Add(Path.GetFullPath($"{name}.{OutputFiles.Extension(format)}", Path.GetFullPath(OutputFolder)));
            }
        }
    }

    public bool TryClaim(string path)
    {
        lock (_gate)
        {
            return _claimed.Add(path);
        }
    }

    public void Report(int invocation, double fraction, string? message)
    {
        if (IsHeard)
        {
            Tell(new RunEvent.NodeProgressed(nodeOf(invocation), fraction, message));
        }
    }

    public void Warn(int invocation, string code, string message)
    {
        var warning = new NodeWarning(code, message);
        lock (_gate)
        {
            if (!_warnings.TryGetValue(invocation, out var warnings))
            {
                _warnings.Add(invocation, warnings = []);
            }

            warnings.Add(warning);
        }

        if (IsHeard)
        {
            Tell(new RunEvent.NodeWarned(nodeOf(invocation), warning));
        }
    }

    /// <summary>What a node warned of.</summary>
    public IReadOnlyList<NodeWarning> Warnings(int invocation)
    {
        lock (_gate)
        {
            return _warnings.TryGetValue(invocation, out var warnings) ? [.. warnings] : [];
        }
    }

    /// <summary>Says what the model calls of an invocation cost, all together.</summary>
    public void SetPrice(int invocation, decimal usd)
    {
        lock (_gate)
        {
            _prices[invocation] = usd;
        }
    }

    public decimal PriceOf(int invocation)
    {
        lock (_gate)
        {
            return _prices.GetValueOrDefault(invocation);
        }
    }

    /// <summary>What all invocations cost.</summary>
    public decimal PriceOfAll()
    {
        lock (_gate)
        {
            return _prices.Values.Sum();
        }
    }

    public void Tell(RunEvent what)
    {
        lock (_gate)
        {
            // A node that was left behind may still talk when the run is over.
            if (!_isOver)
            {
                what.Seq = ++_events;
                _isOver = what is RunEvent.Finished;
                options.OnEvent!(what);
            }
        }
    }

    public void Dispose()
    {
        try
        {
            if (_temp is not null)
            {
                Directory.Delete(_temp, recursive: true);
            }
        }
        catch (IOException)
        {
            // A node that was left behind still writes there; the run is over all the same.
        }
    }
}

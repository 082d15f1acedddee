using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>Everything that was wanted is there.</summary>
    Done,

    /// <summary>Something failed; the rest is there.</summary>
    Partial,

    /// <summary>Something failed, and nothing that was wanted is there.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>What became of one node.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Milliseconds">How long it ran; 0 when it did not.</param>
/// <param name="Error">Why it failed or was skipped, or null.</param>
public sealed record NodeReport(string Id, string Type, Outcome Outcome, double Milliseconds, NodeError? Error)
{
    /// <summary>What should be known of it although it did not fail. Default none.</summary>
    public IReadOnlyList<NodeWarning> Warnings => Details?.Warnings ?? [];

    /// <summary>What its model calls cost in this run, in US dollars; what may have been paid counts at its high estimate.</summary>
    public decimal PriceUsd => Details?.PriceUsd ?? 0;

    /// <summary>The files that it wrote, absolute: the <c>file</c> outputs of a node with an effect. Default none.</summary>
    public IReadOnlyList<string> Files => Details?.Files ?? [];

    /// <summary>What most nodes have nothing of: thousands of them pay for it with one reference each.</summary>
    internal NodeDetails? Details { get; init; }
}

/// <summary>What few nodes have something of.</summary>
internal sealed record NodeDetails(IReadOnlyList<NodeWarning> Warnings, IReadOnlyList<string> Files, decimal PriceUsd);

/// <summary>What a run gave. Dispose of it when its pictures are no longer needed.</summary>
public sealed class RunReport : IDisposable
{
    private Value[] _held;

    internal RunReport(string run, RunStatus status, TimeSpan duration, IReadOnlyList<NodeReport> nodes, IReadOnlyDictionary<string, Value> outputs)
    {
        Run = run;
        Status = status;
        Duration = duration;
        Nodes = nodes;
        Outputs = outputs;
        _held = [.. outputs.Values];
        Pictures.Hold(_held);
    }

    /// <summary>The id of the run, unique: it sorts by time.</summary>
    public string Run { get; }

    /// <summary>How it ended.</summary>
    public RunStatus Status { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Every node of the plan, in the order of the file.</summary>
    public IReadOnlyList<NodeReport> Nodes { get; }

    /// <summary>The graph outputs that are there, by name, in the order of the file. Those of failed nodes are missing.</summary>
    public IReadOnlyDictionary<string, Value> Outputs { get; }

    /// <summary>What the model calls of this run cost, in US dollars; what may have been paid counts at its high estimate.</summary>
    public decimal PriceUsd { get; init; }

    /// <summary>True when its calls went to stand-ins: nothing was paid, and the price is as if.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Why results that cost nothing could not be kept on disk, or null. They are made again when they are needed.</summary>
    public NodeError? StoreError { get; internal set; }

    /// <summary>What to write into the pictures of an output; null for nothing.</summary>
    internal Func<string, byte[]?> RecipeOf { get; init; } = _ => null;

    /// <summary>Lets go of the pictures.</summary>
    public void Dispose() => Pictures.Release(Interlocked.Exchange(ref _held, []));

    /// <summary>A text output.</summary>
    /// <exception cref="KeyNotFoundException">The run did not give it.</exception>
    public string Text(string output) => ((TextValue)Outputs[output]).Text;

    /// <summary>A picture output.</summary>
    /// <exception cref="KeyNotFoundException">The run did not give it.</exception>
    public ImageValue Image(string output) => (ImageValue)Outputs[output];
}

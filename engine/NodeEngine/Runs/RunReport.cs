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
    public IReadOnlyList<NodeWarning> Warnings { get; init; } = [];

    /// <summary>The files that it wrote, absolute: the <c>file</c> outputs of a node with an effect. Default none.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

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

/// <summary>How a run is to be done.</summary>
public sealed class RunOptions
{
    /// <summary>The id of the run. Default: a new one.</summary>
    public string Run { get; init; } = RunId.New();

    /// <summary>The folder for files that nodes write. Default: <c>outputs</c> in the current folder.</summary>
    public string OutputFolder { get; init; } = Path.GetFullPath("outputs");

    /// <summary>True to write into each picture how it was made. Default true.</summary>
    public bool WritesRecipes { get; init; } = true;

    /// <summary>How many nodes may keep a processor busy at the same time. Default: one for each processor.</summary>
    public int ProcessorSlots { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Keep the picture of every Pure node for later runs with the same store, so that a change makes nothing again that does not depend on it. Takes memory
    /// for each, and a pass over the pixels. Default false: a picture that only the next node reads is made together with that node's, and not kept.
    /// </summary>
    public bool KeepsPictures { get; init; }

    /// <summary>
    /// Told every event as it happens, one at a time. It must be quick, and must not throw: the run waits for it. Null: nobody listens, and no events
    /// are made.
    /// </summary>
    public Action<RunEvent>? OnEvent { get; init; }

    /// <summary>How long a cancelled run waits for nodes that do not stop. Paid calls are waited for in any case. Default 5 s.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Makes ids of runs: they sort by time, and two made in the same second differ.</summary>
public static class RunId
{
    /// <summary>A new id, such as <c>20261124-093012-7f3a</c>.</summary>
    public static string New() =>
        $"{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture)}-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(2))}";
}

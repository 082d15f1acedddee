using NodeEngine.Forecasts;

namespace NodeEngine.Runs;

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

    /// <summary>
    /// The most that the model calls of the run may cost, in US dollars. A call is only sent when it fits at its high estimate; the others fail with code
    /// <c>budget</c>. Null: no bound.
    /// </summary>
    public decimal? Budget { get; init; }

    /// <summary>
    /// The ids of nodes, or invocations such as <c>shoot[17]</c>, whose calls are sent again although an earlier one may have been paid, or its picture is
    /// lost; <see cref="All"/> for all of them. Default none.
    /// </summary>
    public IReadOnlyCollection<string> PayAgain { get; init; } = [];

    /// <summary>After so many nodes have failed nothing new is started. Null: everything that can run does.</summary>
    public int? MaxFailures { get; init; }

    /// <summary>The ids of nodes that run although their results are stored, with all that depends on them but models. Default none.</summary>
    public IReadOnlyCollection<string> Fresh { get; init; } = [];

    /// <summary>The forecast that was made just before, with the same store: what ran for it counts as having run. Null: none was.</summary>
    public Forecast? Forecast { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Stands for every node in <see cref="PayAgain"/>.</summary>
    public const string All = "all";

    internal bool MayPayAgain(string node) =>
        PayAgain.Count > 0 && (PayAgain.Contains(All) || PayAgain.Contains(node) || PayAgain.Contains(node.Split('[')[0]));
}

/// <summary>Makes ids of runs: they sort by time, and two made in the same second differ.</summary>
public static class RunId
{
    /// <summary>A new id, such as <c>20261124-093012-7f3a</c>.</summary>
    public static string New() =>
        $"{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture)}-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(2))}";
}

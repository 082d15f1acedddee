namespace NodeEngine.Runs;

/// <summary>What became of a node.</summary>
public enum Outcome
{
    /// <summary>It has not come to an end.</summary>
    None,

    /// <summary>It ran.</summary>
    Ran,

    /// <summary>Its result was there already, or nothing needed it made again.</summary>
    Stored,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It did not run, because something that it needs failed.</summary>
    Skipped,

    /// <summary>It did not run to its end, because the run was cancelled.</summary>
    Cancelled,

    /// <summary>A paid call may or may not have been done.</summary>
    Unknown,
}

/// <summary>Why a node failed or was skipped.</summary>
/// <param name="Code">A short name of the kind of failure. It never changes.</param>
/// <param name="Message">What went wrong, as a sentence that names the value.</param>
/// <param name="Advice">What to do about it, or null.</param>
public sealed record NodeError(string Code, string Message, string? Advice);

/// <summary>Something about a node that should be known although it did not fail.</summary>
/// <param name="Code">A short name of the kind of warning. It never changes.</param>
/// <param name="Message">What it is, as a sentence that names the value.</param>
public sealed record NodeWarning(string Code, string Message);

/// <summary>
/// One step in the course of a run. The events of a run are numbered from 1 without gaps and arrive one at a time; together they say everything
/// that the report says at the end.
/// </summary>
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>The number of the event in its run, from 1.</summary>
    public long Seq { get; internal set; }

    /// <summary>The run began.</summary>
    /// <param name="Run">The id of the run.</param>
    /// <param name="Nodes">How many nodes may run.</param>
    public sealed record Started(string Run, int Nodes) : RunEvent;

    /// <summary>A node began to run.</summary>
    /// <param name="Node">Its id.</param>
    public sealed record NodeStarted(string Node) : RunEvent;

    /// <summary>A node told how far it is.</summary>
    /// <param name="Node">Its id.</param>
    /// <param name="Fraction">From 0 to 1.</param>
    /// <param name="Message">A few words for people, or null.</param>
    public sealed record NodeProgressed(string Node, double Fraction, string? Message) : RunEvent;

    /// <summary>A node told something that should be known.</summary>
    /// <param name="Node">Its id.</param>
    /// <param name="Warning">What it told.</param>
    public sealed record NodeWarned(string Node, NodeWarning Warning) : RunEvent;

    /// <summary>A node came to an end.</summary>
    /// <param name="Node">Its id.</param>
    /// <param name="Outcome">What became of it.</param>
    /// <param name="Milliseconds">How long it ran.</param>
    /// <param name="Error">Why it failed or was skipped, or null.</param>
    public sealed record NodeFinished(string Node, Outcome Outcome, double Milliseconds, NodeError? Error) : RunEvent
    {
        /// <summary>The files that it wrote, absolute. Default none.</summary>
        public IReadOnlyList<string> Files { get; init; } = [];

        /// <summary>What its model calls cost in this run, in US dollars.</summary>
        public decimal PriceUsd { get; init; }
    }

    /// <summary>The run came to an end.</summary>
    /// <param name="Status">How.</param>
    /// <param name="Milliseconds">How long it took.</param>
    public sealed record Finished(RunStatus Status, double Milliseconds) : RunEvent
    {
        /// <summary>What its model calls cost, in US dollars.</summary>
        public decimal PriceUsd { get; init; }
    }
}

using System.Text.Json.Nodes;

namespace NodeEngine.Results;

/// <summary>What became of a node in a recorded run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Outcome"><c>ran</c>, <c>stored</c>, <c>failed</c>, <c>skipped</c>, <c>cancelled</c> or <c>unknown</c>.</param>
/// <param name="Milliseconds">How long it ran.</param>
/// <param name="PriceUsd">What its calls cost.</param>
/// <param name="Error">Why it failed or was skipped, or null.</param>
public sealed record RecordedNode(string Id, string Type, string Outcome, double Milliseconds, decimal PriceUsd, Runs.NodeError? Error);

/// <summary>A run as the store keeps it.</summary>
public sealed record RunRecord
{
    /// <summary>Its number in the order in which runs began, whatever the clock said.</summary>
    public long Seq { get; init; }

    /// <summary>Its id.</summary>
    public required string Run { get; init; }

    /// <summary><c>running</c>, <c>done</c>, <c>partial</c>, <c>failed</c>, <c>cancelled</c>, or <c>interrupted</c> when its process died.</summary>
    public required string Status { get; init; }

    /// <summary>The name in the graph, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The graph's file as it was named, or null.</summary>
    public string? File { get; init; }

    /// <summary>The folder that the graph's relative paths start from.</summary>
    public required string Folder { get; init; }

    /// <summary>The graph as it was run.</summary>
    public required string Graph { get; init; }

    /// <summary>What was set: <c>inputs</c> by name as text, <c>targets</c>; what <see cref="Plans.PlanInputs.ToJson"/> wrote.</summary>
    public required string Inputs { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How long it took; 0 while it runs.</summary>
    public double Milliseconds { get; init; }

    /// <summary>What its calls cost; while it runs, what is booked for them so far.</summary>
    public decimal PriceUsd { get; init; }

    /// <summary>True when its calls went to stand-ins.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Its nodes, in the order of the file. Empty while it runs, and after its process died.</summary>
    public IReadOnlyList<RecordedNode> Nodes { get; init; } = [];

    /// <summary>Its outputs by name: small values as themselves, pictures as <c>sha256:…</c> of a stored blob or null when they were not kept.</summary>
    public JsonObject Outputs { get; init; } = [];
}

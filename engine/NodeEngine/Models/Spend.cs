using NodeEngine.Results;

namespace NodeEngine.Models;

/// <summary>What calls have cost together.</summary>
/// <param name="Key">What they have in common, such as a day or a model.</param>
/// <param name="Calls">How many calls.</param>
/// <param name="Pictures">How many pictures were asked for in them.</param>
/// <param name="PriceUsd">What they cost, in US dollars.</param>
/// <param name="EstimatedUsd">How much of that is an estimate, because the answer did not tell.</param>
public sealed record SpendLine(string Key, int Calls, int Pictures, decimal PriceUsd, decimal EstimatedUsd);

/// <summary>What was spent, summed from the ledger. Calls to stand-ins are left out.</summary>
public sealed class Spend
{
    private Spend(IReadOnlyList<SpendLine> lines, IReadOnlyList<CallRecord> unknown, IReadOnlyList<CallRecord> onTheirWay)
    {
        Lines = lines;
        Unknown = unknown;
        OnTheirWay = onTheirWay;
    }

    /// <summary>What was paid, by key in ordinal order.</summary>
    public IReadOnlyList<SpendLine> Lines { get; }

    /// <summary>Calls that may or may not have been paid. They are in no line.</summary>
    public IReadOnlyList<CallRecord> Unknown { get; }

    /// <summary>Calls that have not ended. They are in no line.</summary>
    public IReadOnlyList<CallRecord> OnTheirWay { get; }

    /// <summary>What was paid in all, in US dollars.</summary>
    public decimal PriceUsd => Lines.Sum(line => line.PriceUsd);

    /// <summary>What the calls that may have been paid would cost, in US dollars.</summary>
    public decimal UnknownUsd => Unknown.Sum(call => call.PriceUsd);

    /// <summary>Sums calls.</summary>
    /// <param name="calls">The ledger, or a part of it.</param>
    /// <param name="key">What to sum by.</param>
    public static Spend Of(IEnumerable<CallRecord> calls, Func<CallRecord, string> key)
    {
        // What was refused was not paid, and is of no interest here.
        var real = calls.Where(call => !call.IsSimulated && !(call.State == CallState.Failed && call.PriceUsd == 0)).ToLookup(call => call.State switch
        {
            CallState.Unknown or CallState.Unreadable => CallState.Unknown,
            CallState.Open or CallState.Waiting or CallState.Answered => CallState.Open,
            _ => CallState.Done,
        });
        var lines = real[CallState.Done]
            .GroupBy(key, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new SpendLine(group.Key, group.Count(), group.Sum(call => call.Pictures), group.Sum(call => call.PriceUsd), group.Where(call => call.IsEstimate).Sum(call => call.PriceUsd)));
        return new Spend([.. lines], [.. real[CallState.Unknown]], [.. real[CallState.Open]]);
    }
}

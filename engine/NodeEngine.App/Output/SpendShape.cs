using NodeEngine.Models;
using NodeEngine.Results;

namespace NodeEngine.App.Output;

/// <summary>What <c>spend --json</c> gives. What may have been paid is apart, and not in the sum.</summary>
internal sealed record SpendShape(
    string By,
    IReadOnlyList<SpendLine> Lines,
    decimal PriceUsd,
    decimal UnknownUsd,
    IReadOnlyList<CallShape> Unknown,
    IReadOnlyList<CallShape> OnTheirWay,
    IReadOnlyList<CallShape>? Calls)
{
    public static SpendShape Of(string by, Spend spend, IEnumerable<CallRecord>? calls) => new(
        by,
        spend.Lines,
        spend.PriceUsd,
        spend.UnknownUsd,
        [.. spend.Unknown.Select(CallShape.Of)],
        [.. spend.OnTheirWay.Select(CallShape.Of)],
        calls is null ? null : [.. calls.Where(call => !call.IsSimulated).Select(CallShape.Of)]);
}

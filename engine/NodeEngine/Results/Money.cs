namespace NodeEngine.Results;

/// <summary>US dollars as the index keeps them: whole billionths, so that sums are exact.</summary>
internal static class Money
{
    private const decimal Parts = 1_000_000_000m;

    public static long ToParts(decimal usd) => (long)decimal.Ceiling(usd * Parts);

    public static decimal ToUsd(long parts) => parts / Parts;
}

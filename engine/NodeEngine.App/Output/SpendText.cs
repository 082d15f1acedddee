using NodeEngine.Models;
using NodeEngine.Results;

namespace NodeEngine.App.Output;

/// <summary>Shows what was spent to people.</summary>
internal static class SpendText
{
    public static void Write(string by, Spend spend, IReadOnlyList<CallRecord> calls, Screen screen)
    {
        if (by == "call")
        {
            WriteCalls(calls.Where(call => !call.IsSimulated), screen);
        }
        else if (spend.Lines.Count > 0)
        {
            Columns.Write(
                [
                    [.. new[] { by, "calls", "pictures", "price" }.Select(screen.Dim)],
                    .. spend.Lines.Select(line => (IReadOnlyList<string>)
                    [
                        screen.Bold(line.Key),
                        Number(line.Calls),
                        Number(line.Pictures),
                        $"{Usd.Show(line.PriceUsd)}{(line.EstimatedUsd > 0 ? screen.Dim($" ({Usd.Show(line.EstimatedUsd)} of it estimated)") : "")}",
                    ]),
                ],
                screen);
        }

        screen.Line($"{screen.Bold("Spent")}: {Usd.Show(spend.PriceUsd)}");
        if (spend.OnTheirWay.Count > 0)
        {
            screen.Line($"On their way: {ProblemText.Of(spend.OnTheirWay.Count, "call")}, up to {Usd.Show(spend.OnTheirWay.Sum(call => call.PriceUsd))}");
        }

        if (spend.Unknown.Count > 0)
        {
            screen.Line();
            screen.Line(screen.Yellow($"May have been paid besides: {ProblemText.Of(spend.Unknown.Count, "call")}, up to {Usd.Show(spend.UnknownUsd)}. Look them up at the provider:"));
            WriteCalls(spend.Unknown, screen);
        }
    }

    private static void WriteCalls(IEnumerable<CallRecord> calls, Screen screen) => Columns.Write(
        [.. calls.Select(call => (IReadOnlyList<string>)
        [
            call.Started.ToLocalTime().ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture),
            call.Model,
            $"{call.Node} in run {call.Run}",
            RunShape.Word(call.State),
            Usd.Show(call.PriceUsd),
            call.RequestId is { } id ? screen.Dim($"request {id}") : "",
        ])],
        screen);

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

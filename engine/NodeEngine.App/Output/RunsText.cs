using System.Globalization;
using NodeEngine.Models;
using NodeEngine.Results;

namespace NodeEngine.App.Output;

/// <summary>Shows recorded runs to people.</summary>
internal static class RunsText
{
    /// <summary>One line a run.</summary>
    public static void WriteList(IReadOnlyList<RunRecord> runs, Screen screen) => Columns.Write(
        [.. runs.Select(run => (IReadOnlyList<string>)
        [
            screen.Bold(run.Run),
            Status(run.Status, screen),
            When(run.Started),
            run.Ended is null ? "" : RunText.Time(run.Milliseconds),
            Price(run),
            Title(run),
        ])],
        screen);

    /// <summary>All that is known of one.</summary>
    public static void WriteOne(RunRecord run, IReadOnlyList<CallRecord> calls, Screen screen)
    {
        screen.Line($"{screen.Bold(run.Run)}  {Status(run.Status, screen)}  {Title(run)}");
        screen.Line($"Began {When(run.Started)}{(run.Ended is null ? "" : $", took {RunText.Time(run.Milliseconds)}")}{(Price(run) is { Length: > 0 } price ? $", {price}" : "")}");
        if (run.Nodes.Count > 0)
        {
            screen.Line();
            Columns.Write(
                [.. run.Nodes.Select(node => (IReadOnlyList<string>)
                [
                    screen.Bold(node.Id),
                    screen.Dim(node.Type),
                    node.Outcome,
                    node.PriceUsd != 0 ? Usd.Show(node.PriceUsd) : "",
                    node.Error is { } error ? RunText.Error(error) : "",
                ])],
                screen);
        }

        if (calls.Count > 0)
        {
            screen.Line();
            Columns.Write(
                [.. calls.Select(call => (IReadOnlyList<string>)
                [
                    $"call {screen.Dim(call.Id)}",
                    call.Node,
                    RunShape.Word(call.State),
                    $"{Usd.Show(call.PriceUsd)}{(call.IsEstimate ? " (estimate)" : "")}",
                    call.RequestId is { } id ? $"request {id}" : "",
                    call.Error ?? "",
                ])],
                screen);
        }

        if (run.Outputs.Count > 0)
        {
            screen.Line();
            foreach (var (name, value) in run.Outputs)
            {
                screen.Line($"{screen.Bold(name)} = {value?.ToJsonString() ?? "not kept"}");
            }
        }
    }

    private static string Title(RunRecord run) => run.Name ?? (run.File is { } file ? RunText.Shorten(file) : "");

    private static string Price(RunRecord run) => run.PriceUsd == 0 ? "" : run.IsSimulated ? $"({Usd.Show(run.PriceUsd)} simulated)" : Usd.Show(run.PriceUsd);

    private static string When(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Status(string status, Screen screen) => status switch
    {
        "done" => screen.Green(status),
        "failed" => screen.Red(status),
        "partial" or "interrupted" or "cancelled" => screen.Yellow(status),
        _ => status,
    };
}

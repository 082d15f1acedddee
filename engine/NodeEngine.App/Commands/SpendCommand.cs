using System.CommandLine;
using System.Globalization;
using CsvHelper;
using NodeEngine.App.Output;
using NodeEngine.Models;
using NodeEngine.Results;

namespace NodeEngine.App.Commands;

/// <summary>Tells what was spent.</summary>
internal sealed class SpendCommand : WorkspaceCommand
{
    private static readonly string[] Kinds = ["day", "provider", "model", "graph", "run", "call"];

    private readonly Option<string> _by = new("--by") { HelpName = "what", Description = "Sum by day, provider, model, graph or run; call lists each.", DefaultValueFactory = _ => "model" };
    private readonly Option<DateOnly?> _since = new("--since") { HelpName = "day", Description = "Only calls of this day and later, such as 2026-11-01." };
    private readonly Option<bool> _csv = new("--csv") { Description = "Write the lines as CSV." };

    public SpendCommand(Terminal terminal)
        : base(terminal, "spend", "Tell what was spent, from the ledger of all calls. Calls to the sandbox are not in it.")
    {
        _by.AcceptOnlyFromAmong(Kinds);
        _since.CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError($"--since takes a day such as 2026-11-01, not '{result.Tokens[0].Value}'.");
            return null;
        };
        Add(_by);
        Add(_since);
        Add(_csv);
        this.WithExamples(
            ("nodeengine spend", "What each model has cost."),
            ("nodeengine spend --by day --since 2026-11-01", "Day by day."),
            ("nodeengine spend --by call --csv > calls.csv", "Every call, for your books."));
    }

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        var by = parsed.GetValue(_by)!;
        var since = parsed.GetValue(_since) ?? DateOnly.MinValue;
        var calls = workspace.Store.Calls().Where(call => call.Day >= since).ToList();
        var spend = Spend.Of(calls, KeyOf(by, workspace.Store));
        if (parsed.GetValue(_csv))
        {
            WriteCsv(by, spend, calls);
        }
        else if (IsJson(parsed))
        {
            Json.Write(Terminal, SpendShape.Of(by, spend, by == "call" ? calls : null));
        }
        else
        {
            SpendText.Write(by, spend, calls, Terminal.Out);
        }

        return ExitCode.Done;
    }

    private static Func<CallRecord, string> KeyOf(string by, ResultStore store)
    {
        switch (by)
        {
            case "day":
                return call => ModelShape.Day(call.Day)!;
            case "provider":
                return call => call.Provider;
            case "run":
                return call => call.Run;
            case "call":
                return call => call.Id;
            case "graph":
                var titles = store.Runs(int.MaxValue).ToDictionary(run => run.Run, run => run.Name ?? (run.File is { } file ? RunText.Shorten(file) : run.Run), StringComparer.Ordinal);
                return call => titles.GetValueOrDefault(call.Run, call.Run);
            default:
                return call => call.Model;
        }
    }

    private void WriteCsv(string by, Spend spend, List<CallRecord> calls)
    {
        using var csv = new CsvWriter(Terminal.Out.Writer, CultureInfo.InvariantCulture, leaveOpen: true);
        if (by == "call")
        {
            Row(csv, "id", "state", "day", "started", "run", "node", "take", "provider", "model", "model_version", "request_id", "pictures", "price_usd", "estimate", "price_list", "error");
            foreach (var call in calls.Where(call => !call.IsSimulated))
            {
                Row(
                    csv, call.Id, RunShape.Word(call.State), ModelShape.Day(call.Day), RunRecordShape.Time(call.Started), call.Run, call.Node, call.Take, call.Provider, call.Model,
                    call.ModelVersion, call.RequestId, call.Pictures, call.PriceUsd, call.IsEstimate ? "true" : "false", call.PriceList, call.Error);
            }

            return;
        }

        Row(csv, by, "calls", "pictures", "price_usd", "estimated_usd");
        foreach (var line in spend.Lines)
        {
            Row(csv, line.Key, line.Calls, line.Pictures, line.PriceUsd, line.EstimatedUsd);
        }

        if (spend.Unknown.Count > 0)
        {
            Row(csv, "outcome not known", spend.Unknown.Count, spend.Unknown.Sum(call => call.Pictures), spend.UnknownUsd, spend.UnknownUsd);
        }
    }

    private static void Row(CsvWriter csv, params object?[] cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(Convert.ToString(cell, CultureInfo.InvariantCulture));
        }

        csv.NextRecord();
    }
}

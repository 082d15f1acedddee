using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Models;
using NodeEngine.Results;

namespace NodeEngine.App.Commands;

/// <summary>Looks after the folder in which results are kept.</summary>
internal sealed class StoreCommand : Command
{
    public StoreCommand(Terminal terminal)
        : base("store", "Look after the folder .nodeengine, in which results, calls and runs are kept.")
    {
        Add(new StoreInfoCommand(terminal));
        Add(new StoreVerifyCommand(terminal));
        Add(new StoreCollectCommand(terminal));
        Add(new StoreRebuildCommand(terminal));
        this.WithExamples(
            ("nodeengine store info", "See what is stored and how much room it takes."),
            ("nodeengine store gc --older-than 7", "Make room; what was paid is kept."));
    }
}

/// <summary>What is in the store.</summary>
internal sealed class StoreInfoCommand : WorkspaceCommand
{
    public StoreInfoCommand(Terminal terminal)
        : base(terminal, "info", "Tell what is stored, and how much room it takes.") => this.WithExamples(("nodeengine store info --json", "Let another program read it."));

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        var info = workspace.Store.Info();
        if (IsJson(parsed))
        {
            Json.Write(Terminal, StoreInfoShape.Of(info));
            return ExitCode.Done;
        }

        Terminal.Out.Line(Terminal.Out.Bold(RunText.Shorten(info.Folder)));
        Columns.Write(
            [
                ["paid results", $"{info.Paid}", StoreText.Size(info.PaidBytes)],
                ["free results", $"{info.Free}", StoreText.Size(info.FreeBytes)],
                ["picture files", $"{info.Blobs}", StoreText.Size(info.BlobBytes)],
                ["calls", $"{info.Calls}", $"{info.Unfinished} unfinished, {info.Unknown} that may have been paid"],
                ["runs", $"{info.Runs}", ""],
            ],
            Terminal.Out);
        return ExitCode.Done;
    }
}

/// <summary>Reads everything in the store.</summary>
internal sealed class StoreVerifyCommand : WorkspaceCommand
{
    public StoreVerifyCommand(Terminal terminal)
        : base(terminal, "verify", "Read every stored picture, and tell what is damaged or missing.") => this.WithExamples(("nodeengine store verify", "Exit code 1 when something is damaged."));

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        using var interruption = new Interruption(Terminal);
        var report = workspace.Store.Verify(interruption.Token);
        if (IsJson(parsed))
        {
            Json.Write(Terminal, VerifyShape.Of(report));
        }
        else
        {
            foreach (var damage in report.Damages)
            {
                Terminal.Out.Line($"{Terminal.Out.Red(damage.IsPaid ? "paid" : "free")} {RunText.Shorten(damage.File)}: {damage.Message}");
            }

            Terminal.Out.Line($"{ProblemText.Of(report.Blobs, "picture file")} read ({StoreText.Size(report.Bytes)}): {(report.Damages.Count == 0 ? "all whole" : $"{ProblemText.Of(report.Damages.Count, "problem")}")}.");
        }

        return report.Damages.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}

/// <summary>Makes room.</summary>
internal sealed class StoreCollectCommand : WorkspaceCommand
{
    private readonly Option<double> _age = new("--older-than") { HelpName = "days", Description = "Give up free results that were not used for so many days.", DefaultValueFactory = _ => 30 };
    private readonly Option<double?> _size = new("--max-size") { HelpName = "MB", Description = "Give up more, the longest unused first, until what is left takes no more than this." };
    private readonly Option<bool> _paid = new("--paid") { Description = "Give up paid results in the same way. They would have to be paid again." };
    private readonly Option<bool> _dry = new("--dry-run") { Description = "Only tell what would go." };

    public StoreCollectCommand(Terminal terminal)
        : base(terminal, "gc", "Make room: give up results that can be made again, and files that nothing refers to. Safe while runs are going.")
    {
        Add(_age);
        Add(_size);
        Add(_paid);
        Add(_dry);
        this.WithExamples(
            ("nodeengine store gc --dry-run", "See what would go."),
            ("nodeengine store gc --older-than 0 --max-size 500", "Keep 500 MB of free results."));
    }

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        var options = new CollectOptions
        {
            Age = TimeSpan.FromDays(Math.Clamp(parsed.GetValue(_age), 0, 100_000)),
            MaxBytes = parsed.GetValue(_size) is { } size ? (long)(Math.Max(0, size) * 1_000_000) : null,
            Paid = parsed.GetValue(_paid),
            IsDry = parsed.GetValue(_dry),
        };
        var report = workspace.Store.CollectAsync(options).GetAwaiter().GetResult();
        if (IsJson(parsed))
        {
            Json.Write(Terminal, new CollectShape(report.Results, report.Blobs, report.Bytes, report.PaidUsd, options.IsDry));
            return ExitCode.Done;
        }

        var verb = options.IsDry ? "Would give up" : "Gave up";
        Terminal.Out.Line($"{verb} {ProblemText.Of(report.Results, "result")} and {ProblemText.Of(report.Blobs, "picture file")}: {StoreText.Size(report.Bytes)}.");
        if (report.PaidUsd > 0)
        {
            Terminal.Out.Line($"Paid results among them had cost {Usd.Show(report.PaidUsd)}.");
        }

        return ExitCode.Done;
    }
}

/// <summary>Makes a lost index anew.</summary>
internal sealed class StoreRebuildCommand : WorkspaceCommand
{
    public StoreRebuildCommand(Terminal terminal)
        : base(terminal, "rebuild", "Make the index anew from the receipts beside the pictures, when it is lost or damaged.") =>
        this.WithExamples(("nodeengine store rebuild", "Nobody may use the store meanwhile. Nothing paid is lost."));

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        var report = ResultStore.Rebuild(workspace.Folder);
        if (IsJson(parsed))
        {
            Json.Write(Terminal, new RebuildShape(report.Results, report.Calls, report.Unreadable, report.Damaged));
        }
        else
        {
            Terminal.Out.Line($"Brought back {ProblemText.Of(report.Results, "paid result")} and {ProblemText.Of(report.Calls, "call")}.");
            foreach (var receipt in report.Unreadable)
            {
                Terminal.Out.Line($"{Terminal.Out.Yellow("unreadable")}: {RunText.Shorten(receipt)}");
            }

            if (report.Damaged is { } damaged)
            {
                Terminal.Error.Line($"The damaged index is kept as {RunText.Shorten(damaged)}.");
            }
        }

        return report.Unreadable.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}

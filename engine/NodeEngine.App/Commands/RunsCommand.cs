using System.CommandLine;
using NodeEngine.App.Output;

namespace NodeEngine.App.Commands;

/// <summary>Lists the runs of a workspace.</summary>
internal sealed class RunsCommand : WorkspaceCommand
{
    private static readonly string[] Statuses = ["running", "done", "partial", "failed", "cancelled", "interrupted"];

    private readonly Option<string?> _status = new("--status") { HelpName = "status", Description = $"Only runs with this status: {string.Join(", ", Statuses)}." };
    private readonly Option<int> _count = new("--count") { HelpName = "n", Description = "How many, the newest first.", DefaultValueFactory = _ => 20 };

    public RunsCommand(Terminal terminal)
        : base(terminal, "runs", "List the runs of the workspace, the newest first: how they ended and what they cost.")
    {
        _status.AcceptOnlyFromAmong(Statuses);
        Add(_status);
        Add(_count);
        Add(new RunsShowCommand(terminal));
        this.WithExamples(
            ("nodeengine runs", "The last twenty runs."),
            ("nodeengine runs --status interrupted", "What a crash or a power cut left unfinished."),
            ("nodeengine runs show 20261125-093012-7f3a", "All that is known of one."));
    }

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        var runs = workspace.Store.Runs(Math.Max(1, parsed.GetValue(_count)), parsed.GetValue(_status));
        if (IsJson(parsed))
        {
            Json.Write(Terminal, new RunsShape([.. runs.Select(run => RunRecordShape.Of(run, isWhole: false))]));
        }
        else if (runs.Count == 0)
        {
            Terminal.Error.Line("There are no such runs.");
        }
        else
        {
            RunsText.WriteList(runs, Terminal.Out);
        }

        return ExitCode.Done;
    }
}

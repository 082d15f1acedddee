using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Results;

namespace NodeEngine.App.Commands;

/// <summary>Shows all that is known of one run.</summary>
internal sealed class RunsShowCommand : WorkspaceCommand
{
    private readonly Argument<string> _run = new("run") { Description = "The id of the run, or its beginning; last for the newest." };
    private readonly Option<bool> _graph = new("--graph") { Description = "Print the graph as it was run, and nothing else." };

    public RunsShowCommand(Terminal terminal)
        : base(terminal, "show", "Show one run: nodes, outputs, calls and prices.")
    {
        Add(_run);
        Add(_graph);
        this.WithExamples(
            ("nodeengine runs show last", "The newest run."),
            ("nodeengine runs show 20261125-093012-7f3a --graph > again.json", "Get its graph back."));
    }

    /// <summary>The run of this id, or whose id begins so; null when there is none, or several.</summary>
    public static RunRecord? Find(ResultStore store, string id, Terminal terminal)
    {
        if (id == "last")
        {
            id = store.Runs(1) is [var newest] ? newest.Run : id;
        }

        if (store.FindRun(id) is { } run)
        {
            return run;
        }

        var near = store.Runs(int.MaxValue).Select(one => one.Run).Where(one => one.StartsWith(id, StringComparison.Ordinal)).ToList();
        if (near.Count == 1)
        {
            return store.FindRun(near[0]);
        }

        var other = Nearest.To(id, store.Runs(1000).Select(one => one.Run));
        terminal.Fail(
            near.Count > 1 ? $"{near.Count} runs begin with '{id}'." : $"There is no run '{id}'.",
            near.Count > 1 ? $"Write more of it: {string.Join(", ", near.Take(3))}." : other is null ? "nodeengine runs lists them." : $"Did you mean '{other}'?");
        return null;
    }

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        if (Find(workspace.Store, parsed.GetValue(_run)!, Terminal) is not { } run)
        {
            return ExitCode.WrongInput;
        }

        var calls = workspace.Store.Calls().Where(call => call.Run == run.Run).ToList();
        if (parsed.GetValue(_graph))
        {
            Terminal.Out.Line(run.Graph.TrimEnd());
        }
        else if (IsJson(parsed))
        {
            Json.Write(Terminal, RunRecordShape.Of(run, isWhole: true) with { Calls = [.. calls.Select(CallShape.Of)] });
        }
        else
        {
            RunsText.WriteOne(run, calls, Terminal.Out);
        }

        return ExitCode.Done;
    }
}

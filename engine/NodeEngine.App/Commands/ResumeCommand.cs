using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.App.Commands;

/// <summary>Goes on with a run that was cut off, cancelled, or failed in part.</summary>
internal sealed class ResumeCommand : Command
{
    private readonly Argument<string> _run = new("run") { Description = "The id of the run, or its beginning; last for the newest." };
    private readonly Option<string?> _workspace = GraphOptions.WorkspaceOption();
    private readonly Option<bool> _json = GraphOptions.JsonOption();
    private readonly Option<string?> _out = new("--out") { HelpName = "dir", Description = "Where pictures are written. Default: outputs/<graph>/<run> in the current folder." };
    private readonly SpendingOptions _spending;
    private readonly Terminal _terminal;

    public ResumeCommand(Terminal terminal)
        : base("resume", "Go on with a run: what was made is kept, and only what is missing is made and paid.")
    {
        _terminal = terminal;
        Add(_run);
        Add(_out);
        _spending = new SpendingOptions(this);
        Add(_workspace);
        Add(_json);
        this.WithExamples(
            ("nodeengine resume last", "Go on with the newest run. On a terminal it asks about calls that may have been paid."),
            ("nodeengine resume 20261125-093012-7f3a --pay-again shoot", "Send the calls of 'shoot' again although they may have been paid."));
        SetAction((parsed, _) => ResumeAsync(parsed));
    }

    private async Task<int> ResumeAsync(ParseResult parsed)
    {
        var isJson = parsed.GetValue(_json);
        if (!Workspace.TryOpen(parsed.GetValue(_workspace), null, out var workspace, out var problem))
        {
            return JobRunner.Refuse(_terminal, isJson, [problem]);
        }

        await using (workspace.ConfigureAwait(false))
        {
            if (RunsShowCommand.Find(workspace.Store, parsed.GetValue(_run)!, _terminal) is not { } run)
            {
                return ExitCode.WrongInput;
            }

            if (run.Status == "running")
            {
                _terminal.Fail($"Run {run.Run} is still going on.", "Wait until it has ended, or stop it.");
                return ExitCode.WrongInput;
            }

            var settings = _spending.Settings(parsed, run.IsSimulated);
            var name = run.File is { } file ? Path.GetFileNameWithoutExtension(file) : "graph";
            var folder = Path.GetFullPath(parsed.GetValue(_out) ?? Path.Combine("outputs", name, run.Run));
            var found = new List<Problem>(workspace.Warnings);
            var job = await PrepareAsync(workspace, run, settings, folder, found).ConfigureAwait(false);
            if (job is not null && CanAsk && !isJson)
            {
                var again = await AskAsync(job).ConfigureAwait(false);
                if (again.Count > 0)
                {
                    settings = settings with { PayAgain = [.. settings.PayAgain, .. again] };
                    job = await PrepareAsync(workspace, run, settings, folder, []).ConfigureAwait(false);
                }
            }

            return await new JobRunner(_terminal, workspace, settings, isJson).RunAsync(job, found, null).ConfigureAwait(false);
        }
    }

    private static bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    private static Task<GraphJob?> PrepareAsync(Workspace workspace, RunRecord run, RunSettings settings, string folder, List<Problem> found) => GraphJob.PrepareAsync(
        workspace,
        Graph.Parse(run.Graph, run.Folder),
        PlanInputs.FromJson(run.Inputs, workspace.Store.FindPicture),
        settings,
        run.Run,
        folder,
        found);

    private async Task<List<string>> AskAsync(GraphJob job)
    {
        var again = new List<string>();
        await job.ForecastAsync(CancellationToken.None).ConfigureAwait(false);
        foreach (var warning in job.Forecast?.Warnings.Where(warning => warning.Code == "outcome-unknown") ?? [])
        {
            _terminal.Error.Writer.Write($"{warning.Where}: {warning.Message} Send it again, and perhaps pay again? [y/N] ");
            if (Console.ReadLine()?.Trim() is "y" or "Y" or "yes")
            {
                again.Add(warning.Where!);
            }
        }

        return again;
    }
}

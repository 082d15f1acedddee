using NodeEngine.App.Output;
using NodeEngine.Models;
using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.App;

/// <summary>Runs one graph in front of somebody: the forecast first, then the course of the run, then what it gave and cost.</summary>
internal sealed class JobRunner(Terminal terminal, Workspace workspace, RunSettings settings, bool isJson)
{
    private const string Stopping = "Stopping: nothing new starts, and paid calls on their way are waited for. Ctrl+C again leaves at once.";

    private IRunView? _view;

    /// <summary>Runs it, unless something stands in the way.</summary>
    /// <param name="job">What to run; null when it cannot be.</param>
    /// <param name="found">What was found so far.</param>
    /// <param name="eventFile">Where the course of the run is written; null for nowhere.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(GraphJob? job, List<Problem> found, string? eventFile)
    {
        // Nothing is written before it is certain that the graph will run.
        using var events = HasErrors(found) ? null : EventFile.Open(eventFile, found);
        if (job is null || HasErrors(found))
        {
            return Refuse(terminal, isJson, found);
        }

        using var interruption = new Interruption(terminal, () => (_view is null ? terminal.Error.Line : (Action<string>)_view.Note)(Stopping));
        await job.ForecastAsync(interruption.Token).ConfigureAwait(false);
        if (job.Forecast is { } forecast)
        {
            found.AddRange(forecast.Warnings);
            if (BudgetCheck.Faults([forecast], settings, workspace) is { Count: > 0 } faults)
            {
                if (!isJson)
                {
                    PlanText.Write(forecast, settings.IsSandbox, terminal.Error);
                }

                return Refuse(terminal, isJson, [.. found, .. faults], ExitCode.OverBudget);
            }
        }

        ProblemText.Write(found, terminal.Error);
        if (job.Forecast is { } price)
        {
            terminal.Error.Line($"Forecast: {PlanText.Sum(price, settings.IsSandbox)}.");
        }

        using var report = await RunAsync(job, events, interruption.Token).ConfigureAwait(false);
        return Show(report, job, events);
    }

    /// <summary>Says why nothing is run.</summary>
    public static int Refuse(Terminal terminal, bool isJson, IReadOnlyCollection<Problem> problems, int code = ExitCode.WrongInput)
    {
        if (isJson)
        {
            Json.Write(terminal, ProblemsShape.Of(problems));
        }
        else
        {
            ProblemText.Write(problems, terminal.Error);
            terminal.Error.Line($"Not run: {ProblemText.Count(problems)}.");
        }

        return code;
    }

    public static int CodeOf(RunStatus status) => status switch
    {
        RunStatus.Done => ExitCode.Done,
        RunStatus.Cancelled => ExitCode.Cancelled,
        _ => ExitCode.Failed,
    };

    private static bool HasErrors(List<Problem> problems) => problems.Exists(one => one.Severity == Severity.Error);

    private async Task<RunReport> RunAsync(GraphJob job, EventFile? events, CancellationToken cancellation)
    {
        var view = LiveView.Create(terminal.Error, job.Plan.Nodes);
        await using (view.ConfigureAwait(false))
        {
            _view = view;
            try
            {
                return await job.RunAsync(
                    settings.Budget,
                    what =>
                    {
                        events?.Write(what);
                        view.On(what);
                    },
                    cancellation).ConfigureAwait(false);
            }
            finally
            {
                _view = null;
            }
        }
    }

    private int Show(RunReport report, GraphJob job, EventFile? events)
    {
        var outputs = OutputFiles.Write(report, job.Folder);
        if (isJson)
        {
            Json.Write(terminal, RunShape.Of(report, outputs, settings.IsSandbox));
        }
        else
        {
            RunText.WriteOutputs(report, outputs, terminal.Out);
            terminal.Out.Writer.Flush();
        }

        if (report.StoreError is { } error)
        {
            terminal.Error.Line($"{terminal.Error.Yellow("warning")}: {RunText.Error(error)}");
        }

        if (job.Forecast is { } forecast && (forecast.Price != default || report.PriceUsd != 0))
        {
            terminal.Error.Line($"Price: {Usd.Show(report.PriceUsd)}{(settings.IsSandbox && report.PriceUsd != 0 ? " if it had been real; the sandbox costs nothing" : "")}.");
        }

        events?.Report(terminal);
        return CodeOf(report.Status);
    }
}

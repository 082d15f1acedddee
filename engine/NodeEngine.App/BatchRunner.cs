using System.Diagnostics;
using System.Globalization;
using NodeEngine.App.Output;
using NodeEngine.Forecasts;
using NodeEngine.Graphs;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.App;

/// <summary>Runs a graph once for each row of inputs, several at a time, and reports on all of them together.</summary>
internal sealed class BatchRunner(Terminal terminal, Workspace workspace, RunSettings settings, bool isJson)
{
    /// <summary>Rows at the same time: enough to keep the limits of a provider busy, and few enough to hold their pictures.</summary>
    private const int AtOnce = 8;

    private readonly Lock _gate = new();
    private readonly Purse? _purse = settings.Budget is { } budget ? new Purse(budget) : null;
    private int _failed;

    /// <summary>Runs them, unless something stands in the way of one.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="inputsOf">What is set for a row.</param>
    /// <param name="run">How the ids of the runs begin.</param>
    /// <param name="folder">Where the folders of the rows go.</param>
    /// <param name="found">What was found so far.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Graph graph, IReadOnlyList<InputRow> rows, Func<IReadOnlyDictionary<string, string>, PlanInputs> inputsOf, string run, string folder, List<Problem> found)
    {
        var jobs = new List<(InputRow Row, GraphJob Job)>();
        foreach (var row in rows)
        {
            var problems = new List<Problem>();
            var job = await GraphJob.PrepareAsync(workspace, graph, inputsOf(row.Inputs), settings, $"{run}-{Name(row)}", Path.Combine(folder, Name(row)), problems).ConfigureAwait(false);
            found.AddRange(problems.Select(problem => problem with { Message = $"Row {row.Number}: {problem.Message}" }).Where(problem => row.Number == 1 || problem.Severity == Severity.Error));
            if (job is not null)
            {
                jobs.Add((row, job));
            }
        }

        if (found.Exists(problem => problem.Severity == Severity.Error))
        {
            return JobRunner.Refuse(terminal, isJson, found);
        }

        using var interruption = new Interruption(terminal, () => terminal.Error.Line("Stopping: no more rows start, and paid calls on their way are waited for. Ctrl+C again leaves at once."));
        var forecasts = await ForecastAsync(jobs, found, interruption.Token).ConfigureAwait(false);
        if (BudgetCheck.Faults(forecasts, settings, workspace) is { Count: > 0 } faults)
        {
            return JobRunner.Refuse(terminal, isJson, [.. found, .. faults], ExitCode.OverBudget);
        }

        ProblemText.Write(found, terminal.Error);
        var price = forecasts.Aggregate(default(Price), (sum, forecast) => sum + forecast.Price);
        terminal.Error.Line($"{ProblemText.Of(jobs.Count, "row")}. Forecast: {(settings.IsSandbox ? $"nothing with --sandbox; without it {price}" : price.ToString())}.");
        return await RunAsync(jobs, interruption.Token).ConfigureAwait(false);
    }

    private static string Name(InputRow row) => row.Number.ToString("0000", CultureInfo.InvariantCulture);

    private static async Task<List<Forecast>> ForecastAsync(List<(InputRow Row, GraphJob Job)> jobs, List<Problem> found, CancellationToken cancellation)
    {
        var forecasts = new List<Forecast>();
        foreach (var (row, job) in jobs)
        {
            await job.ForecastAsync(cancellation).ConfigureAwait(false);
            if (job.Forecast is { } forecast)
            {
                forecasts.Add(forecast);
                found.AddRange(forecast.Warnings.Select(warning => warning with { Message = $"Row {row.Number}: {warning.Message}" }));
            }
        }

        return forecasts;
    }

    private async Task<int> RunAsync(List<(InputRow Row, GraphJob Job)> jobs, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var shapes = new BatchRowShape?[jobs.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, jobs.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = CancellationToken.None },
            async (i, _) =>
            {
                if (!cancellation.IsCancellationRequested && !(settings.MaxFailures <= Volatile.Read(ref _failed)))
                {
                    shapes[i] = await RunAsync(jobs[i].Row, jobs[i].Job, cancellation).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        return Show(shapes, jobs.Count, Stopwatch.GetElapsedTime(started), cancellation.IsCancellationRequested);
    }

    private async Task<BatchRowShape> RunAsync(InputRow row, GraphJob job, CancellationToken cancellation)
    {
        // What a row may spend is set aside while it runs, so that rows at the same time cannot pass the budget together.
        decimal? mine = _purse is null ? null : await _purse.TakeAsync(job.Forecast?.Price.High ?? 0).ConfigureAwait(false);
        using var report = await job.RunAsync(mine, null, cancellation).ConfigureAwait(false);
        _purse?.GiveBack(mine!.Value - report.PriceUsd);
        var outputs = OutputFiles.Write(report, job.Folder);
        if (report.Status is RunStatus.Failed or RunStatus.Partial)
        {
            Interlocked.Increment(ref _failed);
        }

        lock (_gate)
        {
            terminal.Error.Line($"Row {row.Number}: {RunShape.Word(report.Status)} in {RunText.Time(report.Duration.TotalMilliseconds)}{(report.PriceUsd > 0 ? $", {Usd.Show(report.PriceUsd)}" : "")}");
            foreach (var node in report.Nodes.Where(node => node.Outcome is Outcome.Failed or Outcome.Unknown && node.Error is not null))
            {
                terminal.Error.Line($"  {node.Id}: {RunText.Error(node.Error!)}");
            }

            if (!isJson)
            {
                RunText.WriteOutputs(report, outputs, terminal.Out);
                terminal.Out.Writer.Flush();
            }
        }

        return new BatchRowShape(row.Number, row.Inputs, RunShape.Of(report, outputs, settings.IsSandbox));
    }

    private int Show(BatchRowShape?[] shapes, int rows, TimeSpan duration, bool isCancelled)
    {
        var ran = shapes.OfType<BatchRowShape>().ToList();
        var good = ran.Count(row => row.Run.Status == RunShape.Word(RunStatus.Done));
        var status = isCancelled ? RunStatus.Cancelled : good == rows ? RunStatus.Done : good == 0 ? RunStatus.Failed : RunStatus.Partial;
        var price = ran.Sum(row => row.Run.PriceUsd);
        if (isJson)
        {
            Json.Write(terminal, new BatchShape(RunShape.Word(status), RunShape.Round(duration.TotalMilliseconds), price, settings.IsSandbox, rows, ran));
        }

        var left = rows - ran.Count;
        terminal.Error.Line($"{good} of {ProblemText.Of(rows, "row")} done in {RunText.Time(duration.TotalMilliseconds)}{(left > 0 ? $", {left} not started" : "")}. Price: {Usd.Show(price)}{(settings.IsSandbox && price > 0 ? " if it had been real; the sandbox costs nothing" : "")}.");
        return JobRunner.CodeOf(status);
    }
}

using NodeEngine.Forecasts;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>
/// Runs plans: what is stored is used, what is independent runs at once, what fails stops only what needs it. One runner may run many plans at the
/// same time.
/// </summary>
/// <param name="store">Where results are looked up and kept.</param>
/// <param name="models">Who calls models. Null: a plan with models fails at them.</param>
public sealed class GraphRunner(ResultStore store, ModelCaller? models = null)
{
    /// <summary>What stands in the way of running a plan with these options: nodes to run afresh that there are not, or that are models.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How it is to be run.</param>
    public static IReadOnlyList<Problem> Check(Plan plan, RunOptions options)
    {
        var problems = new List<Problem>();
        foreach (var id in options.Fresh)
        {
            if (Array.Find(plan.Steps, step => step.Id == id) is not { } step)
            {
                problems.Add(new Problem("fresh-unknown", $"There is no node '{id}' that may run.") { Suggestion = Nearest.To(id, plan.Nodes) is { } nearest ? $"Did you mean '{nearest}'?" : null });
            }
            else if (step.Node is ModelNode)
            {
                problems.Add(new Problem("fresh-model", $"'{id}' is a model, which is not run afresh: it would be paid again.") { Where = id, Suggestion = $"Set the input 'take' of '{id}' to another number for another picture." });
            }
        }

        return problems;
    }

    /// <summary>Runs a plan to its end. Failures of nodes are in the report, never thrown. A store on disk records the run.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">
    /// Cancelling stops everything that can be stopped; paid calls on their way are waited for, and the report then says
    /// <see cref="RunStatus.Cancelled"/>.
    /// </param>
    /// <exception cref="ArgumentException"><see cref="Check"/> finds something.</exception>
    /// <exception cref="StoreException">The run cannot be recorded. Nothing was run.</exception>
    public async Task<RunReport> RunAsync(Plan plan, RunOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new RunOptions();
        if (Check(plan, options) is [var problem, ..])
        {
            throw new ArgumentException($"{problem.Message} {problem.Suggestion}", nameof(options));
        }

        using var run = new Scheduler(plan, store, models, options);
        return await run.RunAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Says what a run would do and cost. Nothing is paid: only what is free runs, as far as it must to know what is stored, and its results are kept
    /// for the run.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How it would be run; null for the defaults. Nobody is told events.</param>
    /// <param name="cancellation">Cancelling stops it.</param>
    /// <exception cref="ArgumentException"><see cref="Check"/> finds something.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<Forecast> ForecastAsync(Plan plan, RunOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new RunOptions();
        if (Check(plan, options) is [var problem, ..])
        {
            throw new ArgumentException($"{problem.Message} {problem.Suggestion}", nameof(options));
        }

        var forecaster = new Forecaster(plan, store, options, DateOnly.FromDateTime(options.Clock.GetLocalNow().DateTime));
        var quiet = new RunOptions
        {
            ProcessorSlots = options.ProcessorSlots,
            KeepsPictures = options.KeepsPictures,
            OutputFolder = options.OutputFolder,
            CancelGrace = options.CancelGrace,
            PayAgain = options.PayAgain,
            Fresh = options.Fresh,
            Clock = options.Clock,
            WritesRecipes = false,
        };
        using (var run = new Scheduler(Forecaster.Narrow(plan), store, models, quiet, forecaster))
        using (await run.RunAsync(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return forecaster.Conclude();
    }
}

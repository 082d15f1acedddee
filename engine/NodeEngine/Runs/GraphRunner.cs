using NodeEngine.Forecasts;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;

namespace NodeEngine.Runs;

/// <summary>
/// Runs plans: what is stored is used, what is independent runs at once, what fails stops only what needs it. One runner may run many plans at the
/// same time.
/// </summary>
/// <param name="store">Where results are looked up and kept.</param>
/// <param name="models">Who calls models. Null: a plan with models fails at them.</param>
public sealed class GraphRunner(ResultStore store, ModelCaller? models = null)
{
    /// <summary>Runs a plan to its end. Failures of nodes are in the report, never thrown.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">
    /// Cancelling stops everything that can be stopped; paid calls on their way are waited for, and the report then says
    /// <see cref="RunStatus.Cancelled"/>.
    /// </param>
    public async Task<RunReport> RunAsync(Plan plan, RunOptions? options = null, CancellationToken cancellation = default)
    {
        using var run = new Scheduler(plan, store, models, options ?? new RunOptions());
        return await run.RunAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Says what a run would do and cost. Nothing is paid: only what is free runs, as far as it must to know what is stored, and its results are kept
    /// for the run.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How it would be run; null for the defaults. Nobody is told events.</param>
    /// <param name="cancellation">Cancelling stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<Forecast> ForecastAsync(Plan plan, RunOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new RunOptions();
        var forecaster = new Forecaster(plan, store, DateOnly.FromDateTime(options.Clock.GetUtcNow().UtcDateTime));
        var quiet = new RunOptions { ProcessorSlots = options.ProcessorSlots, OutputFolder = options.OutputFolder, CancelGrace = options.CancelGrace, Clock = options.Clock, WritesRecipes = false };
        using (var run = new Scheduler(Forecaster.Narrow(plan), store, models, quiet, forecaster))
        using (await run.RunAsync(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return forecaster.Conclude();
    }
}

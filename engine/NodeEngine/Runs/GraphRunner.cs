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
}

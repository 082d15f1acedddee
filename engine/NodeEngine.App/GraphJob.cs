using NodeEngine.Forecasts;
using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.App;

/// <summary>A graph that is ready to run: planned, its models within reach, its folder writable.</summary>
internal sealed class GraphJob
{
    private readonly GraphRunner _runner;
    private readonly RunSettings _settings;

    private GraphJob(GraphRunner runner, Plan plan, RunSettings settings, string run, string folder)
    {
        _runner = runner;
        _settings = settings;
        Plan = plan;
        Run = run;
        Folder = folder;
    }

    public Plan Plan { get; }

    /// <summary>The id of the run.</summary>
    public string Run { get; }

    /// <summary>Where its pictures go.</summary>
    public string Folder { get; }

    /// <summary>What it will cost; null before <see cref="ForecastAsync"/>, and for a graph that calls no models.</summary>
    public Forecast? Forecast { get; private set; }

    /// <summary>Makes it ready, or finds what stands in the way.</summary>
    public static async Task<GraphJob?> PrepareAsync(Workspace workspace, Graph graph, PlanInputs inputs, RunSettings settings, string run, string folder, List<Problem> found)
    {
        var isPlanned = Plan.Create(graph, workspace.Catalog, inputs, out var plan, out var problems);
        found.AddRange(problems);
        if (!isPlanned)
        {
            return null;
        }

        var models = await workspace.ConnectAsync(plan!, settings.IsSandbox, settings.IsForced).ConfigureAwait(false);
        found.AddRange(models.Check(plan!));
        found.AddRange(GraphRunner.Check(plan!, settings.Options(run, folder, null)));
        if (plan!.WritesFiles && OutputFolder.Fault(folder) is { } unwritable)
        {
            found.Add(unwritable);
        }

        return new GraphJob(new GraphRunner(workspace.Store, models), plan, settings, run, folder);
    }

    /// <summary>Finds out what it will cost. Graphs without models cost nothing, and nothing is done.</summary>
    public async Task ForecastAsync(CancellationToken cancellation)
    {
        if (Plan.Providers.Any())
        {
            Forecast = await _runner.ForecastAsync(Plan, _settings.Options(Run, Folder, null), cancellation).ConfigureAwait(false);
        }
    }

    public Task<RunReport> RunAsync(decimal? budget, Action<RunEvent>? onEvent, CancellationToken cancellation) =>
        _runner.RunAsync(Plan, _settings.Options(Run, Folder, budget, Forecast, onEvent), cancellation);
}

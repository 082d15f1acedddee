using NodeEngine.Forecasts;
using NodeEngine.Runs;

namespace NodeEngine.App;

/// <summary>How graphs are run, whichever command asks for it.</summary>
internal sealed record RunSettings
{
    /// <summary>Stand-ins answer for the models.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Models are called also after their last day.</summary>
    public bool IsForced { get; init; }

    /// <summary>Pictures carry how they were made.</summary>
    public bool WritesRecipes { get; init; } = true;

    /// <summary>The most that may be spent, in US dollars; null for no bound.</summary>
    public decimal? Budget { get; init; }

    /// <summary>Starts although the budget may not suffice, and stops in time.</summary>
    public bool StopsAtBudget { get; init; }

    public IReadOnlyCollection<string> PayAgain { get; init; } = [];

    public IReadOnlyCollection<string> Fresh { get; init; } = [];

    public int? MaxFailures { get; init; }

    public RunOptions Options(string run, string folder, decimal? budget, Forecast? forecast = null, Action<RunEvent>? onEvent = null) => new()
    {
        Run = run,
        OutputFolder = folder,
        OnEvent = onEvent,
        WritesRecipes = WritesRecipes,
        Budget = budget,
        PayAgain = PayAgain,
        Fresh = Fresh,
        MaxFailures = MaxFailures,
        Forecast = forecast,
    };
}

using System.Globalization;
using NodeEngine.Forecasts;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.App;

/// <summary>Whether what a forecast says fits into what may be spent. The arithmetic is shown.</summary>
internal static class BudgetCheck
{
    /// <summary>What stands in the way of starting, one for each budget that may not suffice.</summary>
    public static IReadOnlyList<Problem> Faults(IReadOnlyList<Forecast> forecasts, RunSettings settings, Workspace workspace)
    {
        if (settings.StopsAtBudget || forecasts.Count == 0)
        {
            return [];
        }

        var faults = new List<Problem>();
        var price = forecasts.Aggregate(default(Price), (sum, forecast) => sum + forecast.Price);
        if (settings.Budget is { } budget && price.High > budget)
        {
            faults.Add(new Problem("budget", $"The run may cost {price}, and the budget is {Usd.Show(budget)}: at its dearest it is {Usd.Show(price.High - budget)} too little.")
            {
                Suggestion = $"Raise it to --budget {Text(price.High)}, or add --budget-stop: the run then starts, and stops before the call that would pass it.",
            });
        }

        if (!settings.IsSandbox)
        {
            faults.AddRange(forecasts.SelectMany(forecast => forecast.Providers).DistinctBy(provider => provider.Id, StringComparer.Ordinal)
                .Select(provider => Daily(provider, forecasts, workspace)).OfType<Problem>());
        }

        return faults;
    }

    private static Problem? Daily(ProviderSpec provider, IReadOnlyList<Forecast> forecasts, Workspace workspace)
    {
        if (workspace.Keys.AccessTo(provider).DailyBudgetUsd is not { } budget)
        {
            return null;
        }

        var today = DateOnly.FromDateTime(DateTime.Now);
        var spent = workspace.Store.Calls().Where(call => call.Provider == provider.Id && !call.IsSimulated && call.Day == today).Sum(call => call.PriceUsd);
        var high = forecasts.SelectMany(forecast => forecast.Nodes).Where(node => node.Type.StartsWith(provider.Id + ".", StringComparison.Ordinal)).Sum(node => node.Price?.High ?? 0);
        return spent + high <= budget ? null : new Problem(
            "budget", $"The run may cost up to {Usd.Show(high)} at {provider.Name}, {Usd.Show(spent)} are spent there today, and its budget for a day is {Usd.Show(budget)}: {Usd.Show(spent + high - budget)} too little.")
        {
            Suggestion = $"Raise external_{provider.Id}_daily_budget_usd in {ApiKeys.FileName}, run again tomorrow, or add --budget-stop: the run then starts, and stops before the call that would pass it.",
        };
    }

    /// <summary>Rounded up, so that it suffices when it is typed.</summary>
    private static string Text(decimal usd) => (Math.Ceiling(usd * 1000) / 1000).ToString("0.000", CultureInfo.InvariantCulture);
}

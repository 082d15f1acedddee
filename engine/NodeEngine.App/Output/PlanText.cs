using NodeEngine.Forecasts;

namespace NodeEngine.App.Output;

/// <summary>Shows forecasts to people.</summary>
internal static class PlanText
{
    /// <summary>One line a node, and the sum.</summary>
    public static void Write(Forecast forecast, bool simulated, Screen screen)
    {
        var rows = forecast.Nodes.Select(node => (IReadOnlyList<string>)
        [
            screen.Bold(node.Id),
            screen.Dim(node.Type),
            State(node, screen),
            node.Price is { } price ? price == default ? "" : price.ToString() : "price not known",
        ]).ToList();
        Columns.Write(rows, screen);
        screen.Line();
        screen.Line($"{screen.Bold("Price")}: {Sum(forecast, simulated)}");
    }

    /// <summary>Such as <c>$0.006 to $0.011, about $0.008, at OpenAI</c>.</summary>
    public static string Sum(Forecast forecast, bool simulated)
    {
        var unknown = forecast.Nodes.Any(node => node.Price is null) ? ", and what is not known" : "";
        var at = forecast.Providers.Count == 0 ? "" : $", at {string.Join(", ", forecast.Providers.Select(provider => provider.Name))}";
        return (simulated, forecast.Price == default && unknown.Length == 0) switch
        {
            (_, true) => "nothing",
            (true, _) => $"nothing with --sandbox; without it {forecast.Price}{unknown}{at}",
            _ => $"{forecast.Price}{unknown}{at}",
        };
    }

    private static string State(NodeForecast node, Screen screen) => node.State switch
    {
        ForecastState.Stored => screen.Green("stored"),
        ForecastState.Runs => "runs",
        _ => screen.Yellow($"unknown until {string.Join(", ", node.After)} ran"),
    };
}

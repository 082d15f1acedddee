using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.Forecasts;

/// <summary>What a run of a node will do, as far as that is known before anything is paid.</summary>
public enum ForecastState
{
    /// <summary>Its result is there already, or was made for the forecast, or nothing needs it.</summary>
    Stored,

    /// <summary>It runs.</summary>
    Runs,

    /// <summary>Whether it runs is known only when other nodes ran: see <see cref="NodeForecast.After"/>.</summary>
    Unknown,
}

/// <summary>What a run of one node will do and cost.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="State">What it will do.</param>
/// <param name="Price">What its calls cost. Null for a model without a price list; 0 for what is free or stored.</param>
public sealed record NodeForecast(string Id, string Type, ForecastState State, Price? Price)
{
    /// <summary>How many times it runs; 0 when its result is there.</summary>
    public int Invocations { get; init; }

    /// <summary>The nodes that must have run before more is known, by id. Empty unless the state is unknown.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>The price list that was used, such as <c>2026-11-04</c>; null where there is none or nothing to pay.</summary>
    public string? PriceList { get; init; }
}

/// <summary>What a run will do and cost, told before the first paid call.</summary>
public sealed class Forecast
{
    /// <summary>The nodes of the plan, in the order of the file.</summary>
    public required IReadOnlyList<NodeForecast> Nodes { get; init; }

    /// <summary>
    /// What all calls cost together. A node whose state is unknown counts nothing in the low price, and all of its own in the high one. Models without
    /// a price list are not in it: there is a warning of them.
    /// </summary>
    public required Price Price { get; init; }

    /// <summary>The providers that will or may be called, in alphabetical order of their ids.</summary>
    public required IReadOnlyList<ProviderSpec> Providers { get; init; }

    /// <summary>
    /// What should be known before the run: inputs that a model will refuse, nodes that failed, models without a price. What stands in the way of calling
    /// models at all is told by <see cref="ModelCaller.Check(Plans.Plan)"/>.
    /// </summary>
    public required IReadOnlyList<Problem> Warnings { get; init; }

    /// <summary>How long nodes ran for the forecast, in milliseconds, by id.</summary>
    internal IReadOnlyDictionary<string, double> Ran { get; init; } = new Dictionary<string, double>();
}

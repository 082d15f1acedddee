using NodeEngine.Forecasts;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.App.Output;

/// <summary>What <c>plan --json</c> gives.</summary>
internal sealed record PlanShape(
    IReadOnlyList<PlanNodeShape> Nodes,
    PriceShape PriceUsd,
    IReadOnlyList<string> Providers,
    bool Simulated,
    IReadOnlyList<ProblemShape> Warnings)
{
    public static PlanShape Of(Forecast forecast, bool simulated, IEnumerable<Problem> warnings) => new(
        [.. forecast.Nodes.Select(PlanNodeShape.Of)],
        Price(forecast.Price),
        [.. forecast.Providers.Select(provider => provider.Id)],
        simulated,
        [.. warnings.Select(ProblemShape.Of)]);

    public static PriceShape Price(Price price) => new(price.Low, price.Expected, price.High, price.IsUncertain ? true : null);
}

internal sealed record PlanNodeShape(string Id, string Type, string State, int Invocations, PriceShape? PriceUsd, string? PriceList, IReadOnlyList<string>? After)
{
    public static PlanNodeShape Of(NodeForecast node) => new(
        node.Id,
        node.Type,
        RunShape.Word(node.State),
        node.Invocations,
        node.Price is { } price ? PlanShape.Price(price) : null,
        node.PriceList,
        node.After.Count > 0 ? node.After : null);
}

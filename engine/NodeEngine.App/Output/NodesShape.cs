using System.Globalization;
using NodeEngine.Catalog;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.App.Output;

/// <summary>What <c>nodes --json</c> gives.</summary>
internal sealed record NodesShape(IReadOnlyList<NodeShape> Nodes, IReadOnlyList<ProblemShape> Problems)
{
    public static NodesShape Of(IEnumerable<CatalogNode> nodes, NodeCatalog catalog) => new(
        [.. nodes.Select(node => NodeShape.Of(node, catalog.FindModel(node.Node.Spec.Type)))],
        [.. catalog.Problems.Select(ProblemShape.Of)]);
}

internal sealed record NodeShape(
    string Type, int Version, string Plugin, string Purity, string Help, IReadOnlyList<InputShape> Inputs, IReadOnlyList<OutputPortShape> Outputs, ModelShape? Model)
{
    public static NodeShape Of(CatalogNode node, ModelSpec? model)
    {
        var spec = node.Node.Spec;
        return new NodeShape(
            spec.Type,
            spec.Version,
            node.Plugin,
            RunShape.Word(spec.Purity),
            spec.Help,
            [.. spec.Inputs.Select(InputShape.Of)],
            [.. spec.Outputs.Select(port => new OutputPortShape(port.Key, port.Type.Name, port.Help))],
            model is null ? null : ModelShape.Of(model));
    }
}

internal sealed record InputShape(
    string Key, string Type, bool Required, object? Default, double? Min, double? Max, int? MaxItems, IReadOnlyList<string>? Choices, bool? Literal, string Help)
{
    public static InputShape Of(Port port) => new(
        port.Key,
        port.Type.Name,
        port.IsRequired,
        Plain(port.Default),
        port.Min,
        port.Max,
        port.MaxItems,
        port.Choices.Count > 0 ? port.Choices : null,
        port.IsLiteral ? true : null,
        port.Help);

    private static object? Plain(Value? value) => value switch
    {
        null => null,
        IntegerValue integer => integer.Number,
        NumberValue number => number.Number,
        BooleanValue boolean => boolean.IsTrue,
        ListValue list => list.Items.Select(item => Plain(item)!).ToArray(),
        _ => value.ToString(),
    };
}

internal sealed record OutputPortShape(string Key, string Type, string Help);

/// <summary>What is known of a model besides its ports.</summary>
internal sealed record ModelShape(
    string Provider,
    string WireId,
    IReadOnlyList<string>? Aliases,
    string Status,
    string? Released,
    string? Shutdown,
    string? Replacement,
    IReadOnlyList<string> Operations,
    PriceShape? TypicalPriceUsd)
{
    public static ModelShape Of(ModelSpec model)
    {
        var life = model.Lifecycle;
        return new ModelShape(
            model.Provider,
            model.WireId,
            model.Aliases.Count > 0 ? model.Aliases : null,
            RunShape.Word(life.Status),
            Day(life.Released),
            Day(life.Shutdown),
            life.Replacement,
            [.. model.Operations],
            PriceEstimate.Typical(model, DateOnly.FromDateTime(DateTime.UtcNow)) is { } price ? new PriceShape(price.Low, price.Expected, price.High) : null);
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

internal sealed record PriceShape(decimal Low, decimal Expected, decimal High);

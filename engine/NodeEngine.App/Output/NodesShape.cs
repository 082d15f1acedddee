using NodeEngine.Catalog;
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
            model is null ? null : ModelShape.Of(model, hasKey: null));
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

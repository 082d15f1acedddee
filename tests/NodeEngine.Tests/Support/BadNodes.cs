using NodeEngine.Sdk;

namespace NodeEngine.Tests.Support;

/// <summary>Nodes that do not keep to what their spec says.</summary>
public sealed class BadNodes : NodeLibrary
{
    private static readonly ImageValue Kept = ImageValue.FromPixels(new Pixels(1, 1, 1, new byte[1]));

    /// <inheritdoc/>
    public override IEnumerable<INode> Nodes =>
    [
        .. base.Nodes,
        new BadNode("bad.null", _ => new NodeOutputs((Value?)null)),
        new BadNode("bad.none", _ => NodeOutputs.None),
        new BadNode("bad.too-many", _ => new NodeOutputs(new TextValue("a"), new TextValue("b"))),
        new BadNode("bad.wrong-type", _ => new NodeOutputs(new IntegerValue(1))),
        new BadNode("bad.throws-at-once", _ => throw new InvalidOperationException("At once.")),
        new BadNode("bad.list", _ => new NodeOutputs(new ListValue(new TextValue("a"), new IntegerValue(1))), PortType.List(PortType.Text)),
        new BadNode("bad.list-with-null", _ => new NodeOutputs(new ListValue(new TextValue("a"), null!)), PortType.List(PortType.Text)),
        new BadNode("bad.no-mask", _ => new NodeOutputs(ImageValue.FromPixels(new Pixels(1, 1, 1, new byte[1]))), PortType.Mask),
        new BadNode("bad.unknown-input", run => new NodeOutputs(run.Input<TextValue>("nothing"))),
        new BadNode("bad.wrong-input", run => new NodeOutputs(run.Input<IntegerValue>("text"))),
    ];

    [Node("bad.throws")]
    public static string Throws(string text) => throw new InvalidOperationException($"It broke on '{text}'.");

    [Node("bad.throws-later")]
    public static async Task<string> ThrowsLater(string text)
    {
        await Task.Yield();
        throw new InvalidOperationException($"It broke on '{text}'.");
    }

    [Node("bad.explains")]
    public static string Explains(string text) => throw new NodeException("test-failed", $"It failed on '{text}'.", "Do not use it.");

    [Node("bad.gives-up")]
    public static Task<string> GivesUp(string text) => throw new TaskCanceledException(text);

    [Node("bad.null-text")]
    public static string? NullText(string text) => text.Length > 999 ? text : null;

    [Node("bad.null-task")]
    public static Task<string>? NullTask(string text) => text.Length > 999 ? Task.FromResult(text) : null;

    [Node("bad.null-item")]
    public static IReadOnlyList<string?> NullItem(string text) => [text, null];

    [Node("bad.nan")]
    public static double NaN(string text) => text.Length * double.NaN;

    [Node("bad.freed")]
    public static ImageValue Freed(string text) => text.Length > 999 ? null! : Kept;

    private sealed class BadNode(string type, Func<NodeRun, NodeOutputs> run, PortType? output = null) : INode
    {
        public NodeSpec Spec { get; } = new(type, [new Port("text", PortType.Text)], [new Port("out", output ?? PortType.Text)]);

        public ValueTask<NodeOutputs> RunAsync(NodeRun given, CancellationToken cancellation) => new(run(given));
    }
}

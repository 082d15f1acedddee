using FluentAssertions;
using NodeEngine.Catalog;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Tests.PluginSdk;

/// <summary>What the catalog refuses of what a plugin says of its nodes.</summary>
public sealed class SpecTests
{
    private static readonly Port Text = new("text", PortType.Text);

    public static TheoryData<string, NodeSpec> Refused => new()
    {
        { "a type is written area.verb, in lower case.", new("join", [], []) },
        { "a type is written area.verb, in lower case.", new("Text.Join", [], []) },
        { "a type is written area.verb, in lower case.", new("text..join", [], []) },
        { "a type is written area.verb, in lower case.", new("text.", [], []) },
        { "a type is written area.verb, in lower case.", new("1.text", [], []) },
        { "versions start at 1.", new("a.b", [], []) { Version = 0 } },
        { "a Sampled node has an integer input 'take'; add Port.Take.", new("a.b", [], []) { Purity = Purity.Sampled } },
        { "a Sampled node has an integer input 'take'; add Port.Take.", new("a.b", [new("take", PortType.Text)], []) { Purity = Purity.Sampled } },
        { "input 'image1' is not written in snake_case, or is numbered.", new("a.b", [new("image1", PortType.Image)], []) },
        { "input 'maxWidth' is not written in snake_case, or is numbered.", new("a.b", [new("maxWidth", PortType.Integer)], []) },
        { "output '' is not written in snake_case, or is numbered.", new("a.b", [], [new("", PortType.Text)]) },
        { "input 'text' is there twice.", new("a.b", [Text, Text], []) },
        { "output 'text' is there twice.", new("a.b", [], [Text, Text]) },
        { "input 'style' is a choice without choices.", new("a.b", [new("style", PortType.List(PortType.Choice))], []) },
        { "the default of input 'text' does not fit: 1 is not a text.", new("a.b", [new("text", PortType.Text) { Default = new IntegerValue(1) }], []) },
        { "the default of input 'n' does not fit: 0 is out of range: it takes a number at least 1.", new("a.b", [new("n", PortType.Integer) { Default = new IntegerValue(0), Min = 1 }], []) },
        { "the smallest number of input 'n' is above its largest.", new("a.b", [new("n", PortType.Integer) { Min = 2, Max = 1 }], []) },
        { "output 'item' is any U, and no input says what U is.", new("a.b", [new("value", PortType.Any())], [new("item", PortType.Any("U"))]) },
        { "output 'items' is any T[], and no input says what T is.", new("a.b", [], [new("items", PortType.List(PortType.Any()))]) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_spec_that_is_wrong_is_refused_with_the_reason(string reason, NodeSpec spec)
    {
        using var catalog = new NodeCatalog(new Given(spec));

        catalog.Find(spec.Type).Should().BeNull();
        var problem = catalog.Problems.Should().ContainSingle().Subject;
        (problem.Code, problem.Message).Should().Be(("node-invalid", $"Node type '{spec.Type}' of 'Given' is refused: {reason}"));
    }

    [Fact]
    public void A_spec_that_is_right_is_not()
    {
        Port[] inputs = [Port.Take, new("h264_level", PortType.Integer) { Min = 1, Max = 1 }, new("value", PortType.List(PortType.Any()))];
        Port[] outputs = [new("take", PortType.Integer), new("item", PortType.Any())];
        using var catalog = new NodeCatalog(new Given(new NodeSpec("area.verb-2_more.x", inputs, outputs) { Purity = Purity.Sampled }));

        catalog.Problems.Should().BeEmpty();
    }

    private sealed class Given(NodeSpec spec) : NodeLibrary
    {
        public override IEnumerable<INode> Nodes => [new GivenNode(spec)];
    }

    private sealed class GivenNode(NodeSpec spec) : INode
    {
        public NodeSpec Spec => spec;

        public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation) => new(NodeOutputs.None);
    }
}

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FluentAssertions;
using NodeEngine.Catalog;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.PluginSdk;

/// <summary>Writing a node is writing a method: its ports come from the signature.</summary>
public sealed class SignatureTests
{
    private static readonly NodeLibrary Library = new SignatureNodes();

    [Theory]
    [InlineData("sig.simple", "text text!, integer integer!, small integer! -2147483648..2147483647, number number!, flag boolean!, style choice! [plain very_fancy] -> text text")]
    [InlineData("sig.pictures", "image image!, mask mask!, file file!, value any T! -> item any T")]
    [InlineData("sig.lists", "texts text[]!, numbers number[]!, images image[]!, rows text[][]!, values any T[]!, styles choice[]! [plain very_fancy] -> items any T[]")]
    [InlineData("sig.defaults", "text text =x, count integer =3 1..5, part number =0.5, flag boolean =true, style choice =very_fancy [plain very_fancy], level choice =low [low high] -> ")]
    [InlineData("sig.optional", "text text ?, count integer ?, image image ?, items integer[] ? 0..9 max 3, set_anyway integer =7 -> boolean boolean")]
    [InlineData("sig.choices", "levels choice[]! [low high] -> number number")]
    [InlineData("sig.names", "max_width integer!, renamed text! -> greeting text")]
    [InlineData("sig.tuple", " -> image_size integer, mask mask, text text")]
    [InlineData("sig.unnamed-tuple", " -> integer integer, text text")]
    [InlineData("sig.record", " -> first_name text, ages integer[]")]
    [InlineData("sig.record-later", " -> first_name text, ages integer[]")]
    [InlineData("sig.services", "text text! -> items text[]")]
    [InlineData("sig.sampled", "prompt text!, take integer =1 1.. -> image image")]
    [InlineData("sig.own-take", "take integer!, prompt text! -> image image")]
    [InlineData("sig.enum", " -> choice choice")]
    [InlineData("sig.array", "items text[]! -> items text[]")]
    public void Ports_follow_from_the_signature(string type, string ports) => Describe(Spec(type)).Should().Be(ports);

    [Theory]
    [InlineData("sig.simple", Work.Processor)]
    [InlineData("sig.nothing-later", Work.Waiting)]
    [InlineData("sig.nothing-later-too", Work.Waiting)]
    [InlineData("sig.record-later", Work.Waiting)]
    [InlineData("sig.services", Work.Waiting)]
    public void A_method_that_returns_a_task_waits_and_any_other_works(string type, Work work) => Spec(type).Work.Should().Be(work);

    [Fact]
    public void Version_and_purity_are_what_the_attribute_says()
    {
        (Spec("sig.sampled").Version, Spec("sig.sampled").Purity).Should().Be((3, Purity.Sampled));
        (Spec("sig.simple").Version, Spec("sig.simple").Purity).Should().Be((1, Purity.Pure));
    }

    [Fact]
    public void Every_spec_passes_the_catalog()
    {
        using var catalog = new NodeCatalog(Library);

        catalog.Problems.Should().BeEmpty();
        catalog.Nodes.Should().HaveCount(Library.Nodes.Count());
    }

    [Theory]
    [InlineData("sig.simple", """ "text": "a", "integer": 9223372036854775807, "small": -5, "number": 1.5, "flag": true, "style": "very_fancy" """, "text", "a 9223372036854775807 -5 1.5 True VeryFancy")]
    [InlineData("sig.optional", "", "boolean", "true")]
    [InlineData("sig.optional", """ "items": [1] """, "boolean", "false")]
    [InlineData("sig.optional", """ "count": 0 """, "boolean", "false")]
    [InlineData("sig.lists", """ "texts": ["a", "b"], "numbers": [1, 2], "images": [], "rows": [["a"], []], "values": [7, 8], "styles": ["plain"] """, "items", "[7, 8]")]
    [InlineData("sig.names", """ "max_width": 3, "renamed": "x" """, "greeting", "x3")]
    [InlineData("sig.tuple", "", "text", "words")]
    [InlineData("sig.unnamed-tuple", "", "integer", "4")]
    [InlineData("sig.record", "", "ages", "[1, 2]")]
    [InlineData("sig.record-later", "", "first_name", "Ada")]
    [InlineData("sig.services", """ "text": "x" """, "items", "[x, 1, True]")]
    [InlineData("sig.enum", "", "choice", "very_fancy")]
    [InlineData("sig.array", """ "items": ["a", "b"] """, "items", "[b, a]")]
    [InlineData("sig.value-task", "", "text", "later")]
    [InlineData("sig.instance", "", "text", "of the library")]
    public async Task The_method_gets_its_arguments_and_its_result_becomes_the_outputs(string type, string inputs, string output, string value)
    {
        using var bench = new Bench(Library);
        using var report = await bench.RunAsync(Bench.Json($$""" "a": { "type": "{{type}}", "inputs": { {{inputs}} } } """, $$""" "out": { "link": "a.{{output}}" } """));

        report.Nodes[0].Error.Should().BeNull();
        report.Outputs["out"].ToString().Should().Be(value);
    }

    [Fact]
    public void Help_comes_from_the_documentation()
    {
        var spec = Spec("sig.documented");

        spec.Help.Should().Be("Writes a text often, as max_width and TextValue say; never null.");
        spec.Inputs.Select(port => port.Help).Should().Equal("What is written. Not empty.", "How often: from 1.");
        spec.Outputs[0].Help.Should().Be("All of it.");
        Spec("sig.record").Outputs.Select(port => port.Help).Should().Equal("What somebody is called.", "In years.");
        Spec("sig.names").Help.Should().BeEmpty();
    }

    [Fact]
    public void An_overload_has_documentation_of_its_own() => Spec("sig.overloaded").Help.Should().Be("The one that is a node.");

    [Theory]
    [InlineData(typeof(WrongParameter), "WrongParameter.Bad cannot be a node: parameter 'when' has type DateTime, which cannot flow through a port.")]
    [InlineData(typeof(WrongFloat), "WrongFloat.Bad cannot be a node: parameter 'number' has type Single, which cannot flow through a port.")]
    [InlineData(typeof(WrongReturn), "WrongReturn.Bad cannot be a node: it returns Uri, which cannot flow through a port.")]
    [InlineData(typeof(WrongMember), "WrongMember.Bad cannot be a node: it returns Guid, which cannot flow through a port.")]
    [InlineData(typeof(WrongGeneric), "WrongGeneric.Bad cannot be a node: it is generic. Take Value for a port of any type.")]
    [InlineData(typeof(WrongChoices), "WrongChoices.Bad cannot be a node: [AllowedValues] of parameter 'number' takes texts for a text.")]
    [InlineData(typeof(WrongRef), "WrongRef.Bad cannot be a node: parameter 'text' has type String&, which cannot flow through a port.")]
    public void A_method_that_cannot_be_a_node_says_why(Type library, string message) =>
        FluentActions.Invoking(() => ((NodeLibrary)Activator.CreateInstance(library)!).Nodes.ToList()).Should().Throw<NodeException>().WithMessage(message).Which.Code.Should().Be("node-signature");

    private static NodeSpec Spec(string type) => Library.Nodes.Single(node => node.Spec.Type == type).Spec;

    private static string Describe(NodeSpec spec) => $"{string.Join(", ", spec.Inputs.Select(Describe))} -> {string.Join(", ", spec.Outputs.Select(port => $"{port.Key} {port.Type}"))}";

    private static string Describe(Port port)
    {
        var given = port.IsRequired ? "!" : port.IsOptional ? " ?" : $" ={port.Default}";
        var range = port.Min is null && port.Max is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {port.Min}..{port.Max}");
        return $"{port.Key} {port.Type}{given}{range}{(port.MaxItems is { } most ? $" max {most}" : "")}{(port.Choices.Count > 0 ? $" [{string.Join(' ', port.Choices)}]" : "")}";
    }

    public sealed class WrongParameter : NodeLibrary
    {
        [Node("wrong.bad")]
        public static string Bad(DateTime when) => $"{when}";
    }

    public sealed class WrongFloat : NodeLibrary
    {
        [Node("wrong.bad")]
        public static string Bad(float number) => $"{number}";
    }

    public sealed class WrongReturn : NodeLibrary
    {
        [Node("wrong.bad")]
        public static Uri Bad() => new("a:b");
    }

    public sealed class WrongMember : NodeLibrary
    {
        [Node("wrong.bad")]
        public static (string Name, Guid Id) Bad() => ("", default);
    }

    public sealed class WrongGeneric : NodeLibrary
    {
        [Node("wrong.bad")]
        public static string Bad<T>(T value) => $"{value}";
    }

    public sealed class WrongChoices : NodeLibrary
    {
        [Node("wrong.bad")]
        public static long Bad([AllowedValues(1L, 2L)] long number) => number;
    }

    public sealed class WrongRef : NodeLibrary
    {
        [Node("wrong.bad")]
        public static string Bad(ref string text) => text;
    }
}

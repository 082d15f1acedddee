using FluentAssertions;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Tests.PluginSdk;

public sealed class PortTypeTests
{
    private static readonly string[] Simple = ["text", "integer", "number", "boolean", "choice", "image", "mask", "file"];

    private static readonly string[] Fitting = ["integer -> number", "choice -> text", "text -> choice", "mask -> image"];

    public static TheoryData<string> Written => [.. Simple, "any T", "any Item", .. Simple.Select(type => type + "[]"), "image[][]", "any T[]"];

    [Theory]
    [MemberData(nameof(Written))]
    public void A_type_is_read_as_it_is_written(string text)
    {
        PortType.TryParse(text, out var type).Should().BeTrue();
        type.ToString().Should().Be(text);
        PortType.TryParse(text, out var again).Should().BeTrue();
        type.Should().Be(again);
        (type == again, type.GetHashCode() == again.GetHashCode()).Should().Be((true, true));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("string")]
    [InlineData("Text")]
    [InlineData("text ")]
    [InlineData("any")]
    [InlineData("any ")]
    [InlineData("text[")]
    [InlineData("text[]]")]
    public void What_is_no_type_is_not_read(string? text) => PortType.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void A_type_accepts_itself_and_what_needs_no_converting()
    {
        foreach (var from in Simple)
        {
            foreach (var to in Simple)
            {
                var fits = from == to || Fitting.Contains($"{from} -> {to}");
                Of(to).Accepts(Of(from)).Should().Be(fits, $"{from} -> {to}");
                Of(to + "[]").Accepts(Of(from + "[]")).Should().Be(fits, $"{from}[] -> {to}[]");
                Of(to + "[][]").Accepts(Of(from + "[][]")).Should().Be(fits, $"{from}[][] -> {to}[][]");
                Of(to).Accepts(Of(from + "[]")).Should().BeFalse();
                Of(to + "[]").Accepts(Of(from)).Should().BeFalse("a single value into a list is the reader's business");
            }
        }
    }

    [Fact]
    public void Any_accepts_nothing_before_it_is_bound()
    {
        Of("any T").Accepts(Of("text")).Should().BeFalse();
        Of("text").Accepts(Of("any T")).Should().BeFalse();
        Of("any T").Accepts(Of("any U")).Should().BeFalse();
    }

    [Fact]
    public void Binding_any_replaces_it_inside_its_lists()
    {
        Of("any T").Bind(Of("image")).Should().Be(Of("image"));
        Of("any T[][]").Bind(Of("text")).Should().Be(Of("text[][]"));
        Of("any T[]").Bind(Of("text[]")).Should().Be(Of("text[][]"));
        Of("integer[]").Bind(Of("text")).Should().Be(Of("integer[]"));
        (Of("any T[]").Variable, Of("any T[][]").Innermost, Of("text[]").Variable).Should().Be(("T", Of("any T"), null));
    }

    private static PortType Of(string text) => PortType.TryParse(text, out var type) ? type : throw new ArgumentException(text, nameof(text));
}

using FluentAssertions;
using NodeEngine.Plans;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Plans;

/// <summary>Nodes whose ports follow from literals.</summary>
public sealed class SpecialNodeTests : IDisposable
{
    private const string Inputs = """ "names": { "type": "text[]", "default": ["one", "two"] }, "wrong": { "type": "integer", "default": 1 }, "unset": { "type": "text[]" } """;

    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("""["one", "two"]""")]
    [InlineData("""{ "value": ["one", "two"] }""")]
    [InlineData("""{ "input": "names" }""")]
    public async Task Ports_follow_from_what_is_written_or_set(string blanks)
    {
        using var report = await _bench.RunAsync(
            Bench.Json($$""" "a": { "type": "test.blanks", "inputs": { "blanks": {{blanks}}, "one": "1", "two": "2" } } """, """ "a": { "link": "a.text" } """, Inputs),
            new PlanInputs { ["unset"] = "x" });

        report.Text("a").Should().Be("1-2");
    }

    [Fact]
    public void Ports_that_do_not_follow_are_unknown_and_those_that_do_are_needed() =>
        Lines("""["one"]""", """, "two": "2" """).Should().Equal("input-missing a.one", "port-unknown a.two");

    [Theory]
    [InlineData("""{ "link": "b.items" }""", "literal-needed a.blanks")]
    [InlineData("""[ "one", { "link": "c.text" } ]""", "literal-needed a.blanks")]
    [InlineData("5", "value-wrong a.blanks")]
    [InlineData("""[ "one", 5 ]""", "value-wrong a.blanks")]
    [InlineData("null", "value-wrong a.blanks")]
    [InlineData("""{ "input": "nams" }""", "input-unknown a.blanks")]
    [InlineData("""{ "input": "wrong" }""", "type-mismatch a.blanks")]
    [InlineData("""{ "input": "unset" }""", "input-unset unset")]
    [InlineData("""{ "vaule": [] }""", "member-unknown a.blanks.vaule")]
    [InlineData("""["none"]""", "blanks-wrong a.blanks")]
    [InlineData("""["boom"]""", "node-threw a")]
    [InlineData("""["Not a key"]""", "node-invalid a")]
    [InlineData("""["twice", "twice"]""", "node-invalid a")]
    [InlineData("""["one"], "mark": "dsah" """, "choice-unknown a.mark")]
    public void A_literal_from_which_no_ports_can_follow_is_a_problem(string blanks, string line) => Lines(blanks, "").Should().Equal(line);

    [Fact]
    public void A_missing_literal_is_a_problem() =>
        _bench.Problems(Bench.Json(""" "a": { "type": "test.blanks", "inputs": { "one": "1" } } """, """ "a": { "link": "a.text" } """))
            .Select(problem => $"{problem.Code} {problem.Where}").Should().Equal("input-missing a.blanks");

    private IEnumerable<string> Lines(string blanks, string more)
    {
        // Each has its place in the file.
        var inputs = blanks.Contains("unset", StringComparison.Ordinal) ? Inputs : Inputs[..Inputs.IndexOf(", \"unset\"", StringComparison.Ordinal)];
        var problems = _bench.Problems(Bench.Json(
            $$"""
            "a": { "type": "test.blanks", "inputs": { "blanks": {{blanks}}{{more}} } },
            "b": { "type": "test.split", "inputs": { "text": "x" } }, "c": { "type": "test.upper", "inputs": { "text": "x" } }
            """,
            """ "a": { "link": "a.text" }, "b": { "link": "b.items" }, "c": { "link": "c.text" } """,
            inputs));
        problems.Should().OnlyContain(problem => problem.Line > 0 && problem.Column > 0);
        return problems.Select(problem => $"{problem.Code} {problem.Where}");
    }
}

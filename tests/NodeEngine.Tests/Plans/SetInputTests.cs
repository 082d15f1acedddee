using FluentAssertions;
using NodeEngine.Plans;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Plans;

public sealed class SetInputTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("text", "", "")]
    [InlineData("text", "[not a list", "[not a list")]
    [InlineData("text", "5", "5")]
    [InlineData("integer", "-7", "-7")]
    [InlineData("integer", "9223372036854775807", "9223372036854775807")]
    [InlineData("number", "1e3", "1000")]
    [InlineData("number", "-0", "0")]
    [InlineData("boolean", "true", "true")]
    [InlineData("choice", "anything", "anything")]
    [InlineData("text[]", "one", "[one]")]
    [InlineData("text[]", "[\"one\", \"two\"]", "[one, two]")]
    [InlineData("text[]", "[]", "[]")]
    [InlineData("integer[]", "[1, 2]", "[1, 2]")]
    [InlineData("integer[]", "3", "[3]")]
    [InlineData("number[]", "[1, 2.5]", "[1, 2.5]")]
    public async Task A_text_is_read_as_the_type_that_the_graph_declares(string type, string text, string value)
    {
        using var report = await _bench.RunAsync(Passing(type), new PlanInputs { ["in"] = text });

        report.Outputs["out"].ToString().Should().Be(value);
    }

    [Theory]
    [InlineData("integer", "5.0", "'5.0' is not an integer.")]
    [InlineData("integer", "1,000", "'1,000' is not an integer.")]
    [InlineData("integer", " 5", "' 5' is not an integer.")]
    [InlineData("integer", "9223372036854775808", "'9223372036854775808' is not an integer.")]
    [InlineData("number", "NaN", "'NaN' is not a number.")]
    [InlineData("number", "Infinity", "'Infinity' is not a number.")]
    [InlineData("number", "1e999", "'1e999' is not a number.")]
    [InlineData("boolean", "True", "'True' is not a boolean.")]
    [InlineData("boolean", "1", "'1' is not a boolean.")]
    [InlineData("text[]", "[one]", "'[one]' is not a JSON array. Write [\"one\", \"two\"], or a single item without brackets.")]
    [InlineData("text[]", "[\"a\"]}, \"b\": { \"default\": [1]", "'[\"a\"]}, \"b\": { \"default\": [1]' is not a JSON array. Write [\"one\", \"two\"], or a single item without brackets.")]
    [InlineData("text[]", "[1]", "It takes a text, not 1. Write it in double quotes.")]
    [InlineData("integer[]", "x", "'x' is not an integer.")]
    [InlineData("text", "a\0b", "A text cannot hold the character NUL.")]
    public void A_text_that_is_not_of_that_type_is_a_problem(string type, string text, string sentence) =>
        _bench.Problems(Passing(type), new PlanInputs { ["in"] = text }).Sentences().Should().Equal(sentence);

    [Fact]
    public async Task A_value_may_be_set_as_it_is()
    {
        var inputs = new PlanInputs();
        inputs.Set("in", new IntegerValue(3));
        using var report = await _bench.RunAsync(Passing("number"), inputs);

        report.Outputs["out"].Should().BeOfType<NumberValue>().Which.Number.Should().Be(3);
        _bench.Problems(Passing("text"), inputs).Sentences().Should().Equal("It takes a text, not 3.");
    }

    [Fact]
    public void A_name_that_the_graph_does_not_have_is_a_problem()
    {
        var inputs = new PlanInputs { ["in"] = "x", ["inn"] = "x" };
        inputs.Set("zzz", new TextValue("x"));

        _bench.Problems(Passing("text"), inputs).Sentences().Should().BeEquivalentTo(
            "The graph has no input 'inn'. Did you mean 'in'?", "The graph has no input 'zzz'. It has in.");
    }

    [Fact]
    public void An_input_that_is_neither_set_nor_has_a_default_is_a_problem()
    {
        var json = Bench.Json(""" "a": { "type": "test.upper", "inputs": { "text": { "input": "in" } } } """, """ "out": { "link": "a.text" } """, """ "in": { "type": "text" } """);

        _bench.Problems(json).Sentences().Should().Equal("Input 'in' has no default and is not set. Set it with --set in=…");
        _bench.Problems(json, new PlanInputs { ["in"] = "x" }).Should().BeEmpty();
    }

    [Fact]
    public void A_set_value_is_checked_against_the_ports_that_take_it()
    {
        var json = Bench.Json(
            """ "a": { "type": "test.kinds", "inputs": { "small": { "input": "in" } } }, "b": { "type": "test.kinds", "inputs": { "digits": [ { "input": "in" } ] } } """,
            """ "a": { "link": "a.text" }, "b": { "link": "b.text" } """,
            """ "in": { "type": "integer", "default": 5 } """);

        _bench.Problems(json).Should().BeEmpty();
        _bench.Problems(json, new PlanInputs { ["in"] = "11" }).Select(problem => $"{problem.Code} {problem.Where}").Should().Equal("out-of-range a.small", "out-of-range b.digits");
    }

    [Fact]
    public async Task Pixels_that_were_set_serve_any_number_of_runs()
    {
        var inputs = new PlanInputs();
        inputs.Set("photo", ImageValue.FromPixels(new Pixels(3, 2, 1, new byte[6])));
        var plan = _bench.PlanOf(
            Bench.Json(""" "a": { "type": "test.same-image", "inputs": { "image": { "input": "photo" } } } """, """ "out": { "link": "a.image" } """, """ "photo": { "type": "image" } """), inputs);
        for (var i = 0; i < 2; i++)
        {
            using var store = new NodeEngine.Results.ResultStore();
            using var report = await new NodeEngine.Runs.GraphRunner(store).RunAsync(plan);
            report.Image("out").GetPixels().Width.Should().Be(3);
        }
    }

    private static string Passing(string type) => Bench.Json(
        """ "a": { "type": "test.pass", "inputs": { "value": { "input": "in" } } } """, """ "out": { "link": "a.item" } """, $$""" "in": { "type": "{{type}}" } """);
}

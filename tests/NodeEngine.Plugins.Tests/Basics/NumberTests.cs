using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Basics;

public sealed class NumberTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("""{ "seed": 1 }""", 0.5787337403387736, 0)]
    [InlineData("""{ "seed": -7 }""", 0.5061429520898775, 1)]
    [InlineData("""{ "seed": 1, "min": 10, "max": 20 }""", 15.787337403387735, 20)]
    [InlineData("""{ "seed": 2, "min": 10, "max": 20 }""", 12.294493439938933, 13)]
    [InlineData("""{ "seed": 5, "min": 7, "max": 7 }""", 7, 7)]
    [InlineData("""{ "seed": 1, "min": 2.1, "max": 2.9 }""", 2.5629869922710187, 3)]
    public async Task A_seed_gives_the_same_number_for_good(string inputs, double number, long integer)
    {
        // Worked out by another implementation of xoshiro256** and SHA-256: these must never change.
        var report = await _workspace.DoneAsync(Workspace.One("number.random", inputs, "number", "integer"));
        ((NumberValue)report.Outputs["number"]).Number.Should().Be(number);
        ((IntegerValue)report.Outputs["integer"]).Number.Should().Be(integer);
    }

    [Fact]
    public async Task Bounds_that_are_the_wrong_way_round_fail()
    {
        var error = await _workspace.ErrorAsync(Workspace.One("number.random", """{ "min": 3, "max": 2.5 }""", "number"));
        (error.Code, error.Message, error.Advice).Should().Be(("range-wrong", "No number is from 3 to 2.5.", "Swap min and max."));
    }

    [Theory]
    [InlineData("""{ "number": 1536 }""", "1536")]
    [InlineData("""{ "number": 0.1 }""", "0.1")]
    [InlineData("""{ "number": -2.345, "decimals": 1 }""", "-2.3")]
    [InlineData("""{ "number": 12.5, "decimals": 0 }""", "13")]
    [InlineData("""{ "number": 3, "decimals": 2 }""", "3.00")]
    public async Task Numbers_are_written_as_text(string inputs, string expected) =>
        (await _workspace.ValueAsync("number.format", inputs, "text")).ToString().Should().Be(expected);

    [Theory]
    [InlineData("2 + 3 * 4", 14, 14)]
    [InlineData("1 / 2", 0.5, 1)]
    [InlineData("-5 / 2", -2.5, -3)]
    [InlineData("-2 ** 2 + 7 % 4", -1, -1)]
    [InlineData("2147483647 + 1", 2147483648, 2147483648)]
    [InlineData("round(sqrt(2) * 100) / 100", 1.41, 1)]
    [InlineData("max(1, 5, 3) - min(4, 2) + clamp(9, 0, 1)", 4, 4)]
    [InlineData("if(3 > 2 and not (1 == 2), 10, 1 / 0)", 10, 10)]
    [InlineData("1 >= 2 || 3 != 3 ? 1 : 2", 2, 2)]
    [InlineData("floor(2.7) + ceiling(2.1) + truncate(-2.7) + abs(-1) + sign(-9)", 3, 3)]
    [InlineData("cos(pi)", -1, -1)]
    public async Task Expressions_are_worked_out(string expression, double number, long integer)
    {
        var report = await _workspace.DoneAsync(Workspace.One("number.calculate", $$"""{ "expression": "{{expression}}" }""", "number", "integer"));
        ((NumberValue)report.Outputs["number"]).Number.Should().Be(number);
        ((IntegerValue)report.Outputs["integer"]).Number.Should().Be(integer);
    }

    [Fact]
    public async Task Names_in_an_expression_become_inputs()
    {
        var json = """
            { "format": 1,
              "inputs": { "width": { "type": "integer", "default": 1536 } },
              "nodes": { "height": { "type": "number.calculate", "inputs": { "expression": "width * high / wide + width * 0", "width": { "input": "width" }, "wide": 3, "high": 2 } } },
              "outputs": { "height": { "link": "height.integer" } } }
            """;
        (await _workspace.DoneAsync(json)).Outputs["height"].ToString().Should().Be("1024");
        (await _workspace.DoneAsync(json, ("width", "300"))).Outputs["height"].ToString().Should().Be("200");
        _workspace.Check(json.Replace("\"high\": 2", "\"hight\": 2", StringComparison.Ordinal)).Select(problem => $"{problem.Code} {problem.Where}")
            .Should().BeEquivalentTo("port-unknown height.hight", "input-missing height.high");
    }

    [Theory]
    [InlineData("1 +", "*cannot be read*")]
    [InlineData("", "*cannot be read*")]
    [InlineData("1 2", "*cannot be read from character 3 on*")]
    [InlineData("(1", "*has a ( that is not closed*")]
    [InlineData("1)", "*has a ) that closes nothing*")]
    [InlineData("a ^ 2", "*uses ^.*")]
    [InlineData("'x'", "*has 'x' in it, which is no number*")]
    [InlineData("Width * 2", "*has the name 'Width' in it*")]
    [InlineData("[a b] * 2", "*has the name 'a b' in it*")]
    [InlineData("expression * 2", "*has the name 'expression' in it*")]
    [InlineData("launch(1)", "*calls 'launch', which there is not*")]
    [InlineData("sqrt(1, 2)", "*gives sqrt 2 numbers*")]
    [InlineData("1 in (1, 2)", "*'1 in (1, 2)'*")]
    [InlineData("a << 2", "*operator that is not for numbers*")]
    [InlineData("5!", "*operator that is not for numbers*")]
    [InlineData("1e999", "*too large*")]
    [InlineData("a // b", "*cannot be read*")]
    public void What_is_no_expression_of_numbers_is_a_problem(string expression, string message)
    {
        var problem = _workspace.Check(Workspace.One("number.calculate", $$"""{ "expression": "{{expression}}" }""", "number")).Should().ContainSingle().Subject;
        (problem.Code, problem.Where).Should().Be(("expression-wrong", "node.expression"));
        problem.Message.Should().Match(message);
        problem.Suggestion.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void Expressions_that_would_take_for_ever_to_read_are_problems()
    {
        var hostile = new[]
        {
            string.Concat(Enumerable.Repeat("(", 60)) + string.Concat(Enumerable.Repeat(")", 60)),
            string.Concat(Enumerable.Repeat("(", 40)) + "1 1" + string.Concat(Enumerable.Repeat(")", 40)),
            string.Concat(Enumerable.Repeat("1 ? ", 100)),
            string.Concat(Enumerable.Repeat("-", 600)) + "1",
        };
        foreach (var expression in hostile)
        {
            _workspace.Check(Workspace.One("number.calculate", $$"""{ "expression": "{{expression}}" }""", "number")).Should().ContainSingle().Which.Code.Should().Be("expression-wrong");
        }
    }

    [Theory]
    [InlineData("a / b", "'a / b' is too large with a = 1, b = 0.")]
    [InlineData("sqrt(-a - b)", "'sqrt(-a - b)' is no number with a = 1, b = 0.")]
    [InlineData("a * 10 ** 16 + b", "'a * 10 ** 16 + b' is too large with a = 1, b = 0.")]
    public async Task A_result_that_is_no_number_names_what_came_in(string expression, string message)
    {
        var error = await _workspace.ErrorAsync(Workspace.One("number.calculate", $$"""{ "expression": "{{expression}}", "a": 1, "b": 0 }""", "number"));
        (error.Code, error.Message).Should().Be(("result-wrong", message));
    }
}

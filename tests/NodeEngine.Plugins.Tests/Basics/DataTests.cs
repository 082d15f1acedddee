using System.Runtime.Loader;
using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using Xunit;

namespace NodeEngine.Plugins.Tests.Basics;

public sealed class DataTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task The_columns_of_a_table_become_lists_of_their_types()
    {
        _workspace.Write("products.csv", "\uFEFFSKU, Prompt Text ,Width,sale\r\nk1,\"a \"\"red\"\" kettle, steaming\",800,true\r\n\r\nk2,\"two\nlines\", 1024 ,False\r\n");
        var report = await _workspace.DoneAsync(Workspace.One(
            "table.read", """{ "file": "products.csv", "columns": ["sku", "prompt text", "width: integer", "sale:boolean"] }""", "sku", "prompt_text", "width", "sale"));
        report.Outputs["sku"].ToString().Should().Be("[k1, k2]");
        report.Outputs["prompt_text"].ToString().Should().Be("[a \"red\" kettle, steaming, two\nlines]");
        report.Outputs["width"].ToString().Should().Be("[800, 1024]");
        report.Outputs["sale"].ToString().Should().Be("[true, false]");
    }

    [Fact]
    public async Task Without_columns_all_are_given_as_texts()
    {
        _workspace.Write("table.csv", "name;weight\na;1,5\n");
        var report = await _workspace.DoneAsync(Workspace.One("table.read", """{ "file": "table.csv", "separator": "semicolon" }""", "name", "weight"));
        report.Outputs["weight"].ToString().Should().Be("[1,5]");
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "table-ragged", "'table.csv' has 1 cell in row 3, and 2 columns.")]
    [InlineData("a,b\n\"1\n2\",2\n3,4,5\n", "table-ragged", "'table.csv' has 3 cells in row 3 (up to line 4), and 2 columns.")]
    [InlineData("a,b\n1,\"2\n", "table-quotes", "'table.csv' has double quotes in the wrong place in row 2.")]
    [InlineData("a,b\n\n1\n", "table-ragged", "'table.csv' has 1 cell in row 3, and 2 columns.")]
    [InlineData("a,b\n1,5\"\n", "table-quotes", "'table.csv' has double quotes in the wrong place in row 2.")]
    public async Task A_table_that_is_not_even_fails_and_names_the_row(string content, string code, string message)
    {
        _workspace.Write("table.csv", content);
        var error = await _workspace.ErrorAsync(Workspace.One("table.read", """{ "file": "table.csv" }""", "a"));
        (error.Code, error.Message).Should().Be((code, message));
        error.Advice.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_cell_of_another_type_fails_and_names_the_row()
    {
        _workspace.Write("table.csv", "a\n1\n1,5\n".Replace("1,5", "\"1,5\"", StringComparison.Ordinal));
        var error = await _workspace.ErrorAsync(Workspace.One("table.read", """{ "file": "table.csv", "columns": "a: number" }""", "a"));
        (error.Code, error.Message).Should().Be(("cell-wrong", "Column 'a' has '1,5' in row 3, which is no number."));
    }

    [Theory]
    [InlineData("a,b\n", """{ "file": "table.csv", "columns": ["a", "c"] }""", "column-missing", "'table.csv' has no column 'c'.", "It has 'a', 'b'. *")]
    [InlineData("a,b\n", """{ "file": "table.csv", "columns": ["a", "A"] }""", "column-twice", "There are 2 columns 'a'.", "*")]
    [InlineData("a,b\n", """{ "file": "table.csv", "separator": "dot" }""", "choice-unknown", "\"dot\" is not one of comma, semicolon, tab.", "*")]
    [InlineData("a,b\n", """{ "file": "table.csv", "columns": [1] }""", "value-wrong", "It takes a text, not 1.", "Write it in double quotes.")]
    [InlineData("a,b\n", """{ "file": "table.csv", "columns": [] }""", "list-empty", "No column is asked for.", "*")]
    [InlineData("a;b\n", """{ "file": "table.csv" }""", "table-separator", "'table.csv' has a single column 'a;b' when cells are separated by a comma.", "Set 'separator' to semicolon.")]
    [InlineData("", """{ "file": "table.csv" }""", "table-empty", "'table.csv' has no header.", "*")]
    [InlineData("a,2\n", """{ "file": "table.csv" }""", "column-name", "The column '2' cannot be an output.", "*")]
    public void A_wrong_header_or_column_is_a_problem(string content, string inputs, string code, string message, string suggestion)
    {
        _workspace.Write("table.csv", content);
        var problem = _workspace.Check(Workspace.One("table.read", inputs, "a")).Should().ContainSingle().Subject;
        (problem.Code, problem.Message).Should().Be((code, message));
        (problem.Suggestion ?? "").Should().Match(suggestion);
    }

    [Fact]
    public void A_table_that_is_not_there_is_a_problem()
    {
        var problem = _workspace.Check(Workspace.One("table.read", """{ "file": "missing.csv" }""", "a")).Should().ContainSingle().Subject;
        (problem.Code, problem.Where).Should().Be(("file-missing", "node.file"));
    }

    [Theory]
    [InlineData("$.title", "text", "Kettle")]
    [InlineData("items[1].price", "number", "2.5")]
    [InlineData("items[0].price", "integer", "3")]
    [InlineData("items[0].price", "number", "3")]
    [InlineData("items[0].new", "boolean", "true")]
    [InlineData("$.items[*].name", "text[]", "[a, b]")]
    [InlineData("$..price", "number[]", "[3, 2.5]")]
    [InlineData("$.tags", "text[]", "[x, y]")]
    [InlineData("$.items[1]", "text", "{\"name\":\"b\",\"price\":2.5}")]
    [InlineData("$.when", "text", "2026-11-25T10:00:00Z")]
    [InlineData("$.items[?(@.name =~ /^b$/)].price", "number", "2.5")]
    public async Task Values_are_taken_out_of_json(string path, string type, string expected)
    {
        _workspace.Write("answer.json", """
            { "title": "Kettle", "when": "2026-11-25T10:00:00Z", "nothing": null, "tags": ["x", "y"],
              "items": [ { "name": "a", "price": 3, "new": true }, { "name": "b", "price": 2.5 } ] }
            """);
        (await _workspace.DoneAsync(FromFile(path, type))).Outputs["value"].ToString().Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"a":1}""", "$.b", "text", "json-nothing-there", "The JSON has nothing at '$.b'.")]
    [InlineData("""{"a":"x"}""", "$.a", "number", "json-kind", "At 'a' the JSON has \"x\", which is no number.")]
    [InlineData("""{"a":null}""", "$.a", "text", "json-kind", "At 'a' the JSON has null, which is no text.")]
    [InlineData("""{"a":1.5}""", "$.a", "integer", "json-kind", "At 'a' the JSON has 1.5, which is no integer.")]
    [InlineData("""{"a":[1,2]}""", "$.a[*]", "integer", "json-many", "The JSON has 2 values at '$.a[*]'.")]
    [InlineData("""{"a":""", "$.a", "text", "json-wrong", "\"{\"a\":\" is not JSON: *")]
    [InlineData("", "$.a", "text", "json-wrong", "\"\" is not JSON: *")]
    [InlineData("{} x", "$", "text", "json-wrong", "\"{} x\" is not JSON: *")]
    [InlineData("""[{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"}]""", "$[?(@.a =~ /^(a+)+$/)]", "text", "regex-too-slow", "A regular expression in *")]
    public async Task What_is_not_in_the_json_fails_and_says_what_is(string json, string path, string type, string code, string message)
    {
        _workspace.Write("answer.json", json);
        var error = await _workspace.ErrorAsync(FromFile(path, type));
        error.Code.Should().Be(code);
        error.Message.Should().Match(message);
        error.Advice.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void A_wrong_path_is_a_problem()
    {
        var problem = _workspace.Check(Workspace.One("json.value", """{ "json": "{}", "path": "$.[" }""", "value")).Should().ContainSingle().Subject;
        (problem.Code, problem.Where).Should().Be(("json-path-wrong", "node.path"));
    }

    [Theory]
    [InlineData("1", "1.0", "equal", "", "true")]
    [InlineData("1", "1.05", "equal", ", \"tolerance\": 0.1", "true")]
    [InlineData("1.5", "1", "equal", ", \"tolerance\": 0.5", "true")]
    [InlineData("1", "1.05", "less", ", \"tolerance\": 0.1", "false")]
    [InlineData("1", "1.05", "less_or_equal", "", "true")]
    [InlineData("9223372036854775807", "9223372036854775806", "equal", "", "false")]
    [InlineData("9223372036854775807", "9223372036854775806", "greater", "", "true")]
    [InlineData("9223372036854775807", "9223372036854775806", "equal", ", \"tolerance\": 1", "true")]
    [InlineData("3", "3", "greater_or_equal", "", "true")]
    [InlineData("\"a\"", "\"B\"", "less", "", "false")]
    [InlineData("\"a\"", "\"B\"", "less", ", \"ignore_case\": true", "true")]
    [InlineData("\"a red kettle\"", "\"Red\"", "contains", ", \"ignore_case\": true", "true")]
    [InlineData("\"a red kettle\"", "\"Red\"", "contains", "", "false")]
    [InlineData("true", "false", "not_equal", "", "true")]
    public async Task Values_of_one_kind_are_compared(string a, string b, string comparison, string more, string expected) =>
        (await _workspace.ValueAsync("logic.compare", $$"""{ "a": {{a}}, "b": {{b}}, "comparison": "{{comparison}}"{{more}} }""", "result")).ToString().Should().Be(expected);

    [Theory]
    [InlineData("true", "false", "less", "true and false cannot be compared with 'less'.")]
    [InlineData("1", "2", "contains", "1 and 2 cannot be compared with 'contains'.")]
    public async Task Values_without_an_order_are_not_compared(string a, string b, string comparison, string message)
    {
        var error = await _workspace.ErrorAsync(Workspace.One("logic.compare", $$"""{ "a": {{a}}, "b": {{b}}, "comparison": "{{comparison}}" }""", "result"));
        (error.Code, error.Message).Should().Be(("compare-kinds", message));
    }

    [Fact]
    public void A_text_and_a_number_are_not_compared() =>
        _workspace.Check(Workspace.One("logic.compare", """{ "a": "1", "b": 1 }""", "result")).Should().ContainSingle().Which.Code.Should().Be("value-wrong");

    [Fact]
    public async Task The_plugin_uses_its_own_copies_of_its_libraries()
    {
        await _workspace.ValueAsync("json.value", """{ "json": "[1]", "path": "$[0]" }""", "value");
        await _workspace.ValueAsync("number.calculate", """{ "expression": "1" }""", "number");
        _workspace.Write("table.csv", "a\n1\n");
        await _workspace.ValueAsync("table.read", """{ "file": "table.csv" }""", "a");

        var context = AssemblyLoadContext.GetLoadContext(Workspace.Catalog.Find("json.value")!.GetType().Assembly)!;
        context.Should().NotBe(AssemblyLoadContext.Default);
        foreach (var library in new[] { "Newtonsoft.Json", "NCalc.Parser", "CsvHelper" })
        {
            context.Assemblies.Should().ContainSingle(assembly => assembly.GetName().Name == library)
                .Which.Location.Should().StartWith(Path.Combine(Workspace.Repository, "plugins", "bin", "NodeEngine.Plugins.Basics"));
        }

        context.Assemblies.Should().NotContain(assembly => assembly.GetName().Name == "NodeEngine.Sdk");
    }

    private static string FromFile(string path, string type) => $$"""
        { "format": 1,
          "nodes": { "read": { "type": "text.file", "inputs": { "file": "answer.json" } },
                     "node": { "type": "json.value", "inputs": { "json": { "link": "read.text" }, "path": "{{path}}", "type": "{{type}}" } } },
          "outputs": { "value": { "link": "node.value" } } }
        """;
}

using System.Text;
using System.Text.Json;
using FluentAssertions;
using NodeEngine.App.Tests.Support;
using Xunit;

namespace NodeEngine.App.Tests;

public sealed class CheckTests(TestWorkspace workspace) : IClassFixture<TestWorkspace>
{
    private const string TwoMistakes = """
        {
          "format": 1,
          "nodes": {
            "greet": { "type": "text.templat", "inputs": { "template": "Hello" } },
            "join": { "type": "text.join", "inputs": { "items": [], "separatr": ", " } }
          },
          "outputs": { "all": { "link": "join.text" } }
        }
        """;

    [Fact]
    public async Task Every_mistake_of_every_file_is_told_with_its_place_and_what_was_probably_meant()
    {
        workspace.Write("good.json", TestWorkspace.Greeting);
        workspace.Write("bad.json", TwoMistakes);

        var checkedAsJson = await Cli.RunAsync(workspace.Folder, "check", "good.json", "bad.json", "--json");
        checkedAsJson.Code.Should().Be(2);
        checkedAsJson.Json.GetProperty("problems").EnumerateArray().Select(Told).Should().Equal(
            "error type-unknown bad.json:4:24 greet: There is no node type 'text.templat'. Did you mean 'text.template'?",
            "error port-unknown bad.json:5:61 join.separatr: text.join has no input 'separatr'. Did you mean 'separator'?");

        var checkedAsText = await Cli.RunAsync(workspace.Folder, "check", "good.json", "bad.json");
        checkedAsText.Lines.Should().HaveCount(2).And.Contain(line => line.StartsWith("bad.json:4:24: error type-unknown at greet: ", StringComparison.Ordinal));
        checkedAsText.Error.Should().Be("2 graphs checked: 2 errors.");
    }

    [Fact]
    public async Task A_good_graph_is_no_reason_to_say_more_than_that()
    {
        workspace.Write("good.json", TestWorkspace.Greeting);
        var ended = await Cli.RunAsync(workspace.Folder, "check", "good.json", "--set", "name=you");
        ended.Should().Be(new Ended(0, "", "1 graph checked: no problems."));
    }

    [Fact]
    public async Task Whatever_a_file_is_instead_of_a_graph_is_a_problem()
    {
        workspace.Write("empty.json", "");
        workspace.Write("blank.json", " \n ");
        workspace.Write("truncated.json", TestWorkspace.Greeting[..200]);
        workspace.Write("deep.json", $$"""{ "format": 1, "editor": {{new string('[', 100_000)}} }""");
        workspace.Write("deeper.json", """{ "format": 1, "editor": """ + string.Concat(Enumerable.Repeat("""{ "a": """, 100_000)));
        workspace.Write("latin1.json", Encoding.Latin1.GetBytes("""{ "format": 1, "name": "Café", "nodes": {} }"""));
        workspace.Write("utf16.json", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(TestWorkspace.Greeting)).ToArray());
        workspace.Write("twice.json", """{ "format": 1, "nodes": {}, "nodes": {} }""");
        workspace.Write("picture.json", Png.Black(4, 4));
        workspace.Write("array.json", "[]");
        Directory.CreateDirectory(workspace.PathOf("folder.json"));
        using (var large = File.Create(workspace.PathOf("large.json")))
        {
            large.SetLength(200_000_000);
        }

        string[] files = ["empty.json", "blank.json", "truncated.json", "deep.json", "deeper.json", "latin1.json", "utf16.json", "twice.json", "picture.json", "array.json", "folder.json", "large.json", "missing.json"];
        var ended = await Cli.RunAsync(workspace.Folder, ["check", "--json", .. files]);

        ended.Code.Should().Be(2);
        var problems = ended.Json.GetProperty("problems").EnumerateArray().ToList();
        files.Select(file => $"{file}: {problems.First(problem => problem.GetProperty("file").GetString() == file).GetProperty("code").GetString()}").Should().Equal(
            "empty.json: json-invalid",
            "blank.json: json-invalid",
            "truncated.json: json-invalid",
            "deep.json: json-invalid",
            "deeper.json: json-invalid",
            "latin1.json: json-encoding",
            "utf16.json: json-encoding",
            "twice.json: key-duplicate",
            "picture.json: json-encoding",
            "array.json: value-wrong",
            "folder.json: file-unreadable",
            "large.json: file-too-large",
            "missing.json: file-missing");
    }

    [Fact]
    public async Task A_picture_that_cannot_be_one_is_found_before_anything_runs()
    {
        Directory.CreateDirectory(workspace.PathOf("folder.png"));
        workspace.Write("nothing.png", "");
        workspace.Write("letter.png", "This is a letter, and no picture.");
        workspace.Write("vast.png", Png.Black(30_000, 30_000, bits: 1));
        string[] names = ["folder", "missing", "nothing", "letter", "vast"];
        workspace.Write("pictures.json", $$"""
            {
              "format": 1,
              "nodes": { {{string.Join(", ", names.Select(name => $$"""
              "{{name}}": { "type": "image.flip", "inputs": { "image": "{{name}}.png" } }
              """))}} },
              "outputs": { {{string.Join(", ", names.Select(name => $$"""
              "{{name}}": { "link": "{{name}}.image" }
              """))}} }
            }
            """);

        var ended = await Cli.RunAsync(workspace.Folder, "check", "pictures.json", "--json");
        ended.Code.Should().Be(2);
        ended.Json.GetProperty("problems").EnumerateArray().Select(problem => $"{problem.GetProperty("where")} {problem.GetProperty("code")}").Should().Equal(
            "folder.image file-is-folder", "missing.image file-missing", "nothing.image image-empty", "letter.image image-unreadable", "vast.image image-too-large");
    }

    [Fact]
    public async Task A_key_that_is_missing_is_no_mistake_of_the_graph()
    {
        workspace.Write("model.json", Model("openai.gpt-image-2", "1024x1024"));
        workspace.Write("size.json", Model("openai.gpt-image-2", "5x5"));
        workspace.Write("over.json", Model("openai.dall-e-3", "1024x1024"));
        var ended = await Cli.RunAsync(workspace.Folder, "check", "model.json", "size.json", "over.json", "--json");
        ended.Json.GetProperty("problems").EnumerateArray().Select(problem => $"{problem.GetProperty("file")} {problem.GetProperty("where")} {problem.GetProperty("severity")}").Should().Equal(
            "size.json shoot.size error", "over.json shoot warning");
    }

    private static string Model(string type, string size) => $$"""
        {
          "format": 1,
          "nodes": { "shoot": { "type": "{{type}}", "inputs": { "prompt": "A kettle", "size": "{{size}}" } } },
          "outputs": { "hero": { "link": "shoot.image" } }
        }
        """;

    private static string Told(JsonElement problem) =>
        $"{problem.GetProperty("severity")} {problem.GetProperty("code")} {problem.GetProperty("file")}:{problem.GetProperty("line")}:{problem.GetProperty("column")} {problem.GetProperty("where")}: {problem.GetProperty("message")} {problem.GetProperty("suggestion")}";
}

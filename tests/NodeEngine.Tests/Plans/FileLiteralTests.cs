using FluentAssertions;
using NodeEngine.Plans;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Plans;

public sealed class FileLiteralTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Bench _bench;

    public FileLiteralTests() => _bench = new Bench { Folder = _folder.Path };

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Paths_start_from_the_graph_and_set_ones_from_the_current_folder()
    {
        _folder.Write("photos/kettle.png", TestPictures.Png(3, 2));
        using var elsewhere = new TempFolder();
        var other = elsewhere.Write("other.png", TestPictures.Png(5, 4));
        var json = Bench.Json(
            """
            "a": { "type": "test.size", "inputs": { "image": "photos/kettle.png" } },
            "b": { "type": "test.size", "inputs": { "image": { "input": "photo" } } }
            """,
            """ "a": { "link": "a.text" }, "b": { "link": "b.text" } """,
            """ "photo": { "type": "image", "default": "photos/kettle.png" } """);

        using (var report = await _bench.RunAsync(json))
        {
            (report.Text("a"), report.Text("b")).Should().Be(("3x2", "3x2"));
        }

        using (var report = await _bench.RunAsync(json, new PlanInputs { ["photo"] = Path.GetRelativePath(".", other) }))
        {
            (report.Text("a"), report.Text("b")).Should().Be(("3x2", "5x4"));
        }
    }

    [Fact]
    public void A_picture_that_cannot_be_used_is_a_problem_where_it_is_named()
    {
        _folder.Write("hero.png", TestPictures.Png(1, 1));
        _folder.Write("empty.png", "");
        _folder.Write("text.png", "this is no picture");
        Directory.CreateDirectory(_folder["folder.png"]);

        Problem("heros.png").Should().Match<Sdk.Problem>(problem => problem.Code == "file-missing" && problem.Suggestion == "Did you mean 'hero.png'?");
        Problem("folder.png").Code.Should().Be("file-is-folder");
        Problem("empty.png").Code.Should().Be("image-empty");
        Problem("text.png").Code.Should().Be("image-unreadable");
        Problem("").Code.Should().Be("file-is-folder");
        Problem("a\\u0000b").Code.Should().Be("value-wrong");
        Problem("sha256:" + new string('0', 64)).Code.Should().Be("blob-unknown");
        Problem("hero.png/x.png").Code.Should().Be("file-missing");
    }

    [Fact]
    public void A_file_is_read_when_its_node_runs()
    {
        _folder.Write("a.txt", "hello");
        _bench.Problems(Reading("a.txt")).Should().BeEmpty();
        _bench.Problems(Reading("b.txt")).Should().ContainSingle().Which.Code.Should().Be("file-missing");
    }

    [Fact]
    public async Task A_file_that_is_gone_when_it_is_needed_fails_its_node_and_no_other()
    {
        var path = _folder.Write("a.txt", "hello");
        var plan = _bench.PlanOf(Bench.Json(
            """ "a": { "type": "test.read", "inputs": { "file": "a.txt" } }, "b": { "type": "test.add" } """, """ "a": { "link": "a.text" }, "b": { "link": "b.integer" } """));
        File.Delete(path);

        using var report = await _bench.RunAsync(plan);

        report.Outcomes().Should().Equal("a failed: node-threw", "b ran");
        report.Nodes[0].Error!.Message.Should().Contain("a.txt");
    }

    private static string Reading(string path) => Bench.Json($$""" "a": { "type": "test.read", "inputs": { "file": "{{path}}" } } """, """ "a": { "link": "a.text" } """);

    private Sdk.Problem Problem(string path)
    {
        var problem = _bench.Problems(Bench.Json($$""" "a": { "type": "test.size", "inputs": { "image": "{{path}}" } } """, """ "a": { "link": "a.text" } """)).Should().ContainSingle().Subject;
        (problem.Where, problem.Line).Should().Be(("a.image", 1));
        return problem;
    }
}

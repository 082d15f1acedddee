using FluentAssertions;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.PluginSdk;

/// <summary>What an invocation is given.</summary>
public sealed class NodeRunTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Bench _bench = new(new FolderNodes());

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_output_file_lies_below_the_output_folder_which_is_made()
    {
        using var report = await Run("\"web/hero.txt\"");

        report.Text("a").Should().Be(Path.Combine(_folder["out"], "web", "hero.txt"));
        File.ReadAllText(report.Text("a")).Should().Be("written");
    }

    [Theory]
    [InlineData("", "output-name")]
    [InlineData("web/", "output-name")]
    [InlineData("/etc/passwd", "output-name")]
    [InlineData("../hero.txt", "output-outside")]
    [InlineData("web/../../hero.txt", "output-outside")]
    [InlineData(".", "output-outside")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name, string code)
    {
        using var report = await Run($"\"{name}\"");

        report.Outcomes().Should().Equal($"a failed: {code}");
        Directory.Exists(_folder["out"]).Should().BeFalse();
    }

    [Fact]
    public async Task Two_nodes_cannot_write_one_file()
    {
        using var report = await _bench.RunAsync(
            Bench.Json(
                """ "a": { "type": "folder.write", "inputs": { "name": "x.txt" } }, "b": { "type": "folder.write", "inputs": { "name": "y/../x.txt", "which": 2 } } """,
                """ "a": { "link": "a.text" }, "b": { "link": "b.text" } """),
            options: new() { OutputFolder = _folder["out"] });

        report.Outcomes().Select(outcome => outcome[2..]).Should().BeEquivalentTo("ran", "failed: output-taken");
    }

    [Fact]
    public async Task A_node_cannot_write_the_file_of_a_graph_output()
    {
        using var report = await _bench.RunAsync(
            Bench.Json(
                """ "a": { "type": "folder.write", "inputs": { "name": "hero.png" } }, "b": { "type": "test.make-image", "inputs": { "width": 1 } } """,
                """ "a": { "link": "a.text" }, "hero": { "link": "b.image" } """),
            options: new() { OutputFolder = _folder["out"] });

        report.Outcomes().Should().Equal("a failed: output-taken", "b ran");
    }

    [Fact]
    public async Task The_folder_for_scratch_files_is_there_during_the_run_and_gone_after_it()
    {
        using var report = await _bench.RunAsync(Bench.Json(""" "a": { "type": "folder.scratch" } """, """ "a": { "link": "a.text" } """));

        Directory.Exists(report.Text("a")).Should().BeFalse();
    }

    private Task<RunReport> Run(string name) => _bench.RunAsync(
        Bench.Json($$""" "a": { "type": "folder.write", "inputs": { "name": {{name}} } } """, """ "a": { "link": "a.text" } """), options: new() { OutputFolder = _folder["out"] });

    private sealed class FolderNodes : NodeLibrary
    {
        [Node("folder.write")]
        public static string Write(string name, NodeRun run, long which = 1)
        {
            var path = run.OutputFile(name);
            File.WriteAllText(path, which > 0 ? "written" : "");
            return path;
        }

        [Node("folder.scratch")]
        public static string Scratch(NodeRun run)
        {
            File.WriteAllText(Path.Combine(run.TempFolder, "scratch.txt"), "scratch");
            return run.TempFolder;
        }
    }
}

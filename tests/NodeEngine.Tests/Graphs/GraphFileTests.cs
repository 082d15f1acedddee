using System.Text;
using FluentAssertions;
using NodeEngine.Graphs;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Graphs;

public sealed class GraphFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_told_with_its_nearest_neighbour()
    {
        _folder.Write("product-hero.json", "{}");

        var problem = Graph.Load(_folder["produkt-hero.json"]).Problems.Should().ContainSingle().Subject;

        (problem.Code, problem.File, problem.Line).Should().Be(("file-missing", _folder["produkt-hero.json"], 0));
        problem.Suggestion.Should().Be("Did you mean 'product-hero.json'?");
        Graph.Load(_folder["no/such/folder/x.json"]).Problems.Should().ContainSingle().Which.Code.Should().Be("file-missing");
    }

    [Fact]
    public void A_folder_is_not_a_graph_file()
    {
        var problem = Graph.Load(_folder.Path).Problems.Should().ContainSingle().Subject;

        problem.Code.Should().Be("file-unreadable");
        problem.Message.Should().EndWith("is a folder, not a graph file.");
    }

    [Fact]
    public void A_file_above_64_MiB_is_refused()
    {
        var path = _folder["large.json"];
        using (var file = File.Create(path))
        {
            file.SetLength(200L << 20);
        }

        var problem = Graph.Load(path).Problems.Should().ContainSingle().Subject;
        problem.Code.Should().Be("file-too-large");
        problem.Message.Should().Contain("64 MiB");
    }

    [Fact]
    public void A_file_of_zero_bytes_is_empty() => Graph.Load(_folder.Write("zero.json", "")).Problems.Lines().Should().Equal("json-invalid - 1:1");

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_told_with_their_place()
    {
        byte[] latin = [.. "{ \"format\": 1,\n  \"name\": \"caf"u8, 0xE9, .. "\", \"nodes\": {} }"u8];

        Graph.Load(_folder.Write("latin.json", latin)).Problems.Lines().Should().Equal("json-encoding - 2:15");
        Graph.Load(_folder.Write("utf16.json", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("{}")])).Problems.Lines().Should().Equal("json-encoding - 1:1");
    }

    [Fact]
    public void UTF_16_without_a_mark_is_a_problem_and_no_graph() =>
        Graph.Load(_folder.Write("utf16.json", Encoding.Unicode.GetBytes("{ \"format\": 1 }"))).Problems.Should().ContainSingle().Which.Code.Should().Be("json-encoding");

    [Fact]
    public void A_file_cut_off_at_any_byte_is_a_problem_and_never_an_exception()
    {
        var whole = Encoding.UTF8.GetBytes("""{ "format": 1, "name": "é", "nodes": { "a": { "type": "t.t", "inputs": { "x": [1.5, true, { "link": "b.c" }, "\u00e9"] } } } }""");
        for (var length = 0; length < whole.Length; length++)
        {
            Graph.Load(_folder.Write("cut.json", whole[..length])).Problems.Should().NotBeEmpty($"{length} bytes are not a graph");
        }

        Graph.Load(_folder.Write("cut.json", whole)).Problems.Should().BeEmpty();
    }

    [Fact]
    public void Problems_name_the_file_as_it_was_given()
    {
        var path = Path.GetRelativePath(".", _folder.Write("bad.json", "{ \"format\": 1 }"));

        var problem = Graph.Load(path).Problems.Should().ContainSingle().Subject;

        problem.File.Should().Be(path);
        problem.ToString().Should().Be($"{path}:1:1: error nodes-missing at nodes: The graph has no nodes. Add \"nodes\": {{ … }}.");
    }
}

using FluentAssertions;
using NodeEngine.Graphs;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Graphs;

public sealed class GraphReadingTests
{
    [Fact]
    public void A_graph_is_read_as_its_author_wrote_it()
    {
        var graph = Graph.Parse("""
            {
              "$schema": "./graph.schema.json",
              "format": 1,
              "name": "Product hero",
              "description": "A kettle.",
              "inputs": { "subject": { "type": "text", "default": "a kettle", "help": "What is shown." } },
              "nodes": {
                "shoot": {
                  "type": "openai.gpt-image-2", "title": "Shoot", "bypass": true, "editor": { "x": 1, "deep": [[[1]]] },
                  "inputs": { "prompt": { "input": "subject" }, "references": [ { "link": "load.image" }, "a.png" ], "count": 2, "strength": 0.5, "fast": true }
                }
              },
              "outputs": { "hero": { "link": "shoot.image" } },
              "editor": { "zoom": 2 }
            }
            """);

        graph.Problems.Should().BeEmpty();
        (graph.Name, graph.Description, graph.File).Should().Be(("Product hero", "A kettle.", null));
        graph.Inputs.Should().ContainSingle().Which.Should().Match<GraphInput>(input => input.Name == "subject" && input.Type == "text" && input.Help == "What is shown.");
        var node = graph.Nodes.Should().ContainSingle().Subject;
        (node.Id, node.Type, node.Title, node.Bypass).Should().Be(("shoot", "openai.gpt-image-2", "Shoot", true));
        node.Inputs.Select(input => $"{input.Port} {Written(input.Source)}").Should().Equal(
            "prompt <subject>", "references [load.image, 'a.png']", "count 2", "strength 0.5", "fast True");
        graph.Outputs.Should().ContainSingle().Which.Link.Should().Be("shoot.image");
    }

    [Fact]
    public void A_value_in_an_object_is_a_literal_even_when_it_looks_like_a_link()
    {
        var graph = Graph.Parse("""{ "format": 1, "nodes": { "a": { "type": "t.t", "inputs": { "x": { "value": "link" }, "y": { "value": [1, 2] }, "z": { "value": null } } } } }""");

        graph.Problems.Should().BeEmpty();
        graph.Nodes[0].Inputs.Select(input => Written(input.Source)).Should().Equal("'link'", "[1, 2]", "null");
    }

    [Fact]
    public void A_byte_order_mark_is_not_part_of_the_graph()
    {
        using var folder = new TempFolder();
        var graph = Graph.Load(folder.Write("bom.json", [0xEF, 0xBB, 0xBF, .. "{ \"format\": 1, \"nodes\": {}, \"nam\": 1 }"u8]));

        graph.Problems.Lines().Should().Equal("member-unknown nam 1:29");
    }

    [Fact]
    public void Relative_paths_start_from_the_folder_of_the_file()
    {
        using var folder = new TempFolder();
        var path = folder.Write("sub/graph.json", """{ "format": 1, "nodes": {} }""");

        Graph.Load(path).Folder.Should().Be(folder["sub"]);
        Graph.Parse("{}", folder.Path).Folder.Should().Be(folder.Path);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_end_as_any_system_ends_them(string end)
    {
        var graph = Graph.Parse(string.Join(end, "{", "  \"format\": 1,", "  \"nodes\": {", "    \"a\":", "      5", "  }", "}"));

        graph.Problems.Lines().Should().Equal("value-wrong a 5:7");
        graph.Nodes[0].Position.Should().Be(new Position(4, 5));
    }

    [Theory]
    [InlineData("""  "a\nb" """, 11)]
    [InlineData("""  "\u0041\"\\" """, 11)]
    [InlineData("   1.50", 12)]
    [InlineData("   1e3", 12)]
    [InlineData("  -0.0", 11)]
    [InlineData("  true", 11)]
    [InlineData("  null", 11)]
    public void A_literal_is_placed_where_it_begins_however_it_is_written(string literal, int column)
    {
        var graph = Graph.Parse($$"""
            { "format": 1, "nodes": { "a": { "type": "t.t", "inputs": {
              "x" : {{literal}}
            } } } }
            """);

        graph.Problems.Should().BeEmpty();
        graph.Nodes[0].Inputs[0].Position.Should().Be(new Position(2, 3));
        graph.Nodes[0].Inputs[0].Source.Position.Should().Be(new Position(2, column));
    }

    private static string Written(InputSource source) => source switch
    {
        InputSource.Literal { Value: null } => "null",
        InputSource.Literal { Value: string text } => $"'{text}'",
        InputSource.Literal literal => FormattableString.Invariant($"{literal.Value}"),
        InputSource.Link link => link.Target,
        InputSource.Input input => $"<{input.Name}>",
        InputSource.List list => $"[{string.Join(", ", list.Items.Select(Written))}]",
        _ => "?",
    };
}

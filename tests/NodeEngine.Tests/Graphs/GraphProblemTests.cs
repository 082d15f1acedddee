using FluentAssertions;
using NodeEngine.Graphs;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Graphs;

/// <summary>What the format itself forbids: each with its code and exact place, and all of them at once.</summary>
public sealed class GraphProblemTests
{
    [Fact]
    public void Every_mistake_of_a_file_is_told_at_once_with_its_place()
    {
        var graph = Graph.Parse("""
            {
              "format": 2,
              "nam": "x",
              "name": 5,
              "inputs": {
                "size": { "type": 1, "defalt": 2 },
                "size": { "type": "text" },
                "ba d": { "type": "text" },
                "deep": { "type": "text", "default": { "link": "a.b" } },
                "flat": "text"
              },
              "nodes": {
                "Bad": { "type": "t.t" },
                "none": { },
                "a": {
                  "type": "t.t", "inptus": {}, "title": null, "bypass": "yes", "cross": true,
                  "inputs": {
                    "big": 99999999999999999999, "huge": 1e999, "nan": NaN, "obj": {}, "lnk": { "lnk": "a.b" },
                    "two": { "link": "a.b", "value": 1 }, "num": { "link": 5 }, "inp": { "input": [1] }, "each": { "each": { "link": "a.b" } },
                    "nest": { "value": { "link": "a.b" } }, "twice": 1, "twice": 2, "list": [ 1, { }, 2 ]
                  }
                },
                "b": { "type": "t.t", "inputs": [] },
                "c": 7
              },
              "outputs": { "one": "a.b", "t wo": { "link": "a.b" }, "three": { "input": "size" } }
            }
            """);

        graph.Problems.Lines().Should().Equal(
            "format-unknown format 2:13",
            "member-unknown nam 3:3",
            "value-wrong name 4:11",
            "value-wrong size.type 6:23",
            "member-unknown size.defalt 6:26",
            "key-duplicate inputs.size 7:5",
            "name-invalid ba d 8:5",
            "value-wrong deep.default 9:42",
            "value-wrong flat 10:13",
            "id-invalid Bad 13:5",
            "type-missing none 14:5",
            "member-unknown a.inptus 16:22",
            "value-wrong a.title 16:45",
            "value-wrong a.bypass 16:61",
            "not-supported a 16:77",
            "number-range a.big 18:16",
            "number-range a.huge 18:46",
            "value-wrong a.nan 18:60",
            "value-wrong a.obj 18:72",
            "member-unknown a.lnk.lnk 18:85",
            "value-wrong a.two 19:16",
            "value-wrong a.num 19:64",
            "value-wrong a.inp 19:87",
            "not-supported a.each 19:112",
            "value-wrong a.nest 20:28",
            "key-duplicate a.twice 20:61",
            "value-wrong a.list 20:86",
            "value-wrong b.inputs 23:37",
            "value-wrong c 24:10",
            "output-not-linked one 26:16",
            "name-invalid t wo 26:30",
            "output-not-linked three 26:57");
    }

    [Fact]
    public void A_mistake_says_what_is_wrong_and_how_to_mend_it()
    {
        var graph = Graph.Parse("""
            { "format": 1.5, "nodes": { "a": { "type": "t.t", "inptus": {}, "inputs": { "x": { "lnik": "b.c" }, "y": { "nothing_like_it": 1 }, "big": 9223372036854775808 } } } }
            """);

        graph.Problems.Sentences().Should().Equal(
            "The format is 1.5; this engine reads format 1. Write \"format\": 1.",
            "'inptus' is not known here. Did you mean 'inputs'?",
            "'lnik' is not known here. Did you mean 'link'?",
            "'nothing_like_it' is not known here. Known are link, input, each, value.",
            "9223372036854775808 is out of the range of integers of 64 bits.");
    }

    [Fact]
    public void What_is_missing_is_told_too()
    {
        Graph.Parse("{}").Problems.Lines().Should().Equal("format-missing format 1:1", "nodes-missing nodes 1:1");
        Graph.Parse("[]").Problems.Lines().Should().Equal("value-wrong - 1:1");
    }

    [Theory]
    [InlineData("", "1:1", "The file is empty.")]
    [InlineData("  \n ", "1:1", "The file is empty.")]
    [InlineData("{ \"format\": 1, \"nodes\": { \"a\": { \"ty", "1:*", "Unterminated string*")]
    [InlineData("{ \"format\": 1,\n  \"nodes\": { \"a\": {", "2:20", "The file ends in the middle of the graph.")]
    [InlineData("{ \"format\": 1, \"nodes\": {} } x", "1:30", "Additional text*")]
    [InlineData("{ \"format\": 1, \"nodes\": {} } {}", "1:30", "Additional text*")]
    [InlineData("{ \"format\": 1, // why\n \"nodes\": {} }", "1:*", "Comments are not JSON.")]
    [InlineData("{ 'format': 1, \"nodes\": {} }", "1:3", "Names and texts stand in double quotes.")]
    [InlineData("{ format: 1, \"nodes\": {} }", "1:3", "Names and texts stand in double quotes.")]
    [InlineData("{ \"format\": 1, \"nodes\": {}, }", "1:29", "There is a comma before the end.")]
    [InlineData("{ \"format\": 1, \"nodes\": { \"a\": { \"inputs\": { \"x\": [1, 2, ] } } } }", "1:58", "There is a comma before the end.")]
    [InlineData("{ \"format\": 1, \"nodes\": { \"a\": { \"inputs\": { \"x\": [1,, 2] } } } }", "1:*", "A value is missing here*")]
    [InlineData("{ \"format\": 1, \"nodes\": { \"a\": { \"inputs\": { \"x\": undefined } } } }", "1:*", "A value is missing here, or is JavaScript.")]
    [InlineData("{ \"format\": 1, \"nodes\": { \"a\": { \"inputs\": { \"x\": 0x10 } } } }", "1:51", "0x10 is not how JSON writes a number.")]
    [InlineData("{ \"format\": 1, \"nodes\": { \"a\": { \"inputs\": { \"x\": 010 } } } }", "1:51", "010 is not how JSON writes a number.")]
    [InlineData("{ \"format\": 1, \"nodes\": { \"a\": { \"inputs\": { \"x\": .5 } } } }", "1:51", ".5 is not how JSON writes a number.")]
    [InlineData("{ \"format\": 1, \"nodes\": { \"a\": { \"inputs\": { \"x\": \"two\nlines\" } } } }", "1:51", "A line break or tab inside a text is written \\n or \\t.")]
    [InlineData("{ \"format\" 1 }", "1:12", "Invalid character after parsing property name*")]
    [InlineData("{ \"format\": 1 \"nodes\": {} }", "1:15", "After parsing a value an unexpected character was encountered: \".")]
    [InlineData("nonsense", "1:*", "*")]
    public void What_is_not_JSON_is_told_where_it_stops_being_JSON(string json, string place, string message)
    {
        var problem = Graph.Parse(json).Problems.Should().ContainSingle(found => found.Code == "json-invalid").Subject;

        $"{problem.Line}:{problem.Column}".Should().Match(place);
        problem.Message.Should().Match(message);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1_000_000)]
    public void Deeply_nested_JSON_is_refused_and_not_followed(int depth)
    {
        var json = "{ \"format\": 1, \"nodes\": {}, \"editor\": " + new string('[', depth) + new string(']', depth) + "}";

        var problem = Graph.Parse(json).Problems.Should().ContainSingle().Subject;
        (problem.Code, problem.Message).Should().Be(("json-invalid", "It is nested deeper than 32 levels."));
    }
}

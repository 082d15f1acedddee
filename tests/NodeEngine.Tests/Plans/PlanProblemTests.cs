using FluentAssertions;
using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Plans;

public sealed class PlanProblemTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Every_problem_of_a_graph_is_told_at_once_with_file_line_column_and_node_port()
    {
        using var folder = new TempFolder();
        var file = folder.Write("graph.json", """
            {
              "format": 1,
              "inputs": {
                "name": { "type": "text" },
                "kind": { "type": "string", "default": "x" },
                "none": { "default": 1 },
                "count": { "type": "integer", "default": 1.5 }
              },
              "nodes": {
                "a": { "type": "test.uper", "inputs": { "text": "x" } },
                "b": { "type": "test.upper", "inputs": { "txt": "x" } },
                "c": { "type": "test.upper", "inputs": { "text": { "link": "bb.text" } } },
                "d": { "type": "test.upper", "inputs": { "text": { "link": "c.txt" } } },
                "e": { "type": "test.upper", "inputs": { "text": { "link": "c" } } },
                "f": { "type": "test.add", "inputs": { "a": { "link": "c.text" }, "b": { "input": "nam" } } },
                "g": { "type": "test.kinds", "inputs": { "small": 11, "choice": "fancy", "digits": [1, 22], "texts": [ { "link": "l.items" } ], "inptus": 1 } },
                "i": { "type": "test.join", "inptus": {} },
                "l": { "type": "test.split", "inputs": { "text": "a" } }
              },
              "outputs": { "one": { "link": "c.text" }, "two": { "link": "x.text" }, "three": { "link": "f.text" } }
            }
            """);

        Plan.Create(Graph.Load(file), _bench.Catalog, PlanInputs.None, out var plan, out var problems).Should().BeFalse();

        plan.Should().BeNull();
        problems.Should().OnlyContain(problem => problem.File == file);
        problems.Lines().Should().Equal(
            "input-unset name 4:5",
            "type-unknown kind 5:5",
            "type-missing none 6:5",
            "value-wrong count 7:46",
            "type-unknown a 10:20",
            "input-missing b.text 11:5",
            "port-unknown b.txt 11:46",
            "link-dangling c.text 12:46",
            "port-unknown d.text 13:46",
            "port-unknown e.text 14:46",
            "type-mismatch f.a 15:44",
            "input-unknown f.b 15:71",
            "out-of-range g.small 16:55",
            "choice-unknown g.choice 16:69",
            "out-of-range g.digits 16:88",
            "list-in-list g.texts 16:108",
            "port-unknown g.inptus 16:133",
            "input-missing i.items 17:5",
            "member-unknown i.inptus 17:33",
            "link-dangling two 20:45",
            "port-unknown three 20:74");
    }

    [Fact]
    public void A_problem_says_what_is_meant_perhaps()
    {
        var problems = _bench.Problems(Bench.Json(
            """
            "a": { "type": "test.uper" },
            "b": { "type": "test.upper", "inputs": { "txt": "x", "text": { "link": "bb.text" } } },
            "c": { "type": "test.upper", "inputs": { "text": { "link": "b.txt" } } },
            "d": { "type": "test.upper", "inputs": { "text": { "link": "e.frist" } } },
            "e": { "type": "test.both", "inputs": { "text": { "link": "e.nothing_like_it" } } },
            "f": { "type": "test.kinds", "inputs": { "choice": "very_fany", "small": 0, "part": 2, "integer": 5.9, "number": "1.5", "boolean": "false", "text": 5, "texts": null, "level": "mid" } },
            "g": { "type": "test.join", "inputs": { "items": [ { "link": "h.items" } ] } },
            "h": { "type": "test.split", "inputs": { "text": { "link": "h.items" } } }
            """));

        problems.Sentences().Should().Contain([
            "There is no node type 'test.uper'. Did you mean 'test.upper'?",
            "test.upper has no input 'txt'. Did you mean 'text'?",
            "There is no node 'bb'. Did you mean 'b.text'?",
            "test.upper has no output 'txt'. Did you mean 'b.text'?",
            "test.both has no output 'frist'. Did you mean 'e.first'?",
            "test.both has no output 'nothing_like_it'. It has first, second.",
            "\"very_fany\" is not one of plain, very_fancy. Did you mean \"very_fancy\"?",
            "0 is out of range: it takes a number from 1 to 10.",
            "2 is out of range: it takes a number from -1.5 to 1.5.",
            "It takes an integer, not 5.9. Write a whole number, such as 6.",
            "It takes a number, not \"1.5\". Write 1.5 without quotes.",
            "It takes a boolean, not \"false\". Write false without quotes.",
            "It takes a text, not 5. Write it in double quotes.",
            "null is not a value. Leave the input out to get its default.",
            "\"mid\" is not one of low, high.",
            "'h.items' is a list (text[]), and an array takes single items. Join the lists with list.concat.",
        ]);
    }

    [Theory]
    [InlineData("integer", "5.9")]
    [InlineData("integer", "5.0")]
    [InlineData("integer", "\"5\"")]
    [InlineData("integer", "true")]
    [InlineData("number", "\"5\"")]
    [InlineData("boolean", "\"false\"")]
    [InlineData("boolean", "0")]
    [InlineData("text", "5")]
    [InlineData("text", "[\"a\"]")]
    [InlineData("texts", "[[\"a\"]]")]
    [InlineData("choice", "5")]
    public void Nothing_is_converted_but_integers_to_numbers(string port, string literal) =>
        _bench.Problems(Bench.Json($$"""  "a": { "type": "test.kinds", "inputs": { "{{port}}": {{literal}} } } """, """ "x": { "link": "a.text" } """))
            .Should().ContainSingle().Which.Should().Match<Sdk.Problem>(problem => problem.Code == "value-wrong" && problem.Where == $"a.{port}");

    [Fact]
    public void What_fits_is_no_problem() =>
        _bench.Problems(Bench.Json(
            """
            "a": { "type": "test.kinds", "inputs": { "number": 5, "part": -1.5, "small": 10, "choice": "very_fancy", "texts": "one", "digits": [0, 9], "level": "high" } },
            "b": { "type": "test.half", "inputs": { "number": { "link": "c.integer" } } },
            "c": { "type": "test.add", "inputs": { "a": { "input": "count" } } },
            "d": { "type": "test.join", "inputs": { "items": { "link": "a.text" } } },
            "e": { "type": "test.kinds", "inputs": { "choice": { "link": "d.text" } } }
            """,
            """ "b": { "link": "b.number" }, "e": { "link": "e.text" } """,
            """ "count": { "type": "integer", "default": 3 } """)).Should().BeEmpty();

    [Theory]
    [InlineData("test.need", "text", "c.integer", "It takes a text, and 'c.integer' is an integer.")]
    [InlineData("test.add", "a", "n.number", "It takes an integer, and 'n.number' is a number.")]
    [InlineData("test.upper", "text", "s.items", "It takes a text, and 's.items' is a list (text[]). Take one item with list.item.")]
    [InlineData("test.size", "image", "s.items", "It takes an image, and 's.items' is a list (text[]).")]
    [InlineData("test.mask-size", "mask", "i.image", "It takes a mask, and 'i.image' is an image.")]
    public void A_link_of_the_wrong_type_is_a_problem(string type, string port, string link, string sentence) =>
        _bench.Problems(Bench.Json($$"""
            "x": { "type": "{{type}}", "inputs": { "{{port}}": { "link": "{{link}}" } } },
            "c": { "type": "test.add" }, "n": { "type": "test.half", "inputs": { "number": 1 } },
            "s": { "type": "test.split", "inputs": { "text": "" } }, "i": { "type": "test.make-image", "inputs": { "width": 1 } }
            """)).Sentences().Should().Contain(sentence);

    [Fact]
    public void All_unknown_types_are_told_each_with_its_nearest_name() =>
        _bench.Problems(Bench.Json(""" "a": { "type": "test.jion" }, "b": { "type": "test.splt" }, "c": { "type": "nothing.like-it" } """)).Sentences().Should().Equal(
            "There is no node type 'test.jion'. Did you mean 'test.join'?",
            "There is no node type 'test.splt'. Did you mean 'test.split'?",
            "There is no node type 'nothing.like-it'. nodeengine nodes lists them all.");

    [Fact]
    public void What_depends_on_something_wrong_is_not_blamed_too() =>
        _bench.Problems(Bench.Json(
            """
            "a": { "type": "test.uper" },
            "b": { "type": "test.upper", "inputs": { "text": { "link": "a.text" } } },
            "c": { "type": "test.join", "inputs": { "items": [ { "link": "a.anything" }, { "input": "broken" }, { "nonsense": 1 } ] } },
            "d": { "type": "test.need", "inputs": { "text": { "nonsense": 1 }, "count": { "input": "broken" } } }
            """,
            """ "x": { "link": "a.text" }, "y": { "link": "b.text" } """,
            """ "broken": { "type": "nonsense" } """)).Select(problem => $"{problem.Code} {problem.Where}").Should().BeEquivalentTo(
            "type-unknown broken", "type-unknown a", "member-unknown c.items.nonsense", "member-unknown d.text.nonsense");

    [Fact]
    public void A_list_of_literals_and_links_is_checked_item_by_item() =>
        _bench.Problems(Bench.Json(
            """
            "a": { "type": "test.add" },
            "x": { "type": "test.kinds", "inputs": {
            "digits": [ { "link": "a.integer" }, 77, "8", { "input": "ten" } ] } }
            """,
            """ "x": { "link": "x.text" } """,
            """ "ten": { "type": "integer", "default": 10 } """)).Lines().Should().Equal(
            "list-too-long x.digits 3:11", "out-of-range x.digits 3:38", "value-wrong x.digits 3:42", "out-of-range x.digits 3:47");

    [Fact]
    public void A_node_that_nothing_needs_is_a_warning()
    {
        var plan = _bench.PlanOf(Bench.Json(""" "a": { "type": "test.add" }, "b": { "type": "test.add" } """, """ "x": { "link": "a.integer" } """));

        plan.Nodes.Should().Equal("a");
        _bench.Problems(Bench.Json(""" "a": { "type": "test.add" }, "b": { "type": "test.add" } """, """ "x": { "link": "a.integer" } """))
            .Should().ContainSingle().Which.ToString().Should().EndWith("warning node-unused at b: Nothing needs 'b', so it does not run. Link it, or make it an output.");
    }
}

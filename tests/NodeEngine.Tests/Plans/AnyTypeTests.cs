using FluentAssertions;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Plans;

public sealed class AnyTypeTests : IDisposable
{
    private const string Sources =
        """
        "text": { "type": "test.upper", "inputs": { "text": "a" } }, "integer": { "type": "test.add" }, "number": { "type": "test.half", "inputs": { "number": 1 } },
        "texts": { "type": "test.split", "inputs": { "text": "a,b" } }, "image": { "type": "test.make-image", "inputs": { "width": 1 } }, "mask": { "type": "test.make-mask", "inputs": { "width": 1 } }
        """;

    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("test.pass", "value", """{ "link": "text.text" }""", "text")]
    [InlineData("test.pass", "value", """{ "link": "texts.items" }""", "text[]")]
    [InlineData("test.pass", "value", """{ "link": "mask.mask" }""", "mask")]
    [InlineData("test.pass", "value", "5", "integer")]
    [InlineData("test.pass", "value", "[1, 2.5]", "number[]")]
    [InlineData("test.pass", "value", """[ "a", { "link": "text.text" } ]""", "text[]")]
    [InlineData("test.pick", "items", """{ "link": "texts.items" }""", "text")]
    [InlineData("test.pick", "items", """{ "link": "integer.integer" }""", "integer")]
    [InlineData("test.pick", "items", """[ { "link": "integer.integer" }, { "link": "number.number" }, 1 ]""", "number")]
    [InlineData("test.pick", "items", """[ { "link": "mask.mask" }, { "link": "image.image" } ]""", "image")]
    [InlineData("test.pick", "items", """[]""", "text")]
    public void Any_is_what_comes_in_and_of_several_types_the_widest(string type, string port, string source, string bound)
    {
        // What does not fit tells the type that was bound.
        var json = Bench.Json($$"""{{Sources}}, "x": { "type": "{{type}}", "inputs": { "{{port}}": {{source}} } }, "y": { "type": "test.read", "inputs": { "file": { "link": "x.item" } } } """);

        _bench.Problems(json).Should().ContainSingle(problem => problem.Code == "type-mismatch").Which.Message.Should().Be($"It takes a file, and 'x.item' is {Article(bound)}.");
    }

    [Theory]
    [InlineData("test.pick", "items", """[ { "link": "text.text" }, { "link": "integer.integer" } ]""", "It takes a text, and 'integer.integer' is an integer.")]
    [InlineData("test.pick", "items", """[ 1, "a" ]""", "It takes an integer, not \"a\".")]
    [InlineData("test.pick", "items", """[ { "link": "texts.items" }, "a" ]""", "'texts.items' is a list (text[]), and an array takes single items. Join the lists with list.concat.")]
    [InlineData("test.pass", "value", """[ { "link": "texts.items" } ]""", "'texts.items' is a list (text[]), and an array takes single items. Join the lists with list.concat.")]
    [InlineData("test.pass", "value", "null", "null is not a value. Leave the input out to get its default.")]
    public void What_has_no_type_in_common_is_a_problem(string type, string port, string source, string sentence) =>
        _bench.Problems(Bench.Json($$"""{{Sources}}, "x": { "type": "{{type}}", "inputs": { "{{port}}": {{source}} } } """)).Sentences().Should().Contain(sentence);

    [Fact]
    public async Task Two_variables_are_bound_each_for_itself()
    {
        using var report = await _bench.RunAsync(Bench.Json(
            $$"""{{Sources}}, "x": { "type": "test.pair", "inputs": { "left": { "link": "integer.integer" }, "other_left": 2.5, "right": { "link": "text.text" } } } """,
            """ "left": { "link": "x.left" }, "rights": { "link": "x.rights" } """));

        report.Outputs["left"].Should().BeOfType<Sdk.NumberValue>();
        report.Outputs["rights"].ToString().Should().Be("[A]");
    }

    [Fact]
    public async Task A_picture_and_a_mask_of_the_same_bytes_give_results_of_their_own()
    {
        using var folder = new TempFolder();
        var path = folder.Write("a.png", TestPictures.Png(2, 1));
        using var report = await _bench.RunAsync(Bench.Json(
            """ "a": { "type": "test.pass", "inputs": { "value": { "input": "image" } } }, "b": { "type": "test.pass", "inputs": { "value": { "input": "mask" } } } """,
            """ "a": { "link": "a.item" }, "b": { "link": "b.item" } """,
            $$""" "image": { "type": "image", "default": "{{path}}" }, "mask": { "type": "mask", "default": "{{path}}" } """));

        report.Outputs["a"].Should().NotBeOfType<Sdk.MaskValue>();
        report.Outputs["b"].Should().BeOfType<Sdk.MaskValue>();
    }

    [Fact]
    public async Task A_list_of_masks_may_go_into_a_list_of_pictures()
    {
        using var report = await _bench.RunAsync(Bench.Json(
            $$"""{{Sources}}, "x": { "type": "test.count-images", "inputs": { "images": [ { "link": "mask.mask" }, { "link": "image.image" } ] } }, "y": { "type": "test.count-images", "inputs": { "images": { "link": "mask.mask" } } } """,
            """ "x": { "link": "x.integer" }, "y": { "link": "y.integer" } """));

        (report.Outputs["x"].ToString(), report.Outputs["y"].ToString()).Should().Be(("2", "1"));
    }

    private static string Article(string type) => type.EndsWith("[]", StringComparison.Ordinal) ? $"a list ({type})" : type[0] is 'a' or 'i' ? $"an {type}" : $"a {type}";
}

using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using Xunit;

namespace NodeEngine.Plugins.Tests.Basics;

public sealed class ListTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(1, "a")]
    [InlineData(3, "c")]
    [InlineData(-1, "c")]
    [InlineData(-3, "a")]
    public async Task Items_are_counted_from_one_or_back_from_the_last(int index, string expected) =>
        (await _workspace.ValueAsync("list.item", $$"""{ "items": ["a", "b", "c"], "index": {{index}} }""", "item")).ToString().Should().Be(expected);

    [Theory]
    [InlineData("[\"a\", \"b\"]", 3, "There is no item 3 in a list of 2.", "Write a number from 1 to 2, or from -1 to -2 to count from the end.")]
    [InlineData("[\"a\", \"b\"]", -3, "There is no item -3 in a list of 2.", "Write a number from 1 to 2, or from -1 to -2 to count from the end.")]
    [InlineData("[\"a\", \"b\"]", 0, "There is no item 0: items are counted from 1.", "Write 1 for the first, or -1 for the last.")]
    [InlineData("[\"a\"]", 2, "There is no item 2 in a list of 1.", "Write 1 for its only item.")]
    [InlineData("[]", 1, "There is no item 1 in a list of 0.", "The list is empty: look at what makes it.")]
    public async Task An_item_that_is_not_there_is_named_with_the_length(string items, int index, string message, string advice)
    {
        var error = await _workspace.ErrorAsync(Workspace.One("list.item", $$"""{ "items": {{items}}, "index": {{index}} }""", "item"));
        (error.Code, error.Message, error.Advice).Should().Be(("index-out-of-range", message, advice));
    }

    [Fact]
    public async Task An_item_keeps_its_type_for_what_takes_it()
    {
        var report = await _workspace.DoneAsync("""
            { "format": 1,
              "nodes": { "range": { "type": "list.range", "inputs": { "start": 5, "end": 7 } },
                         "last": { "type": "list.item", "inputs": { "items": { "link": "range.items" }, "index": -1 } },
                         "twice": { "type": "number.calculate", "inputs": { "expression": "seed * 2", "seed": { "link": "last.item" } } } },
              "outputs": { "last": { "link": "last.item" }, "twice": { "link": "twice.integer" } } }
            """);
        report.Outputs["last"].Should().BeOfType<Sdk.IntegerValue>().Which.Number.Should().Be(7);
        report.Outputs["twice"].ToString().Should().Be("14");
    }

    [Theory]
    [InlineData("""{ "end": 3 }""", "[1, 2, 3]")]
    [InlineData("""{ "end": 1, "start": 3 }""", "[3, 2, 1]")]
    [InlineData("""{ "end": 10, "start": 0, "step": 4 }""", "[0, 4, 8]")]
    [InlineData("""{ "end": 5, "start": 5, "step": -2 }""", "[5]")]
    [InlineData("""{ "start": -9223372036854775808, "end": 9223372036854775807, "step": 9223372036854775807 }""", "[-9223372036854775808, -1, 9223372036854775806]")]
    public async Task A_range_counts_to_its_end(string inputs, string expected) =>
        (await _workspace.ValueAsync("list.range", inputs, "items")).ToString().Should().Be(expected);

    [Theory]
    [InlineData("""{ "end": 3, "step": 0 }""", "step-wrong", "With a step of 0 the end is never reached.")]
    [InlineData("""{ "end": 3, "step": -1 }""", "step-wrong", "Steps of -1 do not lead from 1 to 3.")]
    [InlineData("""{ "end": 9000000000000000000 }""", "list-too-long", "From 1 to 9000000000000000000 in steps of 1 there are 9000000000000000000 numbers; the limit is 100000.")]
    public async Task A_range_without_end_fails(string inputs, string code, string message)
    {
        var error = await _workspace.ErrorAsync(Workspace.One("list.range", inputs, "items"));
        (error.Code, error.Message).Should().Be((code, message));
        error.Advice.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task Lists_and_single_items_are_joined_and_nested_lists_flattened()
    {
        var report = await _workspace.DoneAsync("""
            { "format": 1,
              "nodes": { "a": { "type": "text.split", "inputs": { "text": "a,b", "separator": "," } },
                         "b": { "type": "text.split", "inputs": { "text": "c,d", "separator": "," } },
                         "all": { "type": "list.concat", "inputs": { "lists": [ { "link": "a.items" }, "x", { "link": "b.items" } ] } },
                         "flat": { "type": "list.flatten", "inputs": { "items": [ { "link": "b.items" }, { "link": "a.items" } ] } },
                         "text": { "type": "text.join", "inputs": { "items": { "link": "all.items" }, "separator": "+" } } },
              "outputs": { "all": { "link": "text.text" }, "flat": { "link": "flat.items" } } }
            """);
        report.Text("all").Should().Be("a+b+x+c+d");
        report.Outputs["flat"].ToString().Should().Be("[c, d, a, b]");
    }

    [Fact]
    public void Lists_of_different_things_are_not_joined()
    {
        var problems = _workspace.Check("""
            { "format": 1,
              "nodes": { "a": { "type": "text.split", "inputs": { "text": "a,b", "separator": "," } },
                         "n": { "type": "list.range", "inputs": { "end": 3 } },
                         "all": { "type": "list.concat", "inputs": { "lists": [ { "link": "a.items" }, { "link": "n.items" } ] } } },
              "outputs": { "all": { "link": "all.items" } } }
            """);
        problems.Should().ContainSingle().Which.Code.Should().Be("type-mismatch");
    }

    [Fact]
    public async Task A_seed_shuffles_alike_for_good()
    {
        // Worked out by another implementation of xoshiro256** and SHA-256: these must never change.
        var shuffled = new List<string>();
        foreach (var seed in new[] { 1, 2, 3, -7 })
        {
            shuffled.Add((await _workspace.ValueAsync("list.shuffle", $$"""{ "items": ["a", "b", "c", "d", "e", "f"], "seed": {{seed}} }""", "items")).ToString()!);
        }

        shuffled.Should().Equal("[a, d, e, b, c, f]", "[e, a, f, d, b, c]", "[b, a, d, e, c, f]", "[a, c, d, e, b, f]");
        (await _workspace.ValueAsync("list.shuffle", """{ "items": ["a", "b", "c", "d", "e", "f"], "count": 2 }""", "items")).ToString().Should().Be("[a, d]");
        (await _workspace.ValueAsync("list.shuffle", """{ "items": [] }""", "items")).ToString().Should().Be("[]");
    }

    [Fact]
    public async Task More_items_than_there_are_cannot_be_drawn()
    {
        var error = await _workspace.ErrorAsync(Workspace.One("list.shuffle", """{ "items": ["a", "b"], "count": 3 }""", "items"));
        (error.Code, error.Message).Should().Be(("count-too-large", "3 items were asked for, and the list has 2."));
    }

    [Fact]
    public async Task Pictures_pass_through_lists_with_their_bytes()
    {
        _workspace.Write("bay.jpg", await File.ReadAllBytesAsync(Path.Combine(Workspace.Repository, "graphs", "samples", "bay.jpg")));
        var report = await _workspace.DoneAsync("""
            { "format": 1,
              "nodes": { "photo": { "type": "image.load", "inputs": { "file": "bay.jpg" } },
                         "small": { "type": "image.resize", "inputs": { "image": { "link": "photo.image" }, "width": 40 } },
                         "both": { "type": "list.concat", "inputs": { "lists": [ { "link": "photo.image" }, { "link": "small.image" } ] } },
                         "mixed": { "type": "list.shuffle", "inputs": { "items": { "link": "both.items" }, "seed": 1 } },
                         "first": { "type": "list.item", "inputs": { "items": { "link": "both.items" } } },
                         "last": { "type": "list.item", "inputs": { "items": { "link": "both.items" }, "index": -1 } } },
              "outputs": { "first": { "link": "first.item" }, "last": { "link": "last.item" }, "mixed": { "link": "mixed.items" } } }
            """);
        using var encoded = report.Image("first").OpenEncoded();
        encoded.Length.Should().Be(new FileInfo(Path.Combine(_workspace.Folder, "bay.jpg")).Length);
        report.Image("last").GetPixels().Width.Should().Be(40);
        ((Sdk.ListValue)report.Outputs["mixed"]).Items.Should().HaveCount(2);
    }
}

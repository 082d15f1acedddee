using FluentAssertions;
using NodeEngine.Runs;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Runs;

public sealed class FailureTests : IDisposable
{
    private readonly RecordingNodes _nodes = new();
    private readonly Bench _bench;

    public FailureTests() => _bench = new Bench(_nodes, new BadNodes());

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_failure_skips_what_depends_on_it_and_spares_the_rest()
    {
        using var report = await _bench.RunAsync(Bench.Json(
            """
            "a": { "type": "rec.text", "inputs": { "text": "a" } },
            "b": { "type": "bad.explains", "inputs": { "text": { "link": "a.text" } } },
            "c": { "type": "rec.text", "inputs": { "text": { "link": "b.text" } } },
            "d": { "type": "rec.text", "inputs": { "text": "d", "needs": [ { "link": "c.text" }, { "link": "a.text" } ] } },
            "e": { "type": "rec.text", "inputs": { "text": { "link": "a.text" }, "needs": "e" } },
            "f": { "type": "rec.effect", "inputs": { "text": { "link": "d.text" } } }
            """,
            """ "d": { "link": "d.text" }, "e": { "link": "e.text" } """));

        report.Outcomes().Should().Equal("a ran", "b failed: test-failed", "c skipped: needs b", "d skipped: needs c", "e ran", "f skipped: needs d");
        report.Status.Should().Be(RunStatus.Partial);
        report.Outputs.Keys.Should().Equal("e");
        report.Nodes[1].Error.Should().Be(new NodeError("test-failed", "It failed on 'a'.", "Do not use it."));
        _nodes.Take().Should().Equal("text a", "text ae");
    }

    [Fact]
    public async Task A_run_that_gives_nothing_has_failed()
    {
        using var report = await _bench.RunAsync(Bench.Json(""" "a": { "type": "bad.throws", "inputs": { "text": "x" } } """, """ "a": { "link": "a.text" } """));

        report.Status.Should().Be(RunStatus.Failed);
        report.Nodes[0].Error!.Message.Should().Be("InvalidOperationException: It broke on 'x'.");
    }

    [Theory]
    [InlineData("bad.throws", "text", "node-threw", "InvalidOperationException: It broke on 'x'.")]
    [InlineData("bad.throws-later", "text", "node-threw", "InvalidOperationException: It broke on 'x'.")]
    [InlineData("bad.throws-at-once", "out", "node-threw", "InvalidOperationException: At once.")]
    [InlineData("bad.gives-up", "text", "node-timeout", "The node gave up waiting, though the run was not cancelled.")]
    [InlineData("bad.null", "out", "node-returned-null", "The node returned nothing for 'out'.")]
    [InlineData("bad.null-text", "text", "node-returned-null", "The node returned nothing for 'text'.")]
    [InlineData("bad.null-task", "text", "node-threw", "*")]
    [InlineData("bad.null-item", "items", "node-returned-null", "Item 2 of a returned list is null.")]
    [InlineData("bad.none", "out", "node-outputs", "The node returned 0 outputs and has 1.")]
    [InlineData("bad.too-many", "out", "node-outputs", "The node returned 2 outputs and has 1.")]
    [InlineData("bad.wrong-type", "out", "node-outputs", "The node returned 1 for 'out', which is a text.")]
    [InlineData("bad.list", "out", "node-outputs", "The node returned a list for 'out', which is a list (text[]).")]
    [InlineData("bad.list-with-null", "out", "node-outputs", "*")]
    [InlineData("bad.no-mask", "out", "node-outputs", "The node returned an image for 'out', which is a mask.")]
    [InlineData("bad.nan", "number", "node-threw", "*A number must be finite.*")]
    [InlineData("bad.unknown-input", "out", "node-threw", "*bad.unknown-input has no input 'nothing'.*")]
    [InlineData("bad.wrong-input", "out", "node-threw", "*")]
    public async Task A_node_that_misbehaves_fails_with_the_reason(string type, string output, string code, string message)
    {
        using var report = await _bench.RunAsync(Bench.Json(
            $$""" "a": { "type": "{{type}}", "inputs": { "text": "x" } }, "b": { "type": "test.pass", "inputs": { "value": { "link": "a.{{output}}" } } } """,
            """ "b": { "link": "b.item" } """));

        report.Outcomes().Should().Equal($"a failed: {code}", "b skipped: needs a");
        report.Nodes[0].Error!.Message.Should().Match(message);
    }

    [Fact]
    public async Task A_value_that_turns_out_to_be_out_of_range_fails_the_node_that_takes_it()
    {
        using var report = await _bench.RunAsync(Bench.Json(
            """
            "ten": { "type": "test.add", "inputs": { "a": 9 } }, "eleven": { "type": "test.add", "inputs": { "a": 10 } }, "word": { "type": "test.upper", "inputs": { "text": "low" } },
            "a": { "type": "test.kinds", "inputs": { "small": { "link": "ten.integer" } } },
            "b": { "type": "test.kinds", "inputs": { "small": { "link": "eleven.integer" } } },
            "c": { "type": "test.kinds", "inputs": { "level": { "link": "word.text" } } },
            "d": { "type": "test.kinds", "inputs": { "digits": [ 1, { "link": "ten.integer" } ] } }
            """,
            """ "a": { "link": "a.text" }, "b": { "link": "b.text" }, "c": { "link": "c.text" }, "d": { "link": "d.text" } """));

        report.Outcomes()[3..].Should().Equal("a ran", "b failed: out-of-range", "c failed: choice-unknown", "d failed: out-of-range");
        report.Nodes[4].Error!.Message.Should().Be("Input 'small': 11 is out of range: it takes a number from 1 to 10.");
    }

    [Fact]
    public async Task A_node_that_returns_a_picture_which_was_freed_fails_instead_of_what_reads_it()
    {
        var json = Bench.Json(
            """ "a": { "type": "bad.freed", "inputs": { "text": "x" } }, "b": { "type": "rec.measure", "inputs": { "image": { "link": "a.image" } } } """, """ "b": { "link": "b.text" } """);
        for (var i = 0; i < 2; i++)
        {
            using var store = new NodeEngine.Results.ResultStore();
            using var report = await new GraphRunner(store).RunAsync(_bench.PlanOf(json));
            report.Outcomes().Should().Equal(i == 0 ? ["a ran", "b ran"] : ["a failed: node-outputs", "b skipped: needs a"]);
        }
    }

    [Fact]
    public async Task The_next_run_works_after_a_failure()
    {
        _nodes.Failures = 1;
        var json = Bench.Json(
            """ "a": { "type": "rec.flaky", "inputs": { "text": "x" } }, "b": { "type": "rec.text", "inputs": { "text": { "link": "a.text" } } } """, """ "b": { "link": "b.text" } """);

        (await _bench.OutcomesAsync(json)).Should().Equal("a failed: flaky", "b skipped: needs a");
        (await _bench.OutcomesAsync(json)).Should().Equal("a ran", "b ran");
        (await _bench.OutcomesAsync(json)).Should().Equal("a stored", "b stored");
    }
}

using FluentAssertions;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Plans;

public sealed class ScaleTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_chain_of_100_000_nodes_is_checked_and_run()
    {
        using var report = await _bench.RunAsync(Chain(100_000), options: new() { ProcessorSlots = 1 });

        report.Outputs["last"].ToString().Should().Be("100000");
        (await _bench.OutcomesAsync(Chain(100_000))).Should().OnlyContain(outcome => outcome.EndsWith(" stored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_chain_of_100_000_nodes_whose_first_fails_is_skipped_to_its_end()
    {
        var json = Chain(100_000, first: """{ "type": "test.pick", "inputs": { "items": [1], "index": 9 } }""", output: "item");

        var outcomes = await _bench.OutcomesAsync(json);

        outcomes[0].Should().Be("n0 failed: node-threw");
        outcomes[^1].Should().Be("n99999 skipped: needs n99998");
    }

    [Fact]
    public async Task A_ladder_of_50_stacked_diamonds_is_checked_and_run()
    {
        // Every walk that does not remember where it was takes 2^50 steps.
        using var report = await _bench.RunAsync(Bench.Json(
            string.Join(",\n", Enumerable.Range(0, 50).Select(i => $$"""
                "left{{i}}": { "type": "test.half", "inputs": { "number": {{Below(i)}} } },
                "right{{i}}": { "type": "test.half", "inputs": { "number": {{Below(i)}} } },
                "top{{i}}": { "type": "test.sum", "inputs": { "a": { "link": "left{{i}}.number" }, "b": { "link": "right{{i}}.number" } } }
                """)),
            """ "top": { "link": "top49.number" } """));

        report.Outputs["top"].ToString().Should().Be("1");

        static string Below(int i) => i == 0 ? "1" : $$"""{ "link": "top{{i - 1}}.number" }""";
    }

    [Fact]
    public void A_node_may_take_ten_thousand_links()
    {
        var links = string.Join(",", Enumerable.Range(0, 10_000).Select(i => $$"""{ "link": "n{{i}}.text" }"""));
        var nodes = string.Join(",\n", Enumerable.Range(0, 10_000).Select(i => $$""" "n{{i}}": { "type": "test.upper", "inputs": { "text": "{{i}}" } } """));

        _bench.Problems(Bench.Json($$"""{{nodes}}, "all": { "type": "test.join", "inputs": { "items": [{{links}}] } } """, """ "all": { "link": "all.text" } """)).Should().BeEmpty();
    }

    private static string Chain(int length, string first = """{ "type": "test.add" }""", string output = "integer") => Bench.Json(
        string.Join(",\n", Enumerable.Range(0, length).Select(i => i == 0
            ? $"\"n0\": {first}"
            : $$""" "n{{i}}": { "type": "test.add", "inputs": { "a": { "link": "n{{i - 1}}.{{(i == 1 ? output : "integer")}}" } } } """)),
        $$""" "last": { "link": "n{{length - 1}}.integer" } """);
}

using FluentAssertions;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Addresses;

/// <summary>What makes two invocations the same, seen from outside: the second is stored.</summary>
public sealed class ResultAddressTests : IDisposable
{
    private readonly RecordingNodes _nodes = new();
    private readonly Bench _bench;

    public ResultAddressTests() => _bench = new Bench(_nodes);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("", """ "integer": 0 """)]
    [InlineData("", """ "text": "", "number": -0.0, "boolean": false, "choice": "plain", "small": 1, "level": "low" """)]
    [InlineData(""" "number": 5 """, """ "number": 5.0 """)]
    [InlineData(""" "number": 1e2 """, """ "number": 100 """)]
    [InlineData(""" "texts": "one" """, """ "texts": ["one"] """)]
    [InlineData(""" "texts": ["a", "b"] """, """ "texts": { "value": ["a", "b"] } """)]
    [InlineData(""" "texts": ["a", "A"] """, """ "texts": ["a", { "link": "up.text" }] """)]
    [InlineData(""" "text": "A" """, """ "text": { "link": "up.text" } """)]
    [InlineData(""" "text": "A" """, """ "text": { "input": "a" } """)]
    public async Task Inputs_are_equal_however_they_are_written(string one, string other)
    {
        (await Run(one)).Should().Be("x ran");
        (await Run(other)).Should().Be("x stored");
    }

    [Theory]
    [InlineData("", """ "texts": [] """)]
    [InlineData(""" "integer": 1 """, """ "number": 1 """)]
    [InlineData(""" "texts": ["a", "b"] """, """ "texts": ["b", "a"] """)]
    [InlineData(""" "texts": ["a,b"] """, """ "texts": ["a", "b"] """)]
    [InlineData(""" "text": "a" """, """ "text": "A" """)]
    public async Task Inputs_that_differ_are_not_equal(string one, string other)
    {
        (await Run(one)).Should().Be("x ran");
        (await Run(other)).Should().Be("x ran");
    }

    [Fact]
    public async Task A_file_counts_by_its_bytes_and_not_by_its_name()
    {
        using var folder = new TempFolder();
        using var bench = new Bench(_nodes) { Folder = folder.Path };
        folder.Write("a.txt", "one");
        folder.Write("b.txt", "one");
        folder.Write("c.txt", "two");

        (await Read("a.txt")).Should().Equal("x ran");
        (await Read("b.txt")).Should().Equal("x stored");
        (await Read("c.txt")).Should().Equal("x ran");
        folder.Write("a.txt", "two");
        (await Read("a.txt")).Should().Equal("x stored");

        Task<string[]> Read(string file) => bench.OutcomesAsync(Bench.Json($$""" "x": { "type": "test.read", "inputs": { "file": "{{file}}" } } """, """ "x": { "link": "x.text" } """));
    }

    private async Task<string> Run(string inputs)
    {
        var outcomes = await _bench.OutcomesAsync(Bench.Json(
            $$""" "x": { "type": "test.kinds", "inputs": { {{inputs}} } }, "up": { "type": "test.upper", "inputs": { "text": "a" } } """,
            """ "x": { "link": "x.text" } """,
            """ "a": { "type": "text", "default": "A" } """));
        return outcomes[0];
    }
}

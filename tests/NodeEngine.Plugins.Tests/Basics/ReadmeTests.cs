using System.Text.RegularExpressions;
using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using Xunit;

namespace NodeEngine.Plugins.Tests.Basics;

public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string Readme =
        File.ReadAllText(Path.Combine(Workspace.Repository, "plugins", "NodeEngine.Plugins.Basics", "README.md")).ReplaceLineEndings("\n");

    private static readonly string[] Types = [.. Workspace.Catalog.Nodes.Where(node => node.Plugin == "basics").Select(node => node.Node.Spec.Type)];

    private readonly Workspace _workspace = new();

    public static TheoryData<string> Nodes => [.. Types];

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Nodes))]
    public async Task Every_node_has_an_example_that_gives_what_it_says(string type)
    {
        foreach (Match file in SampleFile().Matches(Readme))
        {
            _workspace.Write(file.Groups["name"].Value, file.Groups["content"].Value);
        }

        var example = Example().Matches(Readme).Should().ContainSingle(match => match.Groups["type"].Value == type).Subject;
        example.Groups["nodes"].Value.Should().Contain($"\"type\": \"{type}\"");
        var report = await _workspace.DoneAsync($$"""
            { "format": 1, "nodes": { {{example.Groups["nodes"].Value}} }, "outputs": { "result": { "link": "{{example.Groups["port"].Value}}" } } }
            """);
        report.Outputs["result"].ToString().Should().Be(example.Groups["result"].Value);
    }

    [Fact]
    public void The_readme_tells_of_no_node_that_there_is_not() =>
        Example().Matches(Readme).Select(match => match.Groups["type"].Value).Should().BeEquivalentTo(Types);

    [Fact]
    public void Every_node_and_port_has_help()
    {
        foreach (var spec in Workspace.Catalog.Nodes.Where(node => node.Plugin is "basics" or "images").Select(node => node.Node.Spec))
        {
            spec.Help.Should().NotBeEmpty(spec.Type);
            spec.Inputs.Concat(spec.Outputs).Where(port => port.Help.Length == 0).Select(port => port.Key).Should().BeEmpty(spec.Type);
        }
    }

    [GeneratedRegex(@"^`(?<name>[a-z.]+)`\n\n```text\n(?<content>.*?)```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SampleFile();

    [GeneratedRegex(@"^\*\*(?<type>[a-z._]+)\*\* [^\n]+\n\n```json\n(?<nodes>.*?)```\n\ngives `(?<port>[a-z_.]+)`: `(?<result>[^\n]*)`$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}

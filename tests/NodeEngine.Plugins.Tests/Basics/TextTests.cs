using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Basics;

public sealed class TextTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_plugins_of_the_repository_load_without_problems() => Workspace.Catalog.Problems.Should().BeEmpty();

    [Fact]
    public async Task A_template_is_filled_from_the_inputs_that_it_names()
    {
        var report = await _workspace.DoneAsync("""
            { "format": 1,
              "inputs": { "subject": { "type": "text", "default": "a {red} kettle" } },
              "nodes": { "prompt": { "type": "text.template", "inputs": { "template": "{{Photo}} of {subject}, {light}; {subject}", "subject": { "input": "subject" }, "light": "dusk" } } },
              "outputs": { "text": { "link": "prompt.text" } } }
            """);
        report.Text("text").Should().Be("{Photo} of a {red} kettle, dusk; a {red} kettle");
    }

    [Theory]
    [InlineData("a {b", "template-wrong", "*'{' at character 3*not closed*")]
    [InlineData("a b}", "template-wrong", "*'}' at character 4*closes nothing*")]
    [InlineData("{}", "template-wrong", "*placeholder without a name at character 1*")]
    [InlineData("{Big}", "template-wrong", "*'{Big}' cannot be an input*")]
    [InlineData("{template}", "template-wrong", "*name of the template's own input*")]
    public void A_template_that_is_wrong_is_a_problem(string template, string code, string message)
    {
        var problem = _workspace.Check(Workspace.One("text.template", $$"""{ "template": "{{template}}" }""", "text")).Should().ContainSingle().Subject;
        problem.Code.Should().Be(code);
        problem.Where.Should().Be("node.template");
        problem.Message.Should().Match(message);
    }

    [Fact]
    public async Task Texts_are_joined_and_split()
    {
        (await _workspace.ValueAsync("text.join", """{ "items": ["a", "", "b"], "separator": "-" }""", "text")).ToString().Should().Be("a--b");
        (await _workspace.ValueAsync("text.join", """{ "items": [] }""", "text")).ToString().Should().BeEmpty();
        (await _workspace.ValueAsync("text.split", """{ "text": "a\r\n b\n\nc", "trim": true, "drop_empty": true }""", "items")).ToString().Should().Be("[a, b, c]");
        (await _workspace.ValueAsync("text.split", """{ "text": "a, b", "separator": ", " }""", "items")).As<ListValue>().Items.Should().HaveCount(2);
    }
}

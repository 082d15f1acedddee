using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Basics;

public sealed class TextTests : IDisposable
{
    private const string Nested = "{{red|blue} kettle|jug}";

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

    [Fact]
    public async Task Lines_of_a_file_become_a_list_without_comments_and_blanks()
    {
        _workspace.Write("prompts.txt", "\uFEFF# winter\r\n a kettle \r\n\r\nein Kännchen\n");
        var report = await _workspace.DoneAsync("""
            { "format": 1,
              "nodes": { "read": { "type": "text.file", "inputs": { "file": "prompts.txt" } },
                         "lines": { "type": "text.lines", "inputs": { "text": { "link": "read.text" }, "comment": "#" } },
                         "raw": { "type": "text.lines", "inputs": { "text": { "link": "read.text" }, "trim": false, "drop_empty": false } } },
              "outputs": { "lines": { "link": "lines.items" }, "raw": { "link": "raw.items" } } }
            """);
        report.Outputs["lines"].ToString().Should().Be("[a kettle, ein Kännchen]");
        report.Outputs["raw"].ToString().Should().Be("[# winter,  a kettle , , ein Kännchen, ]");
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, "*notes.txt' is written in UTF-16.")]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'b', 0xE4, (byte)'c' }, "*notes.txt' is not UTF-8 text: the byte e4 in line 2 cannot be read.")]
    [InlineData(new byte[] { (byte)'a', 0, (byte)'b' }, "*notes.txt' is not UTF-8 text: a NUL byte in line 1 cannot be read.")]
    [InlineData(new byte[] { (byte)'a', 0xC3 }, "*notes.txt' is not UTF-8 text: the byte c3 in line 1 cannot be read.")]
    public async Task A_file_in_another_encoding_is_told_from_text(byte[] content, string message)
    {
        _workspace.Write("notes.txt", content);
        var error = await _workspace.ErrorAsync(Workspace.One("text.file", """{ "file": "notes.txt" }""", "text"));
        error.Code.Should().Be("text-encoding");
        error.Message.Should().Match(message);
        error.Advice.Should().Be("Save it as UTF-8.");
    }

    [Fact]
    public async Task A_text_file_that_is_too_large_is_refused_before_it_is_read()
    {
        _workspace.Write("large.txt", new byte[10_000_001]);
        var error = await _workspace.ErrorAsync(Workspace.One("text.file", """{ "file": "large.txt" }""", "text"));
        error.Code.Should().Be("text-too-large");
        error.Message.Should().Match("*large.txt' has 10000001 bytes; the limit is 10000000.");
    }

    [Theory]
    [InlineData("""{ "text": "a.b.c", "find": ".", "replacement": "-" }""", "a-b-c")]
    [InlineData("""{ "text": "Red red", "find": "red", "replacement": "blue", "ignore_case": true }""", "blue blue")]
    [InlineData("""{ "text": "Red red", "find": "red" }""", "Red ")]
    [InlineData("""{ "text": "size 10x20", "find": "(\\d+)x(?<height>\\d+)", "replacement": "${height}x$1, $$5", "regex": true }""", "size 20x10, $5")]
    [InlineData("""{ "text": "a\nb", "find": "(?m)^", "replacement": "> ", "regex": true }""", "> a\n> b")]
    [InlineData("""{ "text": "abc", "find": "x*", "replacement": "-", "regex": true }""", "-a-b-c-")]
    public async Task Texts_and_patterns_are_replaced(string inputs, string expected) =>
        (await _workspace.ValueAsync("text.replace", inputs, "text")).ToString().Should().Be(expected);

    [Theory]
    [InlineData("""{ "text": "a", "find": "" }""", "find-empty", "There is nothing to look for*")]
    [InlineData("""{ "text": "a", "find": "(a", "regex": true }""", "regex-wrong", "'(a' is not a regular expression*")]
    [InlineData("""{ "text": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "find": "^(a+)+$", "regex": true }""", "regex-too-slow", "'^(a+)+$' was not done after 2 seconds on a text of 45 characters.")]
    public async Task What_cannot_be_looked_for_fails_and_says_why(string inputs, string code, string message)
    {
        var error = await _workspace.ErrorAsync(Workspace.One("text.replace", inputs, "text"));
        error.Code.Should().Be(code);
        error.Message.Should().Match(message);
        error.Advice.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task The_time_limit_is_for_all_matches_together()
    {
        _workspace.Write("slow.txt", string.Concat(Enumerable.Repeat("aaaaaaaaaaaaaaaaaaaaaab\n", 1000)));
        var error = await _workspace.ErrorAsync("""
            { "format": 1,
              "nodes": { "read": { "type": "text.file", "inputs": { "file": "slow.txt" } },
                         "node": { "type": "text.replace", "inputs": { "text": { "link": "read.text" }, "find": "(?m)^(a+)+$|b", "regex": true } } },
              "outputs": { "text": { "link": "node.text" } } }
            """);
        error.Code.Should().Be("regex-too-slow");
    }

    [Fact]
    public async Task Replacements_that_would_fill_the_memory_fail()
    {
        _workspace.Write("long.txt", new string('a', 200_000));
        var error = await _workspace.ErrorAsync($$"""
            { "format": 1,
              "nodes": { "read": { "type": "text.file", "inputs": { "file": "long.txt" } },
                         "node": { "type": "text.replace", "inputs": { "text": { "link": "read.text" }, "find": "a", "regex": true, "replacement": "{{new string('b', 100)}}" } } },
              "outputs": { "text": { "link": "node.text" } } }
            """);
        error.Code.Should().Be("text-too-long");
    }

    [Fact]
    public async Task A_seed_chooses_the_same_for_good()
    {
        // Worked out by another implementation of xoshiro256** and SHA-256: these must never change.
        var chosen = new List<string>();
        foreach (var seed in new[] { 1, 2, 3, -7 })
        {
            chosen.Add((await _workspace.ValueAsync("text.choose", $$"""{ "options": ["red", "green", "blue", "white"], "seed": {{seed}} }""", "text")).ToString()!);
        }

        chosen.Should().Equal("green", "green", "white", "blue");
    }

    [Fact]
    public async Task Wildcards_are_chosen_inside_one_another()
    {
        var chosen = new List<string>();
        for (var seed = 1; seed <= 6; seed++)
        {
            chosen.Add((await _workspace.ValueAsync("text.choose", $$"""{ "options": "a {{Nested}} at {dawn|noon|dusk} {x}", "seed": {{seed}} }""", "text")).ToString()!);
        }

        chosen.Should().Equal("a red kettle at dawn {x}", "a jug at dusk {x}", "a red kettle at dusk {x}", "a jug at dawn {x}", "a jug at dawn {x}", "a jug at dusk {x}");
    }

    [Fact]
    public async Task Wildcards_can_be_escaped_emptied_and_left_alone()
    {
        (await _workspace.ValueAsync("text.choose", """{ "options": "a \\{b\\|c\\} \\\\ {|}d|e" }""", "text")).ToString().Should().Be("a {b|c} \\ d|e");
        (await _workspace.ValueAsync("text.choose", """{ "options": "{a|b}", "wildcards": false }""", "text")).ToString().Should().Be("{a|b}");
        var deep = new string('{', 50_000) + "a" + new string('}', 50_000);
        (await _workspace.ValueAsync("text.choose", $$"""{ "options": "{{deep}}" }""", "text")).ToString().Should().Be(deep);
    }

    [Theory]
    [InlineData("""{ "options": [] }""", "list-empty", "There are no options to choose from.")]
    [InlineData("""{ "options": "a {b|c" }""", "wildcard-wrong", "The '{' at character 3 of \"a {b|c\" is not closed.")]
    [InlineData("""{ "options": "a b}" }""", "wildcard-wrong", "The '}' at character 4 of \"a b}\" closes nothing.")]
    public async Task Options_that_cannot_be_chosen_from_fail(string inputs, string code, string message)
    {
        var error = await _workspace.ErrorAsync(Workspace.One("text.choose", inputs, "text"));
        error.Code.Should().Be(code);
        error.Message.Should().Be(message);
    }

}

using System.Text.Json;
using FluentAssertions;
using NodeEngine.App.Tests.Support;
using Xunit;

namespace NodeEngine.App.Tests;

public sealed class RunTests : IDisposable
{
    private const string Hero = """
        {
          "format": 1,
          "inputs": { "subject": { "type": "text", "default": "a red kettle" }, "photo": { "type": "file", "default": "photo.png" } },
          "nodes": {
            "prompt": { "type": "text.template", "inputs": { "template": "Photograph of {subject}", "subject": { "input": "subject" } } },
            "photo": { "type": "image.load", "inputs": { "file": { "input": "photo" } } },
            "shoot": { "type": "openai.gpt-image-2", "inputs": { "prompt": { "link": "prompt.text" }, "references": [ { "link": "photo.image" } ], "count": 2 } },
            "web": { "type": "image.resize", "inputs": { "image": { "link": "shoot.image" }, "width": 200 } },
            "keep": { "type": "image.save", "inputs": { "image": { "link": "web.image" }, "name": "web/kept.jpg" } }
          },
          "outputs": { "hero": { "link": "web.image" }, "all": { "link": "shoot.images" }, "prompt": { "link": "prompt.text" } }
        }
        """;

    private readonly TestWorkspace _workspace = new();

    public RunTests()
    {
        _workspace.Write("graphs/photo.png", Png.Black(64, 64));
        _workspace.Write("graphs/hero.json", Hero);
        _workspace.Write("graphs/greeting.json", TestWorkspace.Greeting);
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_graph_runs_in_the_sandbox_and_tells_programs_what_it_made()
    {
        var ended = await Cli.RunAsync(_workspace.Folder, "run", "graphs/hero.json", "--sandbox", "--json", "--out", "pictures", "--events", "events.jsonl", "--set", "subject=a teapot");

        ended.Code.Should().Be(0);
        var run = ended.Json;
        run.GetProperty("status").GetString().Should().Be("done");
        run.GetProperty("simulated").GetBoolean().Should().BeTrue();
        run.GetProperty("nodes").EnumerateArray().Select(node => $"{node.GetProperty("id")} {node.GetProperty("type")}").Should().Equal(
            "prompt text.template", "photo image.load", "shoot openai.gpt-image-2", "web image.resize", "keep image.save");
        // What costs nothing is made before, to know the price of the rest.
        Outcomes(run).Skip(2).Should().Equal("shoot ran", "web ran", "keep ran");
        var outputs = run.GetProperty("outputs");
        outputs.GetProperty("prompt").ToString().Should().Contain("Photograph of a teapot");
        outputs.GetProperty("hero").GetProperty("path").GetString().Should().Be(_workspace.PathOf("pictures/hero.png"));
        outputs.GetProperty("hero").GetProperty("width").GetInt32().Should().Be(200);
        outputs.GetProperty("all").EnumerateArray().Select(item => Path.GetFileName(item.GetProperty("path").GetString())).Should().Equal("all-0001.png", "all-0002.png");
        _workspace.Files("pictures").Should().Equal("all-0001.png", "all-0002.png", "hero.png", "web/kept.jpg");

        var events = File.ReadLines(_workspace.PathOf("events.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        events.Select(one => one.GetProperty("seq").GetInt32()).Should().Equal(Enumerable.Range(1, events.Count));
        events[0].GetProperty("run").GetString().Should().Be(run.GetProperty("run").GetString());
        events[^1].GetProperty("status").GetString().Should().Be("done");
        events.Single(one => one.GetProperty("event").GetString() == "node_finished" && one.GetProperty("node").GetString() == "keep")
            .GetProperty("files")[0].GetString().Should().Be(_workspace.PathOf("pictures/web/kept.jpg"));
    }

    [Fact]
    public async Task From_another_folder_paths_count_from_the_graph_and_pictures_go_below_the_current_folder()
    {
        Directory.CreateDirectory(_workspace.PathOf("elsewhere"));
        var ended = await Cli.RunAsync(_workspace.PathOf("elsewhere"), "run", "../graphs/hero.json", "--sandbox", "--target", "hero");

        ended.Code.Should().Be(0);
        ended.Lines.Should().ContainSingle().Which.Should().MatchRegex("^hero = outputs/hero/[0-9]{8}-[0-9]{6}-[0-9a-f]{4}/hero.png \\(200x200\\)$");
        _workspace.Files("elsewhere").Should().ContainSingle("only what leads to the target runs").Which.Should().EndWith("/hero.png");
        ended.Error.Should().Contain("shoot: ran in ").And.Contain("Done in ").And.NotContain("keep");
    }

    [Fact]
    public async Task No_folder_is_made_when_nothing_is_written()
    {
        var ended = await Cli.RunAsync(_workspace.Folder, "run", "graphs/greeting.json", "--set", "name=you", "--out", "plugins.json/below-a-file");
        ended.Code.Should().Be(0);
        ended.Out.Should().Be("greeting = Hello you!\n");
        Directory.Exists(_workspace.PathOf("outputs")).Should().BeFalse();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_before_anything_runs()
    {
        var before = _workspace.Files().ToList();
        var ended = await Cli.RunAsync(_workspace.Folder, "run", "graphs/hero.json", "--sandbox", "--out", "plugins.json/pictures", "--events", "events.jsonl");
        ended.Code.Should().Be(2);
        ended.Out.Should().BeEmpty();
        ended.Error.Should().Contain("out-unwritable").And.Contain("plugins.json' is a file").And.Contain("--out").And.NotContain("ran in");
        _workspace.Files().Should().Equal(before);
    }

    [Fact]
    public async Task Without_a_key_both_ways_out_are_told_and_nothing_is_run()
    {
        var ended = await Cli.RunAsync(_workspace.Folder, "run", "graphs/hero.json");
        ended.Code.Should().Be(2);
        ended.Error.Should().Contain("graphs/hero.json:7:").And.Contain("key-missing at shoot")
            .And.Contain("external_openai_api_key").And.Contain("NODEENGINE_EXTERNAL_OPENAI_API_KEY").And.Contain("--sandbox").And.EndWith("Not run: 1 error.");
        _workspace.Files("outputs").Should().BeEmpty();
    }

    [Fact]
    public async Task A_mistake_is_told_to_programs_in_the_shape_that_check_has()
    {
        var ended = await Cli.RunAsync(_workspace.Folder, "run", "graphs/greeting.json", "--set", "nam=you", "--target", "greetng", "--json");
        ended.Code.Should().Be(2);
        ended.Json.GetProperty("problems").EnumerateArray().Select(problem => $"{problem.GetProperty("code")}: {problem.GetProperty("suggestion")}").Should().Equal(
            "input-unknown: Did you mean 'name'?", "target-unknown: Did you mean 'greeting'?");
    }

    [Fact]
    public async Task Pictures_that_are_none_fail_by_themselves_and_spare_the_rest()
    {
        var good = Png.Black(300, 300);
        var pictures = new Dictionary<string, byte[]>
        {
            ["good"] = good,
            ["truncated"] = [.. good.Take(good.Length / 2)],
            ["nothing"] = [],
            ["text"] = "This is a letter, and no picture."u8.ToArray(),
            ["vast"] = Png.Black(30_000, 30_000, bits: 1),
        };
        foreach (var (name, content) in pictures)
        {
            _workspace.Write($"graphs/{name}.png", content);
        }

        string[] names = [.. pictures.Keys];
        _workspace.Write("graphs/bad.json", $$"""
            {
              "format": 1,
              "nodes": {
                {{string.Join(",\n", names.Select(name => $$"""
                "{{name}}": { "type": "image.load", "inputs": { "file": "{{name}}.png" } },
                "small-{{name}}": { "type": "image.resize", "inputs": { "image": { "link": "{{name}}.image" }, "width": 10 } }
                """))}}
              },
              "outputs": { {{string.Join(", ", names.Select(name => $$"""
              "{{name}}": { "link": "small-{{name}}.image" }
              """))}} }
            }
            """);

        var ended = await Cli.RunAsync(_workspace.Folder, "run", "graphs/bad.json", "--json", "--out", "out");

        ended.Code.Should().Be(1);
        ended.Json.GetProperty("status").GetString().Should().Be("partial");
        var failures = ended.Json.GetProperty("nodes").EnumerateArray().Where(node => node.GetProperty("outcome").GetString() == "failed").ToList();
        failures.Select(node => $"{node.GetProperty("id")}: {node.GetProperty("error").GetProperty("code")}").Should().Equal(
            "small-truncated: image-damaged",
            "nothing: image-empty",
            "text: image-unreadable",
            "vast: image-too-large");
        failures.Select(node => node.GetProperty("error").GetProperty("message").GetString()).Should().OnlyContain(message => message!.Contains(".png'", StringComparison.Ordinal), "a message names the file");
        _workspace.Files("out").Should().Equal("good.png");
    }

    [Fact]
    public async Task Ctrl_C_waits_for_the_paid_call_on_its_way_and_starts_nothing_more()
    {
        using var provider = new GatedProvider(Png.Black(1024, 1024));
        _workspace.Write("api_keys.yaml", $"external_openai_base_url: {provider.Url}\n");
        using var cli = Cli.Start(_workspace.Folder, ["run", "graphs/hero.json", "--json", "--out", "out"]);

        await provider.Arrived;
        cli.Break();
        await cli.Error.LineAsync(line => line.StartsWith("Stopping", StringComparison.Ordinal));
        provider.Answer();
        var ended = await cli.EndAsync();

        ended.Code.Should().Be(130);
        ended.Json.GetProperty("status").GetString().Should().Be("cancelled");
        Outcomes(ended.Json).Skip(2).Should().Equal("shoot ran", "web cancelled", "keep cancelled");
    }

    [Fact]
    public async Task A_second_Ctrl_C_leaves_at_once()
    {
        using var provider = new GatedProvider(Png.Black(8, 8));
        _workspace.Write("api_keys.yaml", $"external_openai_base_url: {provider.Url}\n");
        using var cli = Cli.Start(_workspace.Folder, ["run", "graphs/hero.json", "--json", "--out", "out"]);

        await provider.Arrived;
        cli.Break();
        await cli.Error.LineAsync(line => line.StartsWith("Stopping", StringComparison.Ordinal));
        cli.Break();
        var ended = await cli.EndAsync();

        ended.Code.Should().Be(130);
        ended.Out.Should().BeEmpty();
    }

    private static IEnumerable<string> Outcomes(JsonElement run) =>
        run.GetProperty("nodes").EnumerateArray().Select(node => $"{node.GetProperty("id")} {node.GetProperty("outcome")}");
}

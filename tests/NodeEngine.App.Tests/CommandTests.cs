using System.Text.Json;
using FluentAssertions;
using NodeEngine.App.Tests.Support;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.App.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly TestWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task The_help_names_every_command_and_shows_examples()
    {
        var ended = await Cli.RunAsync(_workspace.Folder, "--help");
        ended.Code.Should().Be(0);
        Trimmed(ended.Out).Should().Be(Trimmed(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "NodeEngine.App.Tests", "Golden", "help.txt"))));

        (await Cli.RunAsync(_workspace.Folder, "run", "--help")).Out.Should().Contain("Examples:").And.Contain("nodeengine run hero.json --sandbox");
    }

    [Theory]
    [InlineData("chekc", "error: There is no command 'chekc'. Did you mean 'check'?")]
    [InlineData("run hero.json --sandbx", "error: There is no option '--sandbx'. Did you mean '--sandbox'?")]
    [InlineData("check --sandbx", "error: There is no option '--sandbx'. Did you mean '--sandbox'?")]
    [InlineData("run", "error: It needs <graph>. See: nodeengine run --help")]
    [InlineData("nodes image.rezise", "error: There is no node type 'image.rezise'. Did you mean 'image.resize'?")]
    [InlineData("models show openai.gpt-imge-2", "error: There is no model 'openai.gpt-imge-2'. Did you mean 'openai.gpt-image-2'?")]
    [InlineData("sandbox --as-of yesterday", "error: --as-of takes a day such as 2026-11-25, not 'yesterday'. See: nodeengine sandbox --help")]
    public async Task What_is_mistyped_is_told_with_what_was_probably_meant(string line, string message) =>
        (await Cli.RunAsync(_workspace.Folder, line.Split(' '))).Should().Be(new Ended(2, "", message));

    [Fact]
    public async Task Outside_of_a_workspace_the_ways_to_one_are_told()
    {
        using var elsewhere = new TestWorkspace();
        File.Delete(elsewhere.PathOf("plugins.json"));
        var ended = await Cli.RunAsync(elsewhere.Folder, "nodes");
        ended.Code.Should().Be(2);
        ended.Error.Should().Contain("workspace-missing").And.Contain("--workspace").And.Contain("nodeengine new");
        (await Cli.RunAsync(elsewhere.Folder, "nodes", "--workspace", _workspace.Folder)).Code.Should().Be(0);
    }

    [Fact]
    public async Task Nodes_are_told_to_programs_with_all_their_ports()
    {
        var ended = await Cli.RunAsync(_workspace.Folder, "nodes", "--json");
        ended.Json.GetProperty("problems").GetArrayLength().Should().Be(0);
        var nodes = ended.Json.GetProperty("nodes").EnumerateArray().ToDictionary(node => node.GetProperty("type").GetString()!);
        nodes.Keys.Should().BeInAscendingOrder(StringComparer.Ordinal).And.Contain(["text.join", "image.resize", "openai.gpt-image-2"]);

        var join = nodes["text.join"];
        join.GetProperty("purity").GetString().Should().Be("pure");
        join.GetProperty("plugin").GetString().Should().Be("basics");
        join.GetProperty("help").GetString().Should().NotBeEmpty();
        var items = join.GetProperty("inputs")[0];
        (items.GetProperty("key").GetString(), items.GetProperty("type").GetString(), items.GetProperty("required").GetBoolean()).Should().Be(("items", "text[]", true));
        join.GetProperty("inputs")[1].GetProperty("default").GetString().Should().Be(", ");

        var take = nodes["openai.gpt-image-2"].GetProperty("inputs").EnumerateArray().Single(port => port.GetProperty("key").GetString() == "take");
        take.GetProperty("min").GetDouble().Should().Be(1);
        nodes["openai.gpt-image-2"].GetProperty("purity").GetString().Should().Be("sampled");
        nodes["openai.gpt-image-2"].GetProperty("model").GetProperty("operations")[0].GetString().Should().Be("generate");
    }

    [Fact]
    public async Task A_node_is_shown_with_what_each_port_takes()
    {
        var ended = await Cli.RunAsync(_workspace.Folder, "nodes", "image.flip");
        ended.Code.Should().Be(0);
        ended.Out.Should().Contain("image.flip").And.Contain("choice: horizontal | vertical").And.Contain("default horizontal").And.Contain("image, required").And.Contain("Outputs");
    }

    [Fact]
    public async Task A_broken_plugin_is_told_and_spares_the_others()
    {
        var plugins = File.ReadAllText(_workspace.PathOf("plugins.json")).Replace("\"plugins\": [", "\"plugins\": [ { \"id\": \"mine\", \"path\": \"mine.dll\" },", StringComparison.Ordinal);
        _workspace.Write("plugins.json", plugins);
        _workspace.Write("mine.dll", "no assembly");

        var listed = await Cli.RunAsync(_workspace.Folder, "plugins", "list", "--json");
        listed.Json.GetProperty("plugins").EnumerateArray().Select(plugin => $"{plugin.GetProperty("id")} {plugin.GetProperty("state")}").Should().StartWith(["mine broken", "basics loaded"]);
        listed.Json.GetProperty("problems")[0].GetProperty("code").GetString().Should().Be("plugin-broken");

        _workspace.Write("greeting.json", TestWorkspace.Greeting);
        var run = await Cli.RunAsync(_workspace.Folder, "run", "greeting.json");
        run.Code.Should().Be(0);
        run.Error.Should().Contain("warning plugin-broken");

        (await Cli.RunAsync(_workspace.Folder, "doctor")).Code.Should().Be(1);
    }

    [Fact]
    public async Task The_doctor_says_that_there_is_a_key_and_never_which()
    {
        using var cli = Cli.Start(_workspace.Folder, ["doctor", "--json"], new Dictionary<string, string> { ["NODEENGINE_EXTERNAL_OPENAI_API_KEY"] = "sk-very-secret" });
        var ended = await cli.EndAsync();
        ended.Code.Should().Be(0);
        (ended.Out + ended.Error).Should().NotContain("secret");
        var findings = ended.Json.GetProperty("findings").EnumerateArray().ToDictionary(finding => finding.GetProperty("name").GetString()!, finding => finding);
        findings["key openai"].GetProperty("detail").GetString().Should().Be("present");
        findings["libvips"].GetProperty("state").GetString().Should().Be("ok");
        findings["workspace"].GetProperty("state").GetString().Should().Be("ok");
        _workspace.Files().Should().Equal("plugins.json");
    }

    [Fact]
    public async Task Models_are_listed_with_lifecycle_key_and_operations()
    {
        _workspace.Write("api_keys.yaml", "external_openai_api_key: sk-very-secret\n");
        var ended = await Cli.RunAsync(_workspace.Folder, "models", "--json");
        (ended.Out + ended.Error).Should().NotContain("secret");
        var model = ended.Json.GetProperty("models").EnumerateArray().Single(one => one.GetProperty("type").GetString() == "openai.gpt-image-2");
        model.GetProperty("status").GetString().Should().Be("active");
        model.GetProperty("key_present").GetBoolean().Should().BeTrue();
        model.GetProperty("operations").EnumerateArray().Select(one => one.GetString()).Should().Contain("generate");

        var shown = await Cli.RunAsync(_workspace.Folder, "models", "show", "gpt-image-2");
        shown.Out.Should().StartWith("openai.gpt-image-2").And.Contain("Lifecycle").And.Contain("Price").And.Contain("1024x1024");
    }

    [Fact]
    public async Task A_descriptor_is_checked_before_it_is_used()
    {
        var shipped = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "plugins", "NodeEngine.Plugins.OpenAI", "models", "gpt-image-2.yaml"));
        _workspace.Write("good.yaml", shipped);
        _workspace.Write("bad.yaml", shipped + "\ncolour: red\n");
        var ended = await Cli.RunAsync(_workspace.Folder, "models", "check", "good.yaml", "bad.yaml", "--json");
        ended.Code.Should().Be(2);
        ended.Json.GetProperty("problems").EnumerateArray().Select(problem => Path.GetFileName(problem.GetProperty("file").GetString())).Distinct().Should().Equal("bad.yaml");
    }

    [Fact]
    public async Task Schemas_are_json_and_never_half_written()
    {
        var graphs = await Cli.RunAsync(_workspace.Folder, "schema", "--out", "graph.schema.json");
        graphs.Should().Be(new Ended(0, "", "Wrote graph.schema.json."));
        using var schema = JsonDocument.Parse(File.ReadAllText(_workspace.PathOf("graph.schema.json")));
        schema.RootElement.GetProperty("$schema").GetString().Should().Contain("2020-12");
        (await Cli.RunAsync(_workspace.Folder, "schema", "--descriptors")).Json.GetProperty("$schema").GetString().Should().Contain("2020-12");

        var refused = await Cli.RunAsync(_workspace.Folder, "schema", "--out", "plugins.json/schema.json");
        refused.Code.Should().Be(2);
        _workspace.Files().Should().Equal("graph.schema.json", "plugins.json");
    }

    [Fact]
    public async Task A_new_workspace_runs_at_once_and_is_never_written_over()
    {
        var made = await Cli.RunAsync(_workspace.Folder, "new", "mine");
        made.Code.Should().Be(0);
        made.Out.Should().Contain("nodeengine run graphs/product-hero.json --sandbox");
        var files = _workspace.Files("mine").ToList();
        files.Should().Contain([".gitignore", "api_keys.example.yaml", "graphs/graph.schema.json", "graphs/product-hero.json", "graphs/samples/kettle.png", "plugins.json"]);

        var run = await Cli.RunAsync(_workspace.PathOf("mine"), "run", "graphs/product-hero.json", "--sandbox", "--json");
        run.Code.Should().Be(0, run.Error);
        File.Exists(run.Json.GetProperty("outputs").GetProperty("hero").GetProperty("path").GetString()).Should().BeTrue();

        (await Cli.RunAsync(_workspace.PathOf("mine"), "check", "graphs/graph.schema.json", "graphs/product-hero.json")).Should().Be(
            new Ended(0, "", "graphs/graph.schema.json is a schema and no graph: left out.\n1 graph checked: no problems."));

        var again = await Cli.RunAsync(_workspace.Folder, "new", "mine");
        again.Code.Should().Be(2);
        again.Error.Should().Contain("'mine' already has").And.Contain("Nothing was written");
    }

    [Fact]
    public async Task The_sandbox_serves_until_it_is_told_to_stop()
    {
        using var cli = Cli.Start(_workspace.Folder, ["sandbox", "--json", "--as-of", "2026-01-01"]);
        var url = (await cli.Out.LineAsync(line => line.Contains("\"url\"", StringComparison.Ordinal))).Split('"')[3];
        using var http = new HttpClient();
        var requests = await http.GetStringAsync(new Uri(new Uri(url), "sandbox/requests"));
        JsonDocument.Parse(requests).RootElement.ToString().Should().NotContain("Authorization");
        cli.Break();
        var ended = await cli.EndAsync();
        ended.Code.Should().Be(0);
        ended.Json.GetProperty("providers").EnumerateObject().Select(provider => provider.Name).Should().BeEquivalentTo(SandboxProviders.Ids);
        ended.Json.GetProperty("providers").GetProperty("openai").GetString().Should().StartWith(url);
    }

    [Fact]
    public async Task Who_stops_reading_is_no_failure_and_a_full_disk_is_one()
    {
        var command = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "nodeengine.dll")}' nodes --json";
        var ended = await Cli.ShellAsync(_workspace.Folder, $"({command}; echo \"piped $?\" >&2) | head -n 1; {command} > /dev/full; echo \"full $?\" >&2");
        ended.Out.Should().Be("{\n");
        ended.Error.Split('\n').Should().Equal("piped 0", "error: Standard output cannot be written: No space left on device.", "full 1");
    }

    private static string Trimmed(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).TrimEnd();
}

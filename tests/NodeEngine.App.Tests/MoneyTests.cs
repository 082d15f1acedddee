using System.Text.Json;
using FluentAssertions;
using NodeEngine.App.Tests.Support;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.App.Tests;

/// <summary>What commands tell about money, with a stand-in that is taken for a real provider.</summary>
public sealed class MoneyTests : IAsyncLifetime, IDisposable
{
    private const string Hero = """
        {
          "format": 1,
          "name": "Hero",
          "inputs": { "thing": { "type": "text", "default": "cup" } },
          "nodes": {
            "prompt": { "type": "text.template", "inputs": { "template": "A {thing} on a table", "thing": { "input": "thing" } } },
            "shoot": { "type": "openai.gpt-image-2", "inputs": { "prompt": { "link": "prompt.text" }, "size": "1024x1024", "quality": "low" } },
            "small": { "type": "image.resize", "inputs": { "image": { "link": "shoot.image" }, "width": 64 } },
            "night": { "type": "openai.gpt-image-2", "inputs": { "prompt": "Make it night", "references": [ { "link": "small.image" } ], "size": "1024x1024", "quality": "low" } }
          },
          "outputs": { "hero": { "link": "shoot.image" }, "night": { "link": "night.image" } }
        }
        """;

    private readonly TestWorkspace _workspace = new();
    private SandboxServer _provider = null!;

    private int Sent => _provider.Requests.Count(request => request.Path.Contains("/images/", StringComparison.Ordinal));

    public async Task InitializeAsync()
    {
        _provider = await SandboxServer.StartAsync();
        _workspace.Write("hero.json", Hero);
    }

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Plan_tells_what_is_stored_what_runs_and_what_it_costs()
    {
        var before = (await RunAsync("plan", "hero.json", "--json")).Json;
        Nodes(before).Should().Equal("prompt stored", "shoot runs", "small unknown after shoot", "night unknown after shoot");
        var shoot = before.GetProperty("nodes")[1];
        shoot.GetProperty("price_list").GetString().Should().Be("2026-04-21");
        shoot.GetProperty("price_usd").GetProperty("expected").GetDecimal().Should().BeInRange(0.00588m, 0.00595m);
        before.GetProperty("price_usd").GetProperty("low").GetDecimal().Should().Be(shoot.GetProperty("price_usd").GetProperty("low").GetDecimal());
        before.GetProperty("providers")[0].GetString().Should().Be("openai");

        var text = await RunAsync("plan", "hero.json");
        text.Code.Should().Be(0);
        text.Lines[^1].Should().MatchRegex(@"^Price: \$0\.006 to \$0\.0\d\d, about \$0\.0\d\d, at OpenAI$");
        text.Out.Should().MatchRegex(@"night +openai\.gpt-image-2 +unknown until shoot ran +\$0 to");
        Sent.Should().Be(0);

        (await RunAsync("run", "hero.json")).Code.Should().Be(0);
        Nodes((await RunAsync("plan", "hero.json", "--json")).Json).Should().Equal("prompt stored", "shoot stored", "small stored", "night stored");
        (await RunAsync("plan", "hero.json")).Lines[^1].Should().Be("Price: nothing");
    }

    [Fact]
    public async Task A_budget_below_the_dearest_price_refuses_before_the_first_request_and_shows_the_arithmetic()
    {
        var refused = await RunAsync("run", "hero.json", "--budget", "0.01");
        refused.Code.Should().Be(3);
        refused.Error.Should().MatchRegex(@"The run may cost \$0\.006 to \$0\.0\d\d, about \$0\.0\d\d, and the budget is \$0\.010: at its dearest it is \$0\.0\d\d too little\. Raise it to --budget 0\.0\d\d,");
        refused.Error.Should().EndWith("Not run: 1 error.");
        Sent.Should().Be(0);

        var json = await RunAsync("run", "hero.json", "--budget", "0.01", "--json");
        json.Code.Should().Be(3);
        json.Json.GetProperty("problems")[0].GetProperty("code").GetString().Should().Be("budget");

        var stopped = await RunAsync("run", "hero.json", "--budget", "0.01", "--budget-stop", "--json");
        stopped.Code.Should().Be(1);
        stopped.Json.GetProperty("status").GetString().Should().Be("partial");
        stopped.Json.GetProperty("nodes")[3].GetProperty("error").GetProperty("code").GetString().Should().Be("budget");
        stopped.Json.GetProperty("price_usd").GetDecimal().Should().BeInRange(0.005m, 0.01m);
        Sent.Should().Be(1);

        (await RunAsync("run", "hero.json", "--budget", "1")).Code.Should().Be(0);
        Sent.Should().Be(2, "what was paid before is not paid again");
    }

    [Fact]
    public async Task A_daily_budget_counts_what_was_spent_today()
    {
        _workspace.Write("api_keys.yaml", "external_openai_daily_budget_usd: 0.07\n");
        (await RunAsync("run", "hero.json")).Code.Should().Be(0);
        var refused = await RunAsync("run", "hero.json", "--set", "thing=lamp");
        refused.Code.Should().Be(3);
        refused.Error.Should().Contain("at OpenAI, $0.01").And.Contain("are spent there today, and its budget for a day is $0.070");
        Sent.Should().Be(2);
    }

    [Fact]
    public async Task Rows_of_inputs_make_one_run_each_and_one_report()
    {
        _workspace.Write("things.csv", "thing\nlamp\n\"cup, red\"\n");
        var ended = await RunAsync("run", "hero.json", "--inputs", "things.csv", "--out", "all", "--json", "--target", "hero");
        ended.Code.Should().Be(0);
        ended.Json.GetProperty("status").GetString().Should().Be("done");
        ended.Json.GetProperty("runs").EnumerateArray().Select(row => $"{row.GetProperty("row")} {row.GetProperty("inputs").GetProperty("thing")} {row.GetProperty("run").GetProperty("status")}")
            .Should().Equal("1 lamp done", "2 cup, red done");
        _workspace.Files("all").Should().Equal("0001/hero.png", "0002/hero.png");
        ended.Error.Should().Contain("2 of 2 rows done");
        Sent.Should().Be(2);

        _workspace.Write("things.json", """[ { "thing": "lamp" }, { "thing": "vase" }, { "other": 1 } ]""");
        var wrong = await RunAsync("run", "hero.json", "--inputs", "things.json", "--target", "hero");
        wrong.Code.Should().Be(2);
        wrong.Error.Should().Contain("Row 3: The graph has no input 'other'.");
        Sent.Should().Be(2, "all rows are checked before the first one runs");

        _workspace.Write("things.json", """[ { "thing": "lamp" }, { "thing": "vase" }, { "thing": "bowl" } ]""");
        var stopped = await RunAsync("run", "hero.json", "--inputs", "things.json", "--target", "hero", "--budget", "0.007", "--budget-stop");
        stopped.Code.Should().Be(1);
        stopped.Error.Should().Contain("2 of 3 rows done").And.Contain("budget");
        Sent.Should().Be(3);
    }

    [Fact]
    public async Task A_picture_gives_its_graph_back_and_running_that_pays_nothing()
    {
        (await RunAsync("run", "hero.json", "--out", "first", "--set", "thing=lamp")).Code.Should().Be(0);
        var recipe = await RunAsync("recipe", "first/night.png");
        recipe.Code.Should().Be(0);
        _workspace.Write("again.json", recipe.Out);
        var again = await RunAsync("run", "again.json", "--out", "second", "--json", "--no-recipe");
        again.Json.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("outcome").GetString()).Should().OnlyContain(outcome => outcome == "stored");
        Sent.Should().Be(2);

        var whole = (await RunAsync("recipe", "first/night.png", "--json")).Json;
        whole.GetProperty("inputs").GetProperty("thing").GetString().Should().Be("lamp");
        whole.GetProperty("addresses").EnumerateObject().Select(address => address.Name).Should().Equal("prompt", "shoot", "small", "night");

        var none = await RunAsync("recipe", "second/night.png");
        none.Code.Should().Be(2);
        none.Error.Should().Be("error: 'second/night.png' carries no recipe. Pictures written by a run carry one, unless it ran with --no-recipe or another program took it out.");
        File.ReadAllText(_workspace.PathOf("first/night.png")).Should().NotContain(_workspace.Folder).And.NotContain("sk-");
    }

    [Theory]
    [InlineData("image")]
    [InlineData("file")]
    public async Task A_picture_made_from_a_photo_that_is_gone_can_be_made_again(string type)
    {
        var load = type == "image" ? "{ \"input\": \"photo\" }" : "{ \"link\": \"load.image\" }";
        var node = type == "image" ? "" : "\"load\": { \"type\": \"image.load\", \"inputs\": { \"file\": { \"input\": \"photo\" } } },";
        _workspace.Write("graphs/flip.json", $$"""
            { "format": 1, "inputs": { "photo": { "type": "{{type}}" } },
              "nodes": { {{node}} "flip": { "type": "image.flip", "inputs": { "image": {{load}} } } },
              "outputs": { "flipped": { "link": "flip.image" } } }
            """);
        var photo = Path.Combine(_workspace.Folder, "elsewhere.png");
        File.Copy(Path.Combine(Repository.Root, "graphs", "samples", "logo.png"), photo);
        (await RunAsync("run", "graphs/flip.json", "--set", $"photo={photo}", "--out", "first")).Code.Should().Be(0);
        File.Delete(photo);

        var recipe = await RunAsync("recipe", "first/flipped.png");
        recipe.Out.Should().Contain("sha256:").And.NotContain("elsewhere");
        _workspace.Write("graphs/again.json", recipe.Out);
        var again = await RunAsync("run", "graphs/again.json", "--out", "second", "--json");
        again.Json.GetProperty("nodes").EnumerateArray().Last().GetProperty("outcome").GetString().Should().Be("stored");
    }

    [Fact]
    public async Task Runs_are_kept_shown_and_gone_on_with()
    {
        _provider.AddFault(new SandboxFault { Kind = SandboxFaultKind.Drop, Path = "images/edits" });
        (await RunAsync("run", "hero.json")).Code.Should().Be(1);
        var listed = (await RunAsync("runs", "--status", "partial", "--json")).Json.GetProperty("runs");
        listed.GetArrayLength().Should().Be(1);
        var id = listed[0].GetProperty("run").GetString()!;

        var shown = await RunAsync("runs", "show", "last");
        shown.Out.Should().Contain(id).And.Contain("partial").And.Contain("outcome-unknown").And.MatchRegex(@"call .+night +unknown +\$0\.0\d\d \(estimate\)");
        var spend = await RunAsync("spend");
        spend.Out.Should().MatchRegex(@"openai\.gpt-image-2 +1 +1 +\$0\.006").And.Contain("May have been paid besides: 1 call, up to $0.0");

        var kept = await RunAsync("resume", id, "--json");
        kept.Code.Should().Be(1);
        kept.Json.GetProperty("nodes")[3].GetProperty("error").GetProperty("advice").GetString().Should().Contain("--pay-again night");
        Sent.Should().Be(2);

        var done = await RunAsync("resume", id, "--pay-again", "night");
        done.Code.Should().Be(0);
        Sent.Should().Be(3);
        (await RunAsync("runs", "--json")).Json.GetProperty("runs").EnumerateArray().Select(run => $"{run.GetProperty("run")} {run.GetProperty("status")}").Should().Equal($"{id} done");
        (await RunAsync("resume", "2026-nothing")).Code.Should().Be(2);
    }

    [Fact]
    public async Task Spending_is_summed_from_the_ledger_without_the_sandbox()
    {
        (await RunAsync("run", "hero.json", "--sandbox")).Code.Should().Be(0);
        (await RunAsync("spend")).Out.Should().Be("Spent: $0\n");
        (await RunAsync("run", "hero.json")).Code.Should().Be(0);
        var json = (await RunAsync("spend", "--by", "graph", "--json")).Json;
        json.GetProperty("lines")[0].GetProperty("key").GetString().Should().Be("Hero");
        json.GetProperty("lines")[0].GetProperty("calls").GetInt32().Should().Be(2);
        json.GetProperty("price_usd").GetDecimal().Should().BeInRange(0.01m, 0.03m);
        (await RunAsync("spend", "--since", "2999-01-01")).Out.Should().Be("Spent: $0\n");

        var calls = await RunAsync("spend", "--by", "call", "--csv");
        calls.Lines.Should().HaveCount(3);
        calls.Lines[0].Should().StartWith("id,state,day,started,run,node,take,provider,model");
        calls.Lines[1].Should().Contain(",done,").And.Contain(",shoot,1,openai,openai.gpt-image-2,");
        (await RunAsync("spend", "--by", "week")).Code.Should().Be(2);
    }

    [Fact]
    public async Task The_store_tells_what_it_holds_whether_it_is_whole_and_makes_room()
    {
        (await RunAsync("run", "hero.json")).Code.Should().Be(0);
        var info = (await RunAsync("store", "info", "--json")).Json;
        info.GetProperty("paid").GetInt32().Should().Be(2);
        (await RunAsync("store", "verify")).Out.Should().EndWith("all whole.\n");
        (await RunAsync("store", "gc", "--older-than", "0", "--max-size", "0", "--json")).Json.GetProperty("paid_usd").GetDecimal().Should().Be(0);
        (await RunAsync("run", "hero.json")).Code.Should().Be(0);
        Sent.Should().Be(2, "paid results are kept");

        var blob = Directory.EnumerateFiles(_workspace.PathOf(".nodeengine/blobs"), "*", SearchOption.AllDirectories).OrderByDescending(file => new FileInfo(file).Length).First();
        File.SetAttributes(blob, FileAttributes.Normal);
        File.WriteAllBytes(blob, [1, 2, 3]);
        var damaged = await RunAsync("store", "verify");
        damaged.Code.Should().Be(1);
        damaged.Out.Should().Contain("paid ").And.Contain("$0.0");
    }

    [Fact]
    public async Task Running_a_model_afresh_is_refused_and_a_free_node_runs_again()
    {
        var refused = await RunAsync("run", "hero.json", "--fresh", "shoot");
        refused.Code.Should().Be(2);
        refused.Error.Should().Contain("take");
        (await RunAsync("run", "hero.json", "--fresh", "shot")).Error.Should().Contain("Did you mean 'shoot'?");
        (await RunAsync("run", "hero.json", "--target", "hero")).Code.Should().Be(0);
        var fresh = (await RunAsync("run", "hero.json", "--target", "hero", "--fresh", "prompt", "--json")).Json;
        fresh.GetProperty("nodes").EnumerateArray().Select(node => $"{node.GetProperty("id")} {node.GetProperty("outcome")}").Should().Equal("prompt ran", "shoot stored");
        (await RunAsync("run", "hero.json", "--budget", "-1")).Code.Should().Be(2);
    }

    private static IEnumerable<string> Nodes(JsonElement plan) => plan.GetProperty("nodes").EnumerateArray().Select(node =>
        $"{node.GetProperty("id")} {node.GetProperty("state")}{(node.TryGetProperty("after", out var after) ? $" after {string.Join(", ", after.EnumerateArray())}" : "")}");

    private async Task<Ended> RunAsync(params string[] args)
    {
        using var cli = Cli.Start(_workspace.Folder, args, new Dictionary<string, string>
        {
            ["NODEENGINE_EXTERNAL_OPENAI_BASE_URL"] = _provider.Providers["openai"].AbsoluteUri,
            ["NODEENGINE_EXTERNAL_OPENAI_API_KEY"] = "sk-of-a-test",
        });
        return await cli.EndAsync();
    }
}

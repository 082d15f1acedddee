using FluentAssertions;
using NodeEngine.Models;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.Plugins.Tests.Money;

/// <summary>What is sent, what is not sent again, and what it costs.</summary>
public sealed class ScenarioTests
{
    [Fact]
    public async Task Two_identical_nodes_make_one_request()
    {
        await using var bench = await MoneyBench.OpenAsync();
        var outcomes = await bench.RunAsync(MoneyBench.Graph("a b", MoneyBench.Shoot("a", "cup"), MoneyBench.Shoot("b", "cup")));
        outcomes.Select(line => line.Split(' ')[1]).Should().BeEquivalentTo("ran", "stored");
        bench.Sent.Should().Be(1);
    }

    [Fact]
    public async Task Two_runs_at_once_make_one_request()
    {
        await using var bench = await MoneyBench.OpenAsync();
        var graph = MoneyBench.Graph("a", MoneyBench.Shoot("a", "cup"));
        await Task.WhenAll(bench.RunAsync(graph), bench.RunAsync(graph));
        bench.Sent.Should().Be(1);
        using var store = bench.OpenStore();
        store.Calls().Should().ContainSingle().Which.State.Should().Be(CallState.Done);
    }

    [Fact]
    public async Task Each_take_is_another_request_and_running_again_is_none()
    {
        await using var bench = await MoneyBench.OpenAsync();
        var graph = MoneyBench.Graph("a b c", [.. new[] { ("a", 1), ("b", 2), ("c", 3) }.Select(node => MoneyBench.Shoot(node.Item1, "cup", $",\"take\":{node.Item2}"))]);
        await bench.RunAsync(graph);
        bench.Sent.Should().Be(3);
        (await bench.RunAsync(graph)).Should().Equal("a stored", "b stored", "c stored");
        bench.Sent.Should().Be(3);
    }

    [Fact]
    public async Task When_one_of_four_calls_fails_three_are_kept_and_the_next_run_sends_one()
    {
        await using var bench = await MoneyBench.OpenAsync();
        bench.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Path = "images/generations", Call = 2, Status = 500 });
        var graph = MoneyBench.Graph("a b c d", [.. "abcd".Select(id => MoneyBench.Shoot($"{id}", $"a {id}"))]);
        var first = await bench.RunAsync(graph);
        first.Count(line => line.EndsWith(" ran", StringComparison.Ordinal)).Should().Be(3);
        first.Should().ContainSingle(line => line.EndsWith(" failed provider-failed", StringComparison.Ordinal));
        (await bench.RunAsync(graph)).Count(line => line.EndsWith(" ran", StringComparison.Ordinal)).Should().Be(1);
        bench.Sent.Should().Be(5);
        using var store = bench.OpenStore();
        Spend.Of(store.Calls(), call => call.Model).Lines.Should().ContainSingle().Which.Calls.Should().Be(4, "a call that the provider failed is not booked");
    }

    [Fact]
    public async Task A_run_with_a_budget_stops_before_the_call_that_would_pass_it()
    {
        await using var bench = await MoneyBench.OpenAsync();
        var graph = MoneyBench.Graph("a b c d", [.. "abcd".Select(id => MoneyBench.Shoot($"{id}", $"a {id}"))]);
        var forecast = await bench.ForecastAsync(graph);
        forecast.Price.High.Should().BeGreaterThan(0.02m).And.BeLessThan(0.025m);
        var outcomes = await bench.RunAsync(graph, new RunOptions { Budget = 0.02m });
        outcomes.Count(line => line.EndsWith(" ran", StringComparison.Ordinal)).Should().Be(3, "calls that did not fit waited for the others to settle");
        outcomes.Should().ContainSingle(line => line.EndsWith(" failed budget", StringComparison.Ordinal));
        bench.Sent.Should().Be(3);
    }

    [Fact]
    public async Task A_title_a_name_or_a_place_in_the_editor_sends_nothing()
    {
        await using var bench = await MoneyBench.OpenAsync();
        var graph = MoneyBench.Graph("a", MoneyBench.Shoot("a", "cup"));
        await bench.RunAsync(graph);
        var edited = graph.Replace("\"type\":\"openai", "\"title\":\"The cup\",\"editor\":{\"x\":10,\"y\":20},\"type\":\"openai", StringComparison.Ordinal)
            .Replace("\"a\":{", "\"renamed\":{", StringComparison.Ordinal).Replace("a.image", "renamed.image", StringComparison.Ordinal);
        (await bench.RunAsync(edited)).Should().Equal("renamed stored");
        bench.Sent.Should().Be(1);
    }

    [Fact]
    public async Task An_edited_template_that_gives_the_same_prompt_sends_nothing()
    {
        await using var bench = await MoneyBench.OpenAsync();
        const string Template = """
            "prompt":{"type":"text.template","inputs":{"template":"A {thing} here","thing":{"input":"thing"}} },
            "a":{"type":"openai.gpt-image-2","inputs":{"prompt":{"link":"prompt.text"},"size":"1024x1024","quality":"low"} }
            """;
        await bench.RunAsync(MoneyBench.Graph("a", Template));
        (await bench.RunAsync(MoneyBench.Graph("a", Template.Replace("A {thing} here", "A {thing} {where}", StringComparison.Ordinal).Replace("\"thing\":{", "\"where\":\"here\",\"thing\":{", StringComparison.Ordinal))))
            .Should().Equal("prompt ran", "a stored");
        bench.Sent.Should().Be(1);
    }

    [Fact]
    public async Task A_changed_reference_sends_exactly_the_nodes_that_use_it()
    {
        await using var bench = await MoneyBench.OpenAsync();
        var (one, two) = (bench.Picture("one.png", 10), bench.Picture("two.png", 20));
        var graph = MoneyBench.Graph("a b c", MoneyBench.Shoot("a", "cup", $",\"references\":[\"{one}\"]"), MoneyBench.Shoot("b", "cup", $",\"references\":[\"{two}\"]"), MoneyBench.Shoot("c", "cup"));
        await bench.RunAsync(graph);
        bench.Picture("two.png", 30);
        (await bench.RunAsync(graph)).Should().Equal("a stored", "b ran", "c stored");
        bench.Sent.Should().Be(4);
    }

    [Fact]
    public async Task A_saved_picture_that_is_loaded_again_buys_nothing_again()
    {
        await using var bench = await MoneyBench.OpenAsync();
        const string Save = """
            "save":{"type":"image.save","inputs":{"image":{"link":"a.image"},"name":"kept.png"} }
            """;
        await bench.RunAsync(MoneyBench.Graph("a", MoneyBench.Shoot("a", "cup"), Save), new RunOptions { OutputFolder = bench.Folder });
        const string Linked = ",\"references\":[{\"link\":\"a.image\"}]";
        await bench.RunAsync(MoneyBench.Graph("b", MoneyBench.Shoot("a", "cup"), MoneyBench.Shoot("b", "night", Linked)));
        (await bench.RunAsync(MoneyBench.Graph("b", MoneyBench.Shoot("b", "night", ",\"references\":[\"kept.png\"]")))).Should().Equal("b stored");
        bench.Sent.Should().Be(2);
    }

    [Theory]
    [InlineData(SandboxFaultKind.Drop, 0)]
    [InlineData(SandboxFaultKind.DropMidBody, 0)]
    [InlineData(SandboxFaultKind.Answer, 502)]
    [InlineData(SandboxFaultKind.Answer, 504)]
    public async Task What_may_have_been_paid_is_booked_and_sent_again_only_when_that_is_asked_for(SandboxFaultKind kind, int status)
    {
        await using var bench = await MoneyBench.OpenAsync();
        bench.Sandbox.AddFault(new SandboxFault { Kind = kind, Path = "images/generations", Status = status == 0 ? null : status });
        var graph = MoneyBench.Graph("a", MoneyBench.Shoot("a", "cup"));
        (await bench.RunAsync(graph)).Should().Equal("a unknown outcome-unknown");
        (await bench.RunAsync(graph)).Should().Equal("a unknown outcome-unknown");
        bench.Sent.Should().Be(1);

        var forecast = await bench.ForecastAsync(graph);
        forecast.Price.Should().Be(default(Price), "it would not be sent");
        forecast.Warnings.Select(warning => $"{warning.Where} {warning.Code}").Should().Equal("a outcome-unknown");
        (await bench.ForecastAsync(graph, new RunOptions { PayAgain = ["a"] })).Price.High.Should().BeGreaterThan(0);
        using (var store = bench.OpenStore())
        {
            var spend = Spend.Of(store.Calls(), call => call.Model);
            spend.Lines.Should().BeEmpty();
            spend.Unknown.Should().ContainSingle().Which.PriceUsd.Should().BeGreaterThan(0.005m);
        }

        (await bench.RunAsync(graph, new RunOptions { PayAgain = ["a"] })).Should().Equal("a ran");
        bench.Sent.Should().Be(2);
    }

    [Fact]
    public async Task A_failure_of_the_provider_is_neither_booked_nor_sent_again()
    {
        await using var bench = await MoneyBench.OpenAsync();
        bench.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Path = "images/generations", Status = 500 });
        var graph = MoneyBench.Graph("a", MoneyBench.Shoot("a", "cup"));
        (await bench.RunAsync(graph)).Should().Equal("a failed provider-failed");
        bench.Sent.Should().Be(1);
        using (var store = bench.OpenStore())
        {
            store.Calls().Sum(call => call.PriceUsd).Should().Be(0);
        }

        (await bench.RunAsync(graph)).Should().Equal("a ran");
    }

    [Fact]
    public async Task The_ledger_settles_calls_from_what_the_provider_says_it_used()
    {
        await using var bench = await MoneyBench.OpenAsync();
        await bench.RunAsync(MoneyBench.Graph("a", MoneyBench.Shoot("a", "cup")));
        using var store = bench.OpenStore();
        var call = store.Calls().Single();
        call.IsEstimate.Should().BeFalse();
        call.PriceList.Should().Be("2026-04-21");
        call.PriceUsd.Should().Be(((call.Usage["input_tokens"] * 5m) + (call.Usage["output_tokens"] * 30m)) / 1_000_000);
        call.RequestId.Should().NotBeNullOrEmpty();
        store.Runs().Single().PriceUsd.Should().Be(call.PriceUsd);
    }

    [Fact]
    public async Task Tokens_by_modality_are_settled_each_at_its_own_rate()
    {
        await using var bench = await MoneyBench.OpenAsync();
        const string Picture = """
            "a":{"type":"gemini.gemini-3-pro-image","inputs":{"prompt":"cup","resolution":"4K"} }
            """;
        var forecast = await bench.ForecastAsync(MoneyBench.Graph("a", Picture));
        (await bench.RunAsync(MoneyBench.Graph("a", Picture))).Should().Equal("a ran");
        using var store = bench.OpenStore();
        var call = store.Calls().Single();
        call.IsEstimate.Should().BeFalse();
        call.PriceUsd.Should().BeGreaterThanOrEqualTo(call.Usage["candidatesTokensDetails.IMAGE"] * 120m / 1_000_000).And.BeLessThanOrEqualTo(forecast.Price.High);
    }
}

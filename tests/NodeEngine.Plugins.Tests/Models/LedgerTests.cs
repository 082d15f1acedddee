using System.Text;
using FluentAssertions;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Plugins.Tests.OpenAI;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

/// <summary>What is known of a call afterwards.</summary>
public sealed class LedgerTests
{
    [Fact]
    public async Task The_request_id_of_a_header_and_the_usage_are_in_the_ledger()
    {
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Headers = new Dictionary<string, string> { ["x-request-id"] = "req_one" } });
        await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"A kettle\", \"size\": \"1024x1024\", \"quality\": \"low\"");
        var call = world.Store.Calls().Should().ContainSingle().Subject;
        call.RequestId.Should().Be("req_one");
        call.Usage["output_tokens_details.image_tokens"].Should().Be(196);
        call.IsEstimate.Should().BeFalse();
        call.PriceUsd.Should().Be(((196 * 30m) + (2 * 5m)) / 1_000_000m);
    }

    [Fact]
    public async Task What_the_provider_chose_for_auto_is_in_the_ledger()
    {
        await using var world = await World.StartAsync();
        await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"A kettle\", \"size\": \"1536x1024\"");
        var call = world.Store.Calls().Should().ContainSingle().Subject;
        call.Decided["size"].Should().Be("1536x1024");
        call.Decided["quality"].Should().NotBe("auto");
    }

    [Fact]
    public async Task The_model_that_answered_its_id_of_the_answer_and_the_usage_are_in_the_ledger()
    {
        await using var world = await World.StartAsync();
        await world.ShootAsync("gemini.gemini-nano-banana-2.1", "\"prompt\": \"A kettle\", \"resolution\": \"4K\"");
        var call = world.Store.Calls().Should().ContainSingle().Subject;
        call.ModelVersion.Should().Be("gemini-nano-banana-2.1");
        call.RequestId.Should().StartWith("sandbox-");
        call.Usage["candidatesTokensDetails.IMAGE"].Should().Be(3780);
        call.IsEstimate.Should().BeFalse();
        call.PriceUsd.Should().BeApproximately((3780 * 0.00003m) + (180 * 0.0000075m), 0.0001m);
    }

    [Fact]
    public async Task A_call_that_was_cancelled_on_its_way_still_lands_in_store_and_ledger()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new RawServer(async stream =>
        {
            arrived.SetResult();
            await answered.Task;
            var body = Encoding.UTF8.GetBytes(OpenAIRequestTests.Answer(Pictures.Png(16, 16)));
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
        });
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, server.Address));
        using var cancelling = new CancellationTokenSource();
        var running = world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"", cancelling.Token);
        await arrived.Task;
        await cancelling.CancelAsync();
        answered.SetResult();
        await running;
        world.Store.Calls().Should().ContainSingle().Which.State.Should().Be(CallState.Done);
        (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Node().Outcome.Should().Be(Outcome.Stored);
        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_call_that_broke_off_is_one_request_whose_outcome_is_not_known()
    {
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.DropMidBody });
        var node = (await world.ShootAsync("gemini.gemini-3-pro-image", "\"prompt\": \"x\"")).Node();
        node.Outcome.Should().Be(Outcome.Unknown);
        node.Error!.Code.Should().Be("outcome-unknown");
        world.Requests.Should().ContainSingle();
        world.Store.Calls().Should().ContainSingle().Which.State.Should().Be(CallState.Unknown);
    }
}

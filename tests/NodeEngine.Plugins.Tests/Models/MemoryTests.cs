using System.Text;
using FluentAssertions;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Plugins.Tests.OpenAI;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

/// <summary>Alone, because what other tests allocate would count.</summary>
[Collection("memory")]
[CollectionDefinition("memory", DisableParallelization = true)]
public sealed class MemoryTests
{
    [Theory]
    [InlineData("openai.gpt-image-2")]
    [InlineData("gemini.gemini-3-pro-image")]
    public async Task An_answer_with_a_picture_of_8_MiB_takes_less_than_three_times_its_size(string type)
    {
        var picture = Pictures.Noise(1672, 1672);
        picture.Length.Should().BeInRange(8 << 20, 9 << 20);
        var isOpenAI = type.StartsWith("openai", StringComparison.Ordinal);
        using var server = new RawServer("HTTP/1.1 200 OK", Encoding.UTF8.GetBytes(isOpenAI ? OpenAIRequestTests.Answer(picture) : Gemini.GeminiRequestTests.Answer(picture)));
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, server.Address));
        await world.ShootAsync(type, "\"prompt\": \"first, so that code and buffers are there\"");

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var report = await world.ShootAsync(type, "\"prompt\": \"second\"");
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        report.Images().Single().EncodedLength.Should().Be(picture.Length);
        allocated.Should().BeLessThan(3L * picture.Length);
    }

    [Theory]
    [InlineData("openai.gpt-image-2")]
    [InlineData("gemini.gemini-3-pro-image")]
    public async Task A_picture_of_8_MiB_is_sent_in_pieces(string type)
    {
        var isOpenAI = type.StartsWith("openai", StringComparison.Ordinal);
        var small = Pictures.Png(16, 16);
        using var server = new RawServer("HTTP/1.1 200 OK", Encoding.UTF8.GetBytes(isOpenAI ? OpenAIRequestTests.Answer(small) : Gemini.GeminiRequestTests.Answer(small)));
        await using var world = await World.StartAsync(_ => provider => World.AccessTo(provider, server.Address));
        world.Write("photo.png", Pictures.Noise(1672, 1672));
        await world.ShootAsync(type, "\"prompt\": \"first, so that code and buffers are there\", \"image\": \"photo.png\"");

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await world.ShootAsync(type, "\"prompt\": \"second\", \"image\": \"photo.png\"");
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        (allocated - server.Requests[^1].Body.Length).Should().BeLessThan(2 << 20, "the server of the test keeps the body");
    }
}

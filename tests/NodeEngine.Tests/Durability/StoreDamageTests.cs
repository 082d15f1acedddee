using FluentAssertions;
using Microsoft.Data.Sqlite;
using NodeEngine.Results;
using NodeEngine.Runs;
using Xunit;

namespace NodeEngine.Tests.Durability;

/// <summary>A store that was damaged says so, loses nothing that was whole, and buys nothing again by itself.</summary>
public sealed class StoreDamageTests
{
    [Fact]
    public async Task A_deleted_index_is_made_anew_from_the_receipts()
    {
        await using var workshop = await Workshop.OpenAsync();
        await workshop.RunAsync(Workshop.Graph("a", "b"));
        foreach (var file in Directory.GetFiles(workshop.StoreFolder, "index.db*"))
        {
            File.Delete(file);
        }

        (await workshop.RunAsync(Workshop.Graph("a", "b"))).Should().Equal("a stored", "b stored");
        workshop.Prompts.Should().HaveCount(2);
        using var store = workshop.OpenStore();
        store.Calls().Should().HaveCount(2).And.OnlyContain(call => call.State == CallState.Done && call.PriceUsd > 0);
    }

    [Fact]
    public async Task An_index_of_noise_is_told_with_its_path_and_can_be_made_anew()
    {
        await using var workshop = await Workshop.OpenAsync();
        await workshop.RunAsync(Workshop.Graph("a"));
        var noise = new byte[50_000];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(workshop.Index, noise);

        var opening = workshop.Invoking(shop => shop.OpenStore());
        var error = opening.Should().Throw<StoreException>().Which;
        error.Code.Should().Be("store-damaged");
        error.Message.Should().Contain(workshop.Index);
        error.Advice.Should().Contain("nodeengine store rebuild");

        var rebuilt = ResultStore.Rebuild(workshop.Folder);
        rebuilt.Should().BeEquivalentTo(new { Results = 1, Calls = 1 });
        File.Exists(rebuilt.Damaged).Should().BeTrue("the damaged index is kept aside");
        (await workshop.RunAsync(Workshop.Graph("a"))).Should().Equal("a stored");
        workshop.Prompts.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_call_that_may_have_been_paid_is_remembered_without_the_index()
    {
        await using var workshop = await Workshop.OpenAsync();
        await workshop.DriveAsync(Workshop.Graph("a"), "answer-begun");
        foreach (var file in Directory.GetFiles(workshop.StoreFolder, "index.db*"))
        {
            File.Delete(file);
        }

        (await workshop.RunAsync(Workshop.Graph("a"))).Should().Equal("a unknown: outcome-unknown");
        workshop.Prompts.Should().HaveCount(1);
    }

    [Fact]
    public async Task An_index_of_a_newer_version_is_refused_and_not_touched()
    {
        await using var workshop = await Workshop.OpenAsync();
        await workshop.RunAsync(Workshop.Graph("a"));
        await using (var index = new SqliteConnection($"Data Source={workshop.Index};Pooling=False"))
        {
            index.Open();
            await using var command = index.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var error = workshop.Invoking(shop => shop.OpenStore()).Should().Throw<StoreException>().Which;
        error.Code.Should().Be("store-newer");
        error.Message.Should().Contain(workshop.Index).And.Contain("format 99");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_paid_picture_is_told_with_what_it_cost_and_bought_again_only_when_asked(bool isDeleted)
    {
        await using var workshop = await Workshop.OpenAsync();
        await workshop.RunAsync(Workshop.Graph("a"));
        var blob = workshop.Blobs.Single();
        if (isDeleted)
        {
            File.Delete(blob);
        }
        else
        {
            Flip(blob);
        }

        using (var store = workshop.OpenStore())
        {
            store.Verify().Damages.Should().ContainSingle(damage => damage.IsPaid && damage.File == blob && damage.Message.Contains("cost $0."));
        }

        // Damage shows when the bytes are read: here by the node that takes the picture.
        var graph = Workshop.Graph([Workshop.Shoot("a", "picture a"), Workshop.Shoot("b", "picture b", """, "references": [ { "link": "a.image" } ]""")], ["b"]);
        var outcomes = await workshop.RunAsync(graph);
        outcomes.Should().Contain(line => line.EndsWith("failed: paid-result-lost", StringComparison.Ordinal));
        workshop.Prompts.Should().Equal("picture a");

        (await workshop.RunAsync(graph, new RunOptions { PayAgain = ["a"] })).Should().Equal("a ran", "b ran");
        workshop.Prompts.Should().Equal("picture a", "picture a", "picture b");
        using var mended = workshop.OpenStore();
        mended.Verify().Damages.Should().BeEmpty();
    }

    [Fact]
    public async Task After_a_power_loss_at_any_page_the_store_opens_and_every_result_in_it_is_whole()
    {
        await using var workshop = await Workshop.OpenAsync();
        byte[] wal;
        using (var store = workshop.OpenStore())
        {
            await workshop.RunAsync(Workshop.Graph("a", "b", "c"), store);
            wal = await File.ReadAllBytesAsync(workshop.Index + "-wal");
            File.Copy(workshop.Index, workshop.Index + ".copy");
        }

        // A frame of the log is 24 bytes and a page of 4,096, after a head of 32.
        wal.Length.Should().BeGreaterThan(32 + 4_120);
        for (var length = 32; length <= wal.Length; length += 4_120)
        {
            foreach (var file in Directory.GetFiles(workshop.StoreFolder, "index.db*").Where(file => !file.EndsWith(".copy", StringComparison.Ordinal)))
            {
                File.Delete(file);
            }

            File.Copy(workshop.Index + ".copy", workshop.Index);
            await File.WriteAllBytesAsync(workshop.Index + "-wal", wal[..length]);
            using var store = workshop.OpenStore();
            store.Verify().Damages.Should().BeEmpty($"the log was cut after {length} bytes");
        }
    }

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}

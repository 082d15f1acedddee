using FluentAssertions;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Durability;

/// <summary>What a store on disk keeps for later processes, and what it gives up.</summary>
public sealed class KeepingTests : IDisposable
{
    private static readonly string[] Ports = ["text", "integer", "number", "flag", "lists", "image"];

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Every_kind_of_output_comes_back_as_it_was()
    {
        var graph = Bench.Json(
            """ "v": { "type": "keep.values" } """,
            string.Join(", ", Ports.Select(port => $$""" "{{port}}": { "link": "v.{{port}}" } """)));
        string[] first, second;
        using (var bench = Open())
        {
            using var report = await bench.RunAsync(graph);
            first = Describe(report);
            report.Outcomes().Should().Equal("v ran");
        }

        using (var bench = Open())
        {
            using var report = await bench.RunAsync(graph);
            second = Describe(report);
            report.Outcomes().Should().Equal("v stored");
        }

        second.Should().Equal(first);
    }

    [Fact]
    public async Task A_later_process_knows_what_content_a_recipe_gave()
    {
        // What a Sampled node takes is addressed by content: without it, the picture would be made again only to be hashed.
        var graph = Bench.Json(""" "p": { "type": "keep.picture" }, "s": { "type": "keep.sample", "inputs": { "image": { "link": "p.image" } } } """, """ "n": { "link": "s.integer" } """);
        using (var bench = Open())
        {
            (await bench.OutcomesAsync(graph)).Should().Equal("p ran", "s ran");
        }

        var made = KeptNodes.Pictures;
        using (var bench = Open())
        {
            (await bench.OutcomesAsync(graph)).Should().Equal("p stored", "s stored");
        }

        KeptNodes.Pictures.Should().Be(made);
    }

    [Fact]
    public async Task A_run_is_recorded_with_graph_outcomes_and_outputs()
    {
        var graph = Bench.Json(""" "u": { "type": "test.upper", "inputs": { "text": { "input": "t" } } } """, """ "t": { "link": "u.text" } """, """ "t": { "type": "text", "default": "a" } """);
        using var bench = Open();
        using var report = await bench.RunAsync(graph, new NodeEngine.Plans.PlanInputs { ["t"] = "kettle" }, new RunOptions { Run = "one" });
        var run = bench.Store.FindRun("one")!;
        run.Status.Should().Be("done");
        run.Graph.Should().Be(graph);
        run.Nodes.Select(node => $"{node.Id} {node.Type} {node.Outcome}").Should().Equal("u test.upper ran");
        run.Outputs["t"]!.GetValue<string>().Should().Be("KETTLE");
        var inputs = NodeEngine.Plans.PlanInputs.FromJson(run.Inputs);
        using var again = await bench.RunAsync(run.Graph, inputs);
        again.Outcomes().Should().Equal("u stored");
        bench.Store.Runs().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_fresh_node_runs_again_with_what_depends_on_it()
    {
        var graph = Bench.Json(""" "a": { "type": "test.add" }, "b": { "type": "test.add", "inputs": { "a": { "link": "a.integer" } } }, "c": { "type": "test.add", "inputs": { "a": 7 } } """, """ "b": { "link": "b.integer" }, "c": { "link": "c.integer" } """);
        using var bench = Open();
        await bench.OutcomesAsync(graph);
        using var report = await bench.RunAsync(graph, options: new RunOptions { Fresh = ["a"] });
        report.Outcomes().Should().Equal("a ran", "b ran", "c stored");
        GraphRunner.Check(bench.PlanOf(graph), new RunOptions { Fresh = ["q"] }).Should().ContainSingle(problem => problem.Code == "fresh-unknown");
    }

    [Fact]
    public async Task After_the_failures_that_are_allowed_nothing_new_starts()
    {
        var nodes = string.Join(", ", Enumerable.Range(0, 20).Select(i => $$""" "f{{i}}": { "type": "keep.fail", "inputs": { "number": {{i}} } } """));
        var outputs = string.Join(", ", Enumerable.Range(0, 20).Select(i => $$""" "f{{i}}": { "link": "f{{i}}.integer" } """));
        using var bench = Open();
        using var report = await bench.RunAsync(Bench.Json(nodes, outputs), options: new RunOptions { MaxFailures = 3, ProcessorSlots = 1 });
        report.Nodes.Count(node => node.Outcome == Outcome.Failed).Should().Be(3);
        report.Nodes.Where(node => node.Outcome == Outcome.Skipped).Should().HaveCount(17).And.OnlyContain(node => node.Error!.Code == "max-failures");
    }

    [Fact]
    public async Task Collecting_gives_up_old_free_results_and_what_nothing_refers_to()
    {
        var graph = Bench.Json(""" "p": { "type": "keep.picture" } """, """ "p": { "link": "p.image" } """);
        using (var bench = Open())
        {
            await bench.OutcomesAsync(graph);
        }

        using (var bench = Open())
        {
            bench.Store.Info().Should().BeEquivalentTo(new { Free = 1, Paid = 0, Blobs = 1, Runs = 1 });
            (await bench.Store.CollectAsync()).Results.Should().Be(0, "it is not a month old");
            (await bench.Store.CollectAsync(new CollectOptions { Age = TimeSpan.Zero, IsDry = true })).Should().BeEquivalentTo(new { Results = 1, Blobs = 1 });
            (await bench.Store.CollectAsync(new CollectOptions { Age = TimeSpan.Zero })).Should().BeEquivalentTo(new { Results = 1, Blobs = 1 });
            bench.Store.Info().Should().BeEquivalentTo(new { Free = 0, Blobs = 0, BlobBytes = 0L });
        }

        using var last = Open();
        (await last.OutcomesAsync(graph)).Should().Equal("p ran");
    }

    [Fact]
    public async Task Collecting_while_a_run_is_going_takes_nothing_that_it_uses()
    {
        var graph = Bench.Json(""" "p": { "type": "keep.picture" } """, """ "p": { "link": "p.image" } """);
        using (var first = Open())
        {
            await first.OutcomesAsync(graph);
        }

        using var running = Open();
        using var report = await running.RunAsync(graph);
        using (var other = Open())
        {
            (await other.Store.CollectAsync(new CollectOptions { Age = TimeSpan.Zero })).Blobs.Should().Be(0);
        }

        report.Image("p").GetPixels().Width.Should().Be(8);
    }

    [Theory]
    [InlineData("/work/space", "nfs4")]
    [InlineData("/work/space/deep", "nfs4")]
    [InlineData("/other", null)]
    public void A_network_file_system_is_refused(string folder, string? kind) => NodeEngine.Results.DurableFiles.NetworkKindOf(
        folder,
        [
            "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
            "90 22 0:45 / /work/space rw,relatime shared:40 - nfs4 server:/share rw",
        ]).Should().Be(kind);

    public void Dispose() => _folder.Dispose();

    private static string[] Describe(RunReport report) => [.. report.Outputs.Select(output => $"{output.Key} {output.Value.GetType().Name} {output.Value.Address}")];

    private Bench Open() => new(new KeptNodes()) { Store = ResultStore.Open(_folder.Path), Folder = _folder.Path };
}

/// <summary>Nodes whose results are kept.</summary>
public sealed class KeptNodes : NodeLibrary
{
    private static int _pictures;

    public static int Pictures => _pictures;

    /// <summary>One of each kind.</summary>
    [Node("keep.values")]
    public static (string Text, long Integer, double Number, bool Flag, IReadOnlyList<string> Lists, ImageValue Image) Values() =>
        ("grüße", long.MinValue, -0.5, true, ["a", "", "c"], ImageValue.FromPixels(Checks()));

    /// <summary>A picture.</summary>
    [Node("keep.picture")]
    public static ImageValue Picture()
    {
        Interlocked.Increment(ref _pictures);
        return ImageValue.FromPixels(Checks());
    }

    /// <summary>Fails.</summary>
    /// <param name="number">On this.</param>
    [Node("keep.fail")]
    public static long Fail(long number) => throw new NodeException("keep-failed", $"It failed on {number}.");

    /// <summary>Something that varies.</summary>
    /// <param name="image">A picture.</param>
    [Node("keep.sample", Purity = Purity.Sampled)]
    public static long Sample(ImageValue image) => image.Width + Random.Shared.Next();

    private static Pixels Checks() => new(8, 8, 3, Enumerable.Range(0, 192).Select(i => (byte)(i * 7)).ToArray());
}

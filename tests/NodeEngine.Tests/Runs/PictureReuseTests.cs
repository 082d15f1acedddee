using FluentAssertions;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Runs;

/// <summary>Pictures of Pure nodes are known by their recipe, so they are made only when somebody needs their pixels.</summary>
public sealed class PictureReuseTests : IDisposable
{
    private readonly RecordingNodes _nodes = new();
    private readonly Bench _bench;

    // Nothing that is made of pixels is kept: what is not made again was not needed.
    public PictureReuseTests() => _bench = new Bench(_nodes) { Store = new ResultStore(memoryLimit: 0) };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_picture_is_not_made_when_what_depends_on_it_is_stored()
    {
        (await Run("1", "px")).Should().Equal("a ran", "b ran", "c ran");
        _nodes.Take().Should().Equal("image 1", "image 2", "measure 2px");

        (await Run("1", "px")).Should().Equal("a stored", "b stored", "c stored");
        _nodes.Take().Should().BeEmpty();
    }

    [Fact]
    public async Task A_picture_is_made_again_when_something_new_reads_it()
    {
        await Run("1", "px");
        _nodes.Take();

        (await Run("1", "cm")).Should().Equal("a ran", "b ran", "c ran");
        _nodes.Take().Should().Equal("image 1", "image 2", "measure 2cm");
    }

    [Fact]
    public async Task A_picture_that_is_still_there_is_used()
    {
        using var bench = new Bench(_nodes);
        var json = Json("1", "px");
        await bench.OutcomesAsync(json);
        _nodes.Take();

        (await bench.OutcomesAsync(Json("1", "cm"))).Should().Equal("a stored", "b stored", "c ran");
        _nodes.Take().Should().Equal("measure 2cm");
    }

    [Fact]
    public async Task Equal_pixels_stop_a_change_before_a_sampled_node_but_not_before_a_pure_one()
    {
        // Both pictures are 3 wide, and nothing else of their recipes is equal.
        const string nodes =
            """
            "a": { "type": "rec.image", "inputs": { "width": { "input": "width" } } },
            "b": { "type": "rec.image", "inputs": { "width": 3, "under": { "link": "a.image" } } },
            "pure": { "type": "rec.measure", "inputs": { "image": { "link": "b.image" } } },
            "sampled": { "type": "rec.sample-image", "inputs": { "image": { "link": "b.image" } } }
            """;
        var json = Bench.Json(nodes, """ "pure": { "link": "pure.text" }, "sampled": { "link": "sampled.text" } """, """ "width": { "type": "integer" } """);

        (await _bench.OutcomesAsync(json, new PlanInputs { ["width"] = "1" })).Should().Equal("a ran", "b ran", "pure ran", "sampled ran");
        (await _bench.OutcomesAsync(json, new PlanInputs { ["width"] = "2" })).Should().Equal("a ran", "b ran", "pure ran", "sampled stored");
        _nodes.Take();
        (await _bench.OutcomesAsync(json, new PlanInputs { ["width"] = "1" })).Should().Equal("a stored", "b stored", "pure stored", "sampled stored");
        _nodes.Take().Should().BeEmpty("the content of a recipe is known without its pixels");
    }

    [Fact]
    public async Task A_picture_that_is_an_output_is_made()
    {
        var json = Bench.Json(""" "a": { "type": "rec.image", "inputs": { "width": 4 } } """, """ "a": { "link": "a.image" } """);
        for (var i = 0; i < 2; i++)
        {
            using var report = await _bench.RunAsync(json);
            report.Outcomes().Should().Equal("a ran");
            report.Image("a").GetPixels().Width.Should().Be(4);
        }
    }

    [Fact]
    public async Task A_picture_whose_maker_fails_skips_what_reads_it_and_spares_what_is_stored()
    {
        const string nodes =
            """
            "a": { "type": "rec.image", "inputs": { "width": 4 } },
            "b": { "type": "rec.measure", "inputs": { "image": { "link": "a.image" } } },
            "c": { "type": "rec.measure", "inputs": { "image": { "link": "a.image" }, "unit": { "input": "unit" } } }
            """;
        var json = Bench.Json(nodes, """ "b": { "link": "b.text" }, "c": { "link": "c.text" } """, """ "unit": { "type": "text" } """);
        (await _bench.OutcomesAsync(json, new PlanInputs { ["unit"] = "px" })).Should().Equal("a ran", "b ran", "c ran");
        _nodes.BreakImages = true;

        (await _bench.OutcomesAsync(json, new PlanInputs { ["unit"] = "px" })).Should().Equal("a stored", "b stored", "c stored");
        (await _bench.OutcomesAsync(json, new PlanInputs { ["unit"] = "cm" })).Should().Equal("a failed: broken", "b stored", "c skipped: needs a");
    }

    [Fact]
    public async Task A_sampled_picture_that_the_store_has_no_room_for_is_given_all_the_same()
    {
        using var report = await _bench.RunAsync(Bench.Json(
            """ "a": { "type": "rec.sample-picture", "inputs": { "width": 4 } }, "b": { "type": "rec.measure", "inputs": { "image": { "link": "a.image" } } } """,
            """ "a": { "link": "a.image" }, "b": { "link": "b.text" } """));

        report.Outcomes().Should().Equal("a ran", "b ran");
        report.Image("a").GetPixels().Width.Should().Be(4);
    }

    private Task<string[]> Run(string width, string unit) => _bench.OutcomesAsync(Json(width, unit));

    private static string Json(string width, string unit) => Bench.Json(
        $$"""
        "a": { "type": "rec.image", "inputs": { "width": {{width}} } },
        "b": { "type": "rec.image", "inputs": { "width": 2, "under": { "link": "a.image" } } },
        "c": { "type": "rec.measure", "inputs": { "image": { "link": "b.image" }, "unit": "{{unit}}" } }
        """,
        """ "c": { "link": "c.text" } """);
}

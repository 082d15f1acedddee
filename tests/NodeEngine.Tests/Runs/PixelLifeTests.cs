using FluentAssertions;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Runs;

public sealed class PixelLifeTests : IDisposable
{
    private readonly CountedPixels _counted = new();
    private readonly Bench _bench;

    public PixelLifeTests() => _bench = new Bench(_counted) { Store = new ResultStore(memoryLimit: 0) };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Pixels_are_freed_after_their_last_reader()
    {
        var chain = Enumerable.Range(1, 50).Select(i => $$""" "n{{i}}": { "type": "counted.next", "inputs": { "image": { "link": "n{{i - 1}}.image" } } } """);
        var json = Bench.Json(string.Join(",", chain.Prepend(""" "n0": { "type": "counted.new" } """)), """ "last": { "link": "n50.image" } """);

        using (var report = await _bench.RunAsync(json, options: new() { ProcessorSlots = 1 }))
        {
            (_counted.Made, _counted.Most, _counted.Live).Should().Be((51, 2, 1), "only a node's input and output live at once, and then the output of the graph");
            report.Image("last").GetPixels().Samples.Length.Should().Be(1);
        }

        _counted.Live.Should().Be(0);
    }

    [Fact]
    public async Task Pixels_that_several_nodes_read_live_until_the_last_has_read_them()
    {
        var json = Bench.Json(
            """
            "a": { "type": "counted.new" },
            "b": { "type": "counted.read", "inputs": { "images": { "link": "a.image" } } },
            "c": { "type": "counted.next", "inputs": { "image": { "link": "a.image" } } },
            "d": { "type": "counted.read", "inputs": { "images": [ { "link": "a.image" }, { "link": "c.image" } ] } }
            """,
            """ "b": { "link": "b.integer" }, "d": { "link": "d.integer" } """);

        using var report = await _bench.RunAsync(json, options: new() { ProcessorSlots = 4 });

        report.Outcomes().Should().Equal("a ran", "b ran", "c ran", "d ran");
        (_counted.Made, _counted.Live).Should().Be((2, 0));
    }

    [Fact]
    public async Task Pixels_are_freed_when_what_reads_them_fails_or_is_skipped()
    {
        var json = Bench.Json(
            """
            "a": { "type": "counted.new" }, "x": { "type": "counted.fail" },
            "b": { "type": "counted.both", "inputs": { "image": { "link": "a.image" }, "text": { "link": "x.text" } } },
            "c": { "type": "counted.fail-on", "inputs": { "image": { "link": "a.image" } } }
            """,
            """ "b": { "link": "b.text" }, "c": { "link": "c.text" } """);

        using var report = await _bench.RunAsync(json);

        report.Outcomes().Should().Equal("a ran", "x failed: broken", "b skipped: needs x", "c failed: broken");
        _counted.Live.Should().Be(0);
    }

    [Fact]
    public async Task A_picture_that_is_passed_on_unchanged_lives_as_long_as_somebody_reads_it()
    {
        var json = Bench.Json(
            """
            "a": { "type": "counted.new" }, "b": { "type": "test.same-image", "inputs": { "image": { "link": "a.image" } } },
            "c": { "type": "test.same-image", "inputs": { "image": { "link": "b.image" } } }, "d": { "type": "counted.read", "inputs": { "images": { "link": "c.image" } } }
            """,
            """ "d": { "link": "d.integer" }, "b": { "link": "b.image" } """);

        using (var report = await _bench.RunAsync(json))
        {
            report.Outcomes().Should().OnlyContain(outcome => outcome.EndsWith(" ran", StringComparison.Ordinal));
            report.Image("b").GetPixels().Width.Should().Be(1);
            _counted.Live.Should().Be(1);
        }

        _counted.Live.Should().Be(0);
    }

    [Fact]
    public async Task The_store_keeps_pixels_up_to_its_limit_and_frees_the_least_used_first()
    {
        using var store = new ResultStore(memoryLimit: 2);
        var json = Bench.Json(
            string.Join(",", Enumerable.Range(0, 5).Select(i => $$""" "n{{i}}": { "type": "counted.new", "inputs": { "which": {{i}} } }, "r{{i}}": { "type": "counted.read", "inputs": { "images": { "link": "n{{i}}.image" } } } """)),
            string.Join(",", Enumerable.Range(0, 5).Select(i => $$""" "n{{i}}": { "link": "r{{i}}.integer" } """)));

        (await new GraphRunner(store).RunAsync(_bench.PlanOf(json), new() { ProcessorSlots = 1, KeepsPictures = true })).Dispose();

        _counted.Live.Should().Be(2);
        store.Dispose();
        _counted.Live.Should().Be(0);
    }

    [Fact]
    public async Task A_report_may_be_disposed_of_twice_though_the_store_keeps_its_pictures()
    {
        using var store = new ResultStore();
        var json = Bench.Json(""" "a": { "type": "counted.new" } """, """ "a": { "link": "a.image" } """);
        var report = await new GraphRunner(store).RunAsync(_bench.PlanOf(json));

        report.Dispose();
        report.Dispose();

        _counted.Live.Should().Be(1);
        using var again = await new GraphRunner(store).RunAsync(_bench.PlanOf(json));
        again.Outcomes().Should().Equal("a stored");
        again.Image("a").GetPixels().Width.Should().Be(1);
    }

    /// <summary>Pixels that are counted while they live.</summary>
    private sealed class CountedPixels : NodeLibrary
    {
        private readonly Lock _gate = new();

        public int Made { get; private set; }

        public int Live { get; private set; }

        public int Most { get; private set; }

        [Node("counted.new")]
        public ImageValue New(long which = 0) => Make((byte)which);

        [Node("counted.next")]
        public ImageValue Next(ImageValue image) => Make((byte)(image.GetPixels().Samples.Span[0] + 1));

        [Node("counted.read")]
        public static long Read(IReadOnlyList<ImageValue> images) => images.Sum(image => image.GetPixels().Samples.Span[0]);

        [Node("counted.both")]
        public static string Both(ImageValue image, string text) => $"{image.GetPixels().Width}{text}";

        [Node("counted.fail")]
        public static string Fail(string text = "") => throw new NodeException("broken", $"It broke{text}.");

        [Node("counted.fail-on")]
        public static string FailOn(ImageValue image) => throw new NodeException("broken", $"It broke on {image.GetPixels().Width}.");

        private ImageValue Make(byte sample)
        {
            lock (_gate)
            {
                Made++;
                Most = Math.Max(Most, ++Live);
            }

            var native = new Native(this);
            return ImageValue.FromPixels(new Pixels(1, 1, 1, 8, native, () => native.Read(sample)));
        }

        private sealed class Native(CountedPixels counted) : IDisposable
        {
            private bool _isDisposed;

            public ReadOnlyMemory<byte> Read(byte sample)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return new[] { sample };
            }

            public void Dispose()
            {
                lock (counted._gate)
                {
                    _isDisposed.Should().BeFalse();
                    _isDisposed = true;
                    counted.Live--;
                }
            }
        }
    }
}

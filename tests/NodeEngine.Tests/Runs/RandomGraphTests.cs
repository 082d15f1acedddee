using System.Globalization;
using System.Text;
using FluentAssertions;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Runs;

/// <summary>Random acyclic graphs. The seed is in the name of the test that fails.</summary>
public sealed class RandomGraphTests : IDisposable
{
    private readonly Bench _bench = new(new MixNodes());

    public void Dispose() => _bench.Dispose();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Parallel_and_sequential_runs_agree_and_the_second_run_is_all_stored(int seed)
    {
        var graph = new RandomGraph(seed);
        var (one, oneOutputs) = await Run(graph, new ResultStore(), slots: 1);
        using var store = new ResultStore();
        var (many, manyOutputs) = await Run(graph, store, slots: 8);
        var (again, againOutputs) = await Run(graph, store, slots: 8);

        one.Should().OnlyContain(outcome => outcome.EndsWith(" ran", StringComparison.Ordinal));
        many.Should().Equal(one);
        manyOutputs.Should().Equal(oneOutputs);
        again.Should().OnlyContain(outcome => outcome.EndsWith(" stored", StringComparison.Ordinal));
        againOutputs.Should().Equal(oneOutputs);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task An_edit_reruns_exactly_what_depends_on_it(int seed)
    {
        var graph = new RandomGraph(seed);
        using var store = new ResultStore();
        await Run(graph, store, slots: 4);
        var edited = graph.Edit();

        var (outcomes, outputs) = await Run(graph, store, slots: 4);

        outcomes.Should().Equal(graph.Ids.Select((id, i) => graph.Behind(i).Contains(edited) ? $"{id} ran" : $"{id} stored"));
        outputs.Should().Equal((await Run(graph, new ResultStore(), slots: 1)).Outputs);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Without_kept_pixels_an_edit_makes_what_it_needs_and_gives_the_same(int seed)
    {
        var graph = new RandomGraph(seed);
        using var store = new ResultStore(memoryLimit: 0);
        await Run(graph, store, slots: 4, keep: false);
        var edited = graph.Edit();

        var (outcomes, outputs) = await Run(graph, store, slots: 4, keep: false);

        graph.Ids.Where((_, i) => graph.Behind(i).Contains(edited)).Select(id => $"{id} ran").Should().BeSubsetOf(outcomes);
        outcomes.Where(outcome => outcome.EndsWith(" ran", StringComparison.Ordinal)).Should().OnlyContain(
            outcome => graph.Behind(RandomGraph.Index(outcome.Split(' ')[0])).Contains(edited) || graph.IsPicture(RandomGraph.Index(outcome.Split(' ')[0])), "only pictures are made again though nothing of them changed");
        outputs.Should().Equal((await Run(graph, new ResultStore(), slots: 1)).Outputs);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_failure_skips_exactly_what_depends_on_it(int seed)
    {
        var graph = new RandomGraph(seed);
        using var store = new ResultStore();
        var broken = graph.Break();

        var (outcomes, _) = await Run(graph, store, slots: 4);

        outcomes.Select(outcome => string.Join(' ', outcome.Split(':')[0])).Should().Equal(
            graph.Ids.Select((id, i) => i == broken ? $"{id} failed" : graph.Behind(i).Contains(broken) ? $"{id} skipped" : $"{id} ran"));
    }

    private async Task<(string[] Outcomes, string[] Outputs)> Run(RandomGraph graph, ResultStore store, int slots, bool keep = true)
    {
        var plan = _bench.PlanOf(graph.ToJson());
        using var report = await new GraphRunner(store).RunAsync(plan, new() { ProcessorSlots = slots, KeepsPictures = keep }).WaitAsync(TimeSpan.FromMinutes(5));
        return (report.Outcomes(), [.. report.Outputs.Select(output => $"{output.Key} {output.Value.Address}")]);
    }

    /// <summary>Nodes whose results tell everything that went in, so that no change gets lost.</summary>
    private sealed class MixNodes : NodeLibrary
    {
        [Node("mix.text")]
        public static string Text(long salt, IReadOnlyList<string>? texts = null, IReadOnlyList<ImageValue>? images = null) => Mix(salt, texts, images);

        [Node("mix.later")]
        public static async Task<string> Later(long salt, IReadOnlyList<string>? texts = null, IReadOnlyList<ImageValue>? images = null)
        {
            await Task.Yield();
            return Mix(salt, texts, images);
        }

        [Node("mix.sample", Purity = Purity.Sampled)]
        public static string Sample(long salt, IReadOnlyList<string>? texts = null, IReadOnlyList<ImageValue>? images = null) => Mix(salt, texts, images);

        [Node("mix.image")]
        public static ImageValue Image(long salt, IReadOnlyList<string>? texts = null, IReadOnlyList<ImageValue>? images = null) =>
            ImageValue.FromPixels(new Pixels(32, 1, 1, Convert.FromHexString(Mix(salt, texts, images))));

        private static string Mix(long salt, IReadOnlyList<string>? texts, IReadOnlyList<ImageValue>? images)
        {
            if (salt < 0)
            {
                throw new NodeException("broken", "It is broken.");
            }

            var text = new StringBuilder().Append(salt);
            foreach (var one in texts ?? [])
            {
                text.Append('|').Append(one);
            }

            foreach (var one in images ?? [])
            {
                text.Append('|').Append(Convert.ToHexString(one.GetPixels().Samples.Span));
            }

            return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    private sealed class RandomGraph
    {
        private static readonly string[] Types = ["mix.text", "mix.text", "mix.later", "mix.sample", "mix.image", "mix.image"];

        private readonly Random _random;
        private readonly List<(string Type, long Salt, List<int> From)> _nodes = [];

        public RandomGraph(int seed)
        {
            _random = new Random(seed);
            var count = _random.Next(5, 60);
            var reach = _random.Next(2, 12);
            for (var i = 0; i < count; i++)
            {
                var from = Enumerable.Range(0, _random.Next(0, 4)).Select(_ => _random.Next(Math.Max(0, i - reach), Math.Max(1, i))).Where(source => source < i).Distinct().ToList();
                _nodes.Add((Types[_random.Next(Types.Length)], i + 1, from));
            }
        }

        public IEnumerable<string> Ids => _nodes.Select((_, i) => $"n{i}");

        public static int Index(string id) => int.Parse(id.AsSpan(1), CultureInfo.InvariantCulture);

        public bool IsPicture(int node) => _nodes[node].Type == "mix.image";

        /// <summary>Changes one node, and returns it.</summary>
        public int Edit() => Change(salt => salt + 1_000_000);

        public int Break() => Change(_ => -1);

        /// <summary>A node and all that it needs.</summary>
        public HashSet<int> Behind(int node)
        {
            var behind = new HashSet<int>();
            var open = new Stack<int>([node]);
            while (open.TryPop(out var at))
            {
                if (behind.Add(at))
                {
                    _nodes[at].From.ForEach(open.Push);
                }
            }

            return behind;
        }

        public string ToJson() => Bench.Json(
            string.Join(",\n", _nodes.Select((node, i) => $$"""
                "n{{i}}": { "type": "{{node.Type}}", "inputs": { "salt": {{node.Salt}}, "texts": [{{Links(node.From, false)}}], "images": [{{Links(node.From, true)}}] } }
                """)),
            string.Join(",\n", _nodes.Select((node, i) => $$""" "o{{i}}": { "link": "n{{i}}.{{(IsPicture(i) ? "image" : "text")}}" } """)));

        private int Change(Func<long, long> change)
        {
            var node = _random.Next(_nodes.Count);
            _nodes[node] = _nodes[node] with { Salt = change(_nodes[node].Salt) };
            return node;
        }

        private string Links(List<int> from, bool pictures) =>
            string.Join(", ", from.Where(source => IsPicture(source) == pictures).Select(source => $$"""{ "link": "n{{source}}.{{(pictures ? "image" : "text")}}" }"""));
    }
}

using NodeEngine.Graphs;

namespace NodeEngine.Plans;

/// <summary>Who takes from whom, in both directions, as flat arrays. A pair counts once, however many links it has.</summary>
internal sealed class Links
{
    private readonly int[] _fromStart;
    private readonly int[] _from;
    private readonly int[] _toStart;
    private readonly int[] _to;

    private Links(Collector found)
    {
        var count = found.FromStart.Length - 1;
        (_fromStart, _from, _toStart) = (found.FromStart, [.. found.From], found.ToStart);
        for (var i = 0; i < count; i++)
        {
            _toStart[i + 1] += _toStart[i];
        }

        var next = _toStart.AsSpan(0, count).ToArray();
        _to = new int[_from.Length];
        for (var i = 0; i < count; i++)
        {
            foreach (var source in From(i))
            {
                _to[next[source]++] = i;
            }
        }
    }

    /// <summary>Finds the node that a link names, or -1.</summary>
    public delegate int Resolver(string target, out ReadOnlySpan<char> port);

    /// <summary>The links between the nodes of a graph.</summary>
    public static Links Of(Graph graph, Resolver resolve)
    {
        var found = new Collector(graph.Nodes.Count);
        var open = new Stack<InputSource>();
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var inputs = graph.Nodes[i].Inputs;
            for (var k = 0; k < inputs.Count; k++)
            {
                open.Push(inputs[k].Source);
                while (open.TryPop(out var source))
                {
                    if (source is InputSource.List list)
                    {
                        foreach (var item in list.Items)
                        {
                            open.Push(item);
                        }
                    }
                    else if (source is InputSource.Link link && resolve(link.Target, out _) is >= 0 and var node)
                    {
                        found.Add(i, node);
                    }
                }
            }

            found.Close(i);
        }

        return new Links(found);
    }

    /// <summary>The links between the steps of a plan.</summary>
    public static Links Of(Step[] steps)
    {
        var found = new Collector(steps.Length);
        var open = new Stack<int>();
        for (var i = 0; i < steps.Length; i++)
        {
            foreach (ref readonly var binding in steps[i].Inputs.AsSpan())
            {
                binding.PushSteps(open);
            }

            while (open.TryPop(out var source))
            {
                found.Add(i, source);
            }

            found.Close(i);
        }

        return new Links(found);
    }

    /// <summary>Those that this one takes from.</summary>
    public ReadOnlySpan<int> From(int node) => _from.AsSpan(_fromStart[node].._fromStart[node + 1]);

    /// <summary>Those that take from this one.</summary>
    public ReadOnlySpan<int> To(int node) => _to.AsSpan(_toStart[node].._toStart[node + 1]);

    /// <summary>For each, whether one of <paramref name="roots"/> is it or needs it.</summary>
    public bool[] Behind(IEnumerable<int> roots)
    {
        var reached = new bool[_fromStart.Length - 1];
        var open = new Stack<int>(roots);
        while (open.TryPop(out var node))
        {
            if (reached[node])
            {
                continue;
            }

            reached[node] = true;
            foreach (var source in From(node))
            {
                open.Push(source);
            }
        }

        return reached;
    }

    /// <summary>Takes the links of one node after the other, each once.</summary>
    private sealed class Collector
    {
        private readonly int[] _seen;

        public Collector(int count)
        {
            (_seen, FromStart, ToStart, From) = (new int[count], new int[count + 1], new int[count + 1], new List<int>(count));
            Array.Fill(_seen, -1);
        }

        public int[] FromStart { get; }

        public int[] ToStart { get; }

        public List<int> From { get; }

        public void Add(int node, int source)
        {
            if (_seen[source] != node)
            {
                _seen[source] = node;
                From.Add(source);
                ToStart[source + 1]++;
            }
        }

        public void Close(int node) => FromStart[node + 1] = From.Count;
    }
}

using NodeEngine.Graphs;

namespace NodeEngine.Plans;

/// <summary>Which node takes from which, in both directions, as flat arrays. A pair of nodes counts once, however many links it has.</summary>
internal sealed class Links
{
    private readonly int[] _fromStart;
    private readonly int[] _from;
    private readonly int[] _toStart;
    private readonly int[] _to;

    private Links(int[] fromStart, int[] from, int[] toStart, int[] to)
    {
        _fromStart = fromStart;
        _from = from;
        _toStart = toStart;
        _to = to;
    }

    /// <summary>Finds the node that a link names, or -1.</summary>
    public delegate int Resolver(string target, out ReadOnlySpan<char> port);

    public static Links Of(Graph graph, Resolver resolve)
    {
        var count = graph.Nodes.Count;
        var fromStart = new int[count + 1];
        var from = new List<int>(count);
        var toStart = new int[count + 1];
        var seen = new int[count];
        Array.Fill(seen, -1);
        var open = new Stack<InputSource>();
        for (var i = 0; i < count; i++)
        {
            foreach (var input in graph.Nodes[i].Inputs)
            {
                open.Push(input.Source);
            }

            while (open.TryPop(out var source))
            {
                if (source is InputSource.List list)
                {
                    foreach (var item in list.Items)
                    {
                        open.Push(item);
                    }
                }
                else if (source is InputSource.Link link && resolve(link.Target, out _) is >= 0 and var node && seen[node] != i)
                {
                    seen[node] = i;
                    from.Add(node);
                    toStart[node + 1]++;
                }
            }

            fromStart[i + 1] = from.Count;
        }

        for (var i = 0; i < count; i++)
        {
            toStart[i + 1] += toStart[i];
        }

        var next = toStart.AsSpan(0, count).ToArray();
        var to = new int[from.Count];
        for (var i = 0; i < count; i++)
        {
            for (var k = fromStart[i]; k < fromStart[i + 1]; k++)
            {
                to[next[from[k]]++] = i;
            }
        }

        return new Links(fromStart, [.. from], toStart, to);
    }

    /// <summary>The nodes that this one takes from.</summary>
    public ReadOnlySpan<int> From(int node) => _from.AsSpan(_fromStart[node].._fromStart[node + 1]);

    /// <summary>The nodes that take from this one.</summary>
    public ReadOnlySpan<int> To(int node) => _to.AsSpan(_toStart[node].._toStart[node + 1]);

    /// <summary>For each node, whether one of <paramref name="roots"/> is it or needs it.</summary>
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
}

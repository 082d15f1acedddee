namespace NodeEngine.Plans;

/// <summary>Orders nodes so that each comes after those it takes from.</summary>
internal static class NodeOrder
{
    /// <summary>The nodes in order. Those of a cycle come last, and each cycle is told, its nodes in the order of the links.</summary>
    public static int[] Of(Links links, int count, Action<IReadOnlyList<int>> cycle)
    {
        var waiting = new int[count];
        var order = new int[count];
        var done = 0;
        for (var i = 0; i < count; i++)
        {
            waiting[i] = links.From(i).Length;
            if (waiting[i] == 0)
            {
                order[done++] = i;
            }
        }

        for (var next = 0; next < done; next++)
        {
            foreach (var dependant in links.To(order[next]))
            {
                if (--waiting[dependant] == 0)
                {
                    order[done++] = dependant;
                }
            }
        }

        if (done < count)
        {
            FindCycles(links, waiting, cycle);
            for (var i = 0; i < count; i++)
            {
                if (waiting[i] > 0)
                {
                    order[done++] = i;
                }
            }
        }

        return order;
    }

    private static void FindCycles(Links links, int[] waiting, Action<IReadOnlyList<int>> report)
    {
        // Every node that still waits takes from another that does: walking back must come round.
        var visit = new int[waiting.Length];
        for (var start = 0; start < waiting.Length; start++)
        {
            if (waiting[start] == 0 || visit[start] != 0)
            {
                continue;
            }

            var path = new List<int>();
            var at = start;
            while (at >= 0 && visit[at] == 0)
            {
                visit[at] = start + 1;
                path.Add(at);
                at = StillWaiting(links.From(at), waiting);
            }

            if (at >= 0 && visit[at] == start + 1)
            {
                var cycle = path[path.IndexOf(at)..];
                cycle.Reverse();
                report(cycle);
            }
        }
    }

    private static int StillWaiting(ReadOnlySpan<int> nodes, int[] waiting)
    {
        foreach (var node in nodes)
        {
            if (waiting[node] > 0)
            {
                return node;
            }
        }

        return -1;
    }
}

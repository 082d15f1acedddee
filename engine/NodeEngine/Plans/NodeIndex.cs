using NodeEngine.Graphs;

namespace NodeEngine.Plans;

/// <summary>The nodes of a graph by id.</summary>
internal sealed class NodeIndex
{
    private readonly Dictionary<string, int> _index;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public NodeIndex(Graph graph)
    {
        _index = new(graph.Nodes.Count, StringComparer.Ordinal);
        _bySpan = _index.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            _index[graph.Nodes[i].Id] = i;
        }
    }

    public IReadOnlyCollection<string> Ids => _index.Keys;

    public bool TryFind(string id, out int node) => _index.TryGetValue(id, out node);

    /// <summary>The node of a link, or -1, and its port, empty when it is left out.</summary>
    public int Find(string target, out ReadOnlySpan<char> port)
    {
        var span = target.AsSpan();
        var dot = span.IndexOf('.');
        port = dot < 0 ? [] : span[(dot + 1)..];
        return _bySpan.TryGetValue(dot < 0 ? span : span[..dot], out var node) ? node : -1;
    }
}

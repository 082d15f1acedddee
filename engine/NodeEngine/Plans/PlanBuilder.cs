using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>Compiles a graph to a plan, or finds everything that is wrong with it. Every pass is a loop: no depth is too deep.</summary>
internal sealed class PlanBuilder
{
    private const int NodesShown = 20;

    private readonly Graph _graph;
    private readonly PlanInputs _inputs;
    private readonly GraphInputs _graphInputs;
    private readonly ProblemList _problems;
    private readonly NodeIndex _index;
    private readonly NodeBinder _binder;

    public PlanBuilder(Graph graph, NodeCatalog catalog, PlanInputs inputs)
    {
        _graph = graph;
        _inputs = inputs;
        _problems = new ProblemList(graph.File);
        _problems.Found.AddRange(graph.Noted.Found);
        _index = new NodeIndex(graph);
        var literals = new LiteralReader(graph.Folder, inputs.Stored);
        _graphInputs = new GraphInputs(graph, inputs, literals, _problems);
        _binder = new NodeBinder(graph, catalog, _graphInputs, literals, _index, _problems);
    }

    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    public Plan? Build()
    {
        var links = Links.Of(_graph, _index.Find);
        foreach (var i in NodeOrder.Of(links, _graph.Nodes.Count, ReportCycle))
        {
            _binder.Bind(i);
        }

        var outputs = BindOutputs();
        var wanted = Wanted(links, outputs, out var effects);
        Problems = Judge(wanted);
        if (Problems.Any(problem => problem.Severity == Severity.Error))
        {
            return null;
        }

        var plan = PlanAssembly.Assemble(_graph, _inputs, _binder, links, [.. outputs.Select(output => output.Planned).OfType<PlannedOutput>()], effects);
        plan.Inputs = _graphInputs.Values;
        return plan;
    }

    private void ReportCycle(IReadOnlyList<int> cycle)
    {
        var names = cycle.Take(NodesShown).Select(i => _graph.Nodes[i].Id).ToList();
        _problems.Add(
            "cycle",
            _graph.Nodes[cycle[0]].Position,
            Place.Node(names[0]),
            $"These nodes wait for one another: {string.Join(" -> ", names)}{(cycle.Count > NodesShown ? " -> …" : "")} -> {names[0]}.",
            "Remove one of the links.");
    }

    private List<(GraphOutput Written, PlannedOutput? Planned)> BindOutputs()
    {
        var outputs = new List<(GraphOutput Written, PlannedOutput? Planned)>();
        foreach (var output in _graph.Outputs)
        {
            var from = output.Link is null ? null : _binder.SourceOf(output.Link, Place.Output(output.Name), output.Position);
            outputs.Add((output, from is { } source ? new PlannedOutput(output.Name, source.Type, source.Binding) : null));
        }

        ReportSharedFiles([.. outputs.Where(output => output.Planned?.Type.Innermost.IsPicture == true)]);
        return outputs;
    }

    /// <summary>The items of a list are written as <c>name-0001</c>, and some file systems do not tell upper case from lower case.</summary>
    private void ReportSharedFiles(List<(GraphOutput Written, PlannedOutput? Planned)> pictures)
    {
        var names = new Dictionary<string, PlannedOutput>(StringComparer.OrdinalIgnoreCase);
        foreach (var (written, planned) in pictures)
        {
            if (!names.TryAdd(written.Name, planned!))
            {
                Add(written, names[written.Name].Name);
            }
        }

        foreach (var (written, _) in pictures)
        {
            var dash = written.Name.LastIndexOf('-');
            if (dash > 0 && written.Name.Length - dash > 4 && written.Name.AsSpan(dash + 1).ContainsAnyExceptInRange('0', '9') is false
                && names.TryGetValue(written.Name[..dash], out var list) && list.Type.Item is not null)
            {
                Add(written, list.Name);
            }
        }

        void Add(GraphOutput written, string other) =>
            _problems.Add("output-taken", written.Position, Place.Output(written.Name), $"Output '{other}' may write the file of output '{written.Name}'.", "Give one of them another name.");
    }

    /// <summary>For each node, whether anything that is wanted needs it.</summary>
    private bool[] Wanted(Links links, List<(GraphOutput Written, PlannedOutput? Planned)> outputs, out List<int> targets)
    {
        var roots = new List<int>();
        targets = [];
        if (_inputs.Targets is { } named)
        {
            foreach (var name in named.Where(name => outputs.TrueForAll(output => output.Written.Name != name)))
            {
                _problems.Add("target-unknown", default, Place.Graph(), $"The graph has no output '{name}'.", ProblemList.Instead(name, [.. _graph.Outputs.Select(output => output.Name)]));
            }

            if (named.Count == 0)
            {
                _problems.Add("target-unknown", default, Place.Graph(), "No output is named as a target.", null);
            }

            outputs.RemoveAll(output => !named.Contains(output.Written.Name, StringComparer.Ordinal));
        }

        roots.AddRange(outputs.Where(output => output.Written.Link is not null).Select(output => _index.Find(output.Written.Link!, out _)).Where(i => i >= 0));
        var effects = Enumerable.Range(0, _graph.Nodes.Count).Where(i => _binder.Nodes[i]?.Spec.Purity == Purity.Effect && !_graph.Nodes[i].Bypass).ToList();
        if (_inputs.Targets is null)
        {
            roots.AddRange(effects);
        }

        var wanted = links.Behind(roots);
        targets.AddRange(effects.Where(i => wanted[i]));
        return wanted;
    }

    /// <summary>All problems in the order of the file; what nothing wanted needs is a warning, if outputs were chosen.</summary>
    private List<Problem> Judge(bool[] wanted)
    {
        if (_inputs.Targets is null)
        {
            WarnOfUnused(wanted);
            return [.. InOrder(_problems.Found.Select(found => found.Problem))];
        }

        var used = new Lazy<HashSet<string>>(() => InputsOf(wanted));
        return [.. InOrder(_problems.Found.Select(found => IsWanted(found.Place, wanted, used) ? found.Problem : found.Problem with { Severity = Severity.Warning }))];
    }

    private static IEnumerable<Problem> InOrder(IEnumerable<Problem> problems) => problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column);

    private void WarnOfUnused(bool[] wanted)
    {
        // With a misspelled link the node that was meant only seems unused.
        if (_problems.Found.Exists(found => found.Problem.Severity == Severity.Error))
        {
            return;
        }

        for (var i = 0; i < wanted.Length; i++)
        {
            if (!wanted[i] && _binder.Nodes[i] is not null)
            {
                var written = _graph.Nodes[i];
                _problems.Add("node-unused", written.Position, Place.Node(written.Id), $"Nothing needs '{written.Id}', so it does not run.", "Link it, or make it an output.", Severity.Warning);
            }
        }
    }

    private bool IsWanted(Place place, bool[] wanted, Lazy<HashSet<string>> usedInputs) => place.Subject switch
    {
        Subject.Node => !_index.TryFind(place.Name!, out var i) || wanted[i],
        Subject.Output => _inputs.Targets!.Contains(place.Name, StringComparer.Ordinal),
        Subject.Input => usedInputs.Value.Contains(place.Name!),
        _ => true,
    };

    /// <summary>The graph inputs that these nodes take.</summary>
    private HashSet<string> InputsOf(bool[] nodes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<InputSource>(_graph.Nodes.Where((_, i) => nodes[i]).SelectMany(node => node.Inputs).Select(input => input.Source));
        while (open.TryPop(out var source))
        {
            if (source is InputSource.Input input)
            {
                names.Add(input.Name);
            }
            else if (source is InputSource.List list)
            {
                foreach (var item in list.Items)
                {
                    open.Push(item);
                }
            }
        }

        return names;
    }
}

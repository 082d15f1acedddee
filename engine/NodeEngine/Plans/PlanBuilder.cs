using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>Compiles a graph to a plan, or finds everything that is wrong with it. Every pass is a loop: no depth is too deep.</summary>
internal sealed class PlanBuilder
{
    private readonly Graph _graph;
    private readonly NodeCatalog _catalog;
    private readonly PlanInputs _inputs;
    private readonly LiteralReader _literals;
    private readonly List<Problem> _problems;
    private readonly Dictionary<string, int> _index;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indexBySpan;
    private readonly Dictionary<string, (PortType Type, Value? Value)> _graphInputs = new(StringComparer.Ordinal);
    private readonly Dictionary<NodeSpec, SpecFacts> _facts = [];

    // One entry for each node of the graph.
    private readonly INode?[] _nodes;
    private readonly Binding[]?[] _bindings;
    private readonly PortType[]?[] _outputTypes;
    private readonly (Binding Binding, PortType Type)?[]?[] _passedOn;

    // What is written for each input of the node at hand.
    private NodeInput[] _given = [];

    public PlanBuilder(Graph graph, NodeCatalog catalog, PlanInputs inputs)
    {
        _graph = graph;
        _catalog = catalog;
        _inputs = inputs;
        _literals = new LiteralReader(graph.Folder);
        _problems = [.. graph.Problems];
        var count = graph.Nodes.Count;
        _index = new(count, StringComparer.Ordinal);
        _indexBySpan = _index.GetAlternateLookup<ReadOnlySpan<char>>();
        _nodes = new INode?[count];
        _bindings = new Binding[]?[count];
        _outputTypes = new PortType[]?[count];
        _passedOn = new (Binding, PortType)?[]?[count];
        Problems = _problems;
    }

    public IReadOnlyList<Problem> Problems { get; private set; }

    public Plan? Build()
    {
        for (var i = 0; i < _graph.Nodes.Count; i++)
        {
            _index[_graph.Nodes[i].Id] = i;
        }

        ReadGraphInputs();
        for (var i = 0; i < _nodes.Length; i++)
        {
            FindNode(i);
        }

        var links = Links.Of(_graph, Resolve);
        foreach (var i in Order(links))
        {
            Bind(i);
        }

        var outputs = BindOutputs();
        var wanted = Wanted(links, outputs, out var targets);
        Problems = Judge(wanted);
        return Problems.Any(problem => problem.Severity == Severity.Error) ? null : Assemble(wanted, targets, outputs);
    }

    private void ReadGraphInputs()
    {
        foreach (var input in _graph.Inputs)
        {
            if (!PortType.TryParse(input.Type, out var type) || type.Variable is not null)
            {
                Add(input.Type is null ? "type-missing" : "type-unknown", input.Position, input.Name, input.Type is null ? "The input has no type." : $"'{input.Type}' is not a type.", "Write text, integer, number, boolean, choice, image, mask or file, or one of these with [] for a list.");
                _graphInputs.TryAdd(input.Name, (PortType.Any(), null));
                continue;
            }

            Fault? fault = null;
            Value? value = null;
            if (_inputs.Values.TryGetValue(input.Name, out var given))
            {
                value = PortCheck.Convert(given, type);
                fault = value is null ? new("value-wrong", $"It takes {PortCheck.Article(type)}, not {PortCheck.Show(given)}.") : null;
            }
            else if (_inputs.Texts.TryGetValue(input.Name, out var text))
            {
                value = new LiteralReader(".").ReadText(text, type, out fault);
            }
            else if (input.Default is { } written)
            {
                value = _literals.Read(written, type, out fault);
            }
            else
            {
                fault = new("input-unset", $"Input '{input.Name}' has no default and is not set.", $"Set it with --set {input.Name}=…");
            }

            if (fault is { } wrong)
            {
                Add(wrong, input.Default?.Position ?? input.Position, input.Name);
            }

            _graphInputs.TryAdd(input.Name, (type, value));
        }

        foreach (var name in _inputs.Texts.Keys.Concat(_inputs.Values.Keys).Where(name => !_graphInputs.ContainsKey(name)))
        {
            var nearest = Nearest.To(name, _graphInputs.Keys);
            Add("input-unknown", default, name, $"The graph has no input '{name}'.", nearest is not null ? $"Did you mean '{nearest}'?" : _graphInputs.Count == 0 ? "It has none." : $"It has {string.Join(", ", _graphInputs.Keys)}.");
        }
    }

    private void FindNode(int i)
    {
        var written = _graph.Nodes[i];
        if (written.Type is null)
        {
            return;
        }

        if (_catalog.Find(written.Type) is not { } node)
        {
            var (message, suggestion) = _catalog.Explain(written.Type);
            Add("type-unknown", written.TypePosition, written.Id, message, suggestion);
            return;
        }

        _nodes[i] = node.Spec.HasLiterals ? Specialize(written, node) : node;
    }

    private INode? Specialize(GraphNode written, INode node)
    {
        var known = new Dictionary<string, Value>(StringComparer.Ordinal);
        var good = true;
        foreach (var port in node.Spec.Inputs)
        {
            if (port.Default is { } value)
            {
                known[port.Key] = value;
            }
        }

        foreach (var input in written.Inputs)
        {
            var index = node.Spec.InputIndex(input.Port);
            if (index < 0)
            {
                continue;
            }

            var port = node.Spec.Inputs[index];
            switch (input.Source)
            {
                case InputSource.Input { Name: var name } when _graphInputs.TryGetValue(name, out var set):
                    good &= set.Value is not null || !port.IsLiteral;
                    if (set.Value is not null && PortCheck.Convert(set.Value, port.Type) is { } converted)
                    {
                        known[port.Key] = converted;
                    }

                    break;
                case InputSource.Literal when port.Type.Variable is null:
                    if (_literals.Read(input.Source, port.Type, out _) is { } literal)
                    {
                        known[port.Key] = literal;
                    }

                    break;
                case InputSource.Link when port.IsLiteral:
                    Add("literal-needed", input.Position, $"{written.Id}.{input.Port}", "Its value must be known before the run, because inputs of the node follow from it.", "Write it here, or take it from a graph input.");
                    good = false;
                    break;
            }
        }

        // Without its literals the node has other ports: what is said of them would be wrong.
        if (!good || node.Spec.Inputs.Any(port => port is { IsLiteral: true, IsRequired: true } && !known.ContainsKey(port.Key)))
        {
            ReportMissing(written, node.Spec);
            return null;
        }

        try
        {
            return node.Specialize(known);
        }
        catch (NodeException e)
        {
            var at = written.Inputs.FirstOrDefault(input => input.Port == e.Port) is { Source: not null } input ? input.Position : written.Position;
            Add(e.Code, at, e.Port is null ? written.Id : $"{written.Id}.{e.Port}", e.Message, e.Advice);
            return null;
        }
    }

    private void ReportMissing(GraphNode written, NodeSpec spec)
    {
        foreach (var port in spec.Inputs.Where(port => port.IsRequired && written.Inputs.All(input => input.Port != port.Key)))
        {
            Add("input-missing", written.Position, $"{written.Id}.{port.Key}", $"{spec.Type} needs '{port.Key}' ({port.Type}).", null);
        }
    }

    /// <summary>The node and port of a link, without saying what is wrong with it. The port is empty when it is left out.</summary>
    private int Resolve(string target, out ReadOnlySpan<char> port)
    {
        var span = target.AsSpan();
        var dot = span.IndexOf('.');
        port = dot < 0 ? [] : span[(dot + 1)..];
        return _indexBySpan.TryGetValue(dot < 0 ? span : span[..dot], out var index) ? index : -1;
    }

    /// <summary>The nodes so that each comes after those it takes from; those of a cycle come last, reported.</summary>
    private int[] Order(Links links)
    {
        var count = _nodes.Length;
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
            ReportCycles(links, waiting);
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

    private void ReportCycles(Links links, int[] waiting)
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
                var names = cycle.Take(20).Select(i => _graph.Nodes[i].Id).ToList();
                Add("cycle", _graph.Nodes[cycle[0]].Position, names[0], $"These nodes wait for one another: {string.Join(" -> ", names)}{(cycle.Count > 20 ? " -> …" : "")} -> {names[0]}.", "Remove one of the links.");
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

    private void Bind(int i)
    {
        if (_nodes[i] is not { } node)
        {
            return;
        }

        var (written, spec) = (_graph.Nodes[i], node.Spec);
        var given = Given(written, spec);
        var bound = BindVariable(spec, given);
        var bindings = new Binding[given.Length];
        for (var p = 0; p < bindings.Length; p++)
        {
            var port = spec.Inputs[p];
            if (given[p].Source is not { } source)
            {
                bindings[p] = Binding.To(port.Default);
                if (port.IsRequired && !(written.Bypass && !HasSource(given)))
                {
                    Add("input-missing", written.Position, $"{written.Id}.{port.Key}", $"{spec.Type} needs '{port.Key}' ({port.Type}).", null);
                }

                continue;
            }

            bindings[p] = BindInput(source, port, bound is null ? port.Type : port.Type.Bind(bound), new Place(written.Id, port.Key), given[p].Position);
        }

        if (node is ModelNode model)
        {
            CheckModel(model, written, bindings, given);
        }

        _bindings[i] = bindings;
        _outputTypes[i] = bound is null ? Facts(spec).OutputTypes : SpecFacts.OutputTypesOf(spec, bound);
        if (written.Bypass)
        {
            _passedOn[i] = PassOn(spec, bindings, given, _outputTypes[i]!, bound);
        }
    }

    private void CheckModel(ModelNode model, GraphNode written, Binding[] bindings, ReadOnlySpan<NodeInput> given)
    {
        var known = new KnownInput[bindings.Length];
        for (var p = 0; p < known.Length; p++)
        {
            var isKnown = bindings[p] is { Step: < 0, Items: null } binding && (binding.Constant is not null || given[p].Source is null);
            known[p] = new KnownInput(isKnown, isKnown ? bindings[p].Constant : null);
        }

        foreach (var (key, fault) in model.Faults(p => known[p]))
        {
            var index = model.Spec.InputIndex(key);
            Add(fault, index >= 0 && given[index].Source is not null ? given[index].Position : written.Position, $"{written.Id}.{key}");
        }
    }

    /// <summary>What is written for each input of a node, in the order of its spec. Valid until the next call.</summary>
    private ReadOnlySpan<NodeInput> Given(GraphNode written, NodeSpec spec)
    {
        if (_given.Length < spec.Inputs.Count)
        {
            _given = new NodeInput[spec.Inputs.Count];
        }

        var given = _given.AsSpan(0, spec.Inputs.Count);
        given.Clear();
        for (var k = 0; k < written.Inputs.Count; k++)
        {
            var input = written.Inputs[k];
            var index = spec.InputIndex(input.Port);
            if (index >= 0)
            {
                given[index] = input;
                continue;
            }

            Add("port-unknown", input.Position, $"{written.Id}.{input.Port}", $"{spec.Type} has no input '{input.Port}'.", Instead(input.Port, spec));
        }

        return given;
    }

    private string Instead(string key, NodeSpec spec)
    {
        var keys = spec.Inputs.Select(port => port.Key).ToList();
        return Nearest.To(key, keys) is { } nearest ? $"Did you mean '{nearest}'?"
            : _catalog.ModelsWith(key) is { Count: > 0 } models && _catalog.Find(spec.Type) is ModelNode ? $"Models that have it: {string.Join(", ", models)}."
            : keys.Count == 0 ? "It has none." : $"It has {string.Join(", ", keys)}.";
    }

    private static bool HasSource(ReadOnlySpan<NodeInput> given)
    {
        foreach (ref readonly var input in given)
        {
            if (input.Source is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>For each output of a bypassed node, its first input of a type that fits.</summary>
    private static (Binding, PortType)?[] PassOn(NodeSpec spec, Binding[] bindings, ReadOnlySpan<NodeInput> given, PortType[] outputs, PortType? bound)
    {
        var passed = new (Binding, PortType)?[outputs.Length];
        for (var o = 0; o < outputs.Length; o++)
        {
            for (var p = 0; p < bindings.Length && passed[o] is null; p++)
            {
                var type = bound is null ? spec.Inputs[p].Type : spec.Inputs[p].Type.Bind(bound);
                if (given[p].Source is not null && outputs[o].Accepts(type))
                {
                    passed[o] = (bindings[p], type);
                }
            }
        }

        return passed;
    }

    /// <summary>What <c>any</c> stands for at this node: the widest of the types that come in. Null when the node has no such port.</summary>
    private PortType? BindVariable(NodeSpec spec, ReadOnlySpan<NodeInput> given)
    {
        if (!Facts(spec).HasVariable)
        {
            return null;
        }

        PortType? bound = null;
        for (var p = 0; p < given.Length; p++)
        {
            if (spec.Inputs[p].Type.Variable is null)
            {
                continue;
            }

            IEnumerable<InputSource?> sources = given[p].Source is InputSource.List list ? list.Items : [given[p].Source];
            foreach (var source in sources)
            {
                var type = source switch
                {
                    InputSource.Link link => SourceOf(link.Target, null, default)?.Type,
                    InputSource.Input input => _graphInputs.TryGetValue(input.Name, out var set) ? set.Type : null,
                    { } literal => LiteralReader.TypeOf(literal),
                    null => null,
                };
                for (var port = spec.Inputs[p].Type; port.Item is { } inner && type?.Item is { } item; port = inner)
                {
                    type = item;
                }

                bound = bound is null || (type is not null && !bound.Accepts(type) && type.Accepts(bound)) ? type ?? bound : bound;
            }
        }

        return bound ?? PortType.Text;
    }

    private Binding BindInput(InputSource source, Port port, PortType type, Place where, Position position)
    {
        switch (source)
        {
            case InputSource.Link or InputSource.Input:
                return SourceOf(source, where, position) is { } from ? Fit(from.Binding, from.Type, port, type, where, position, source) : default;
            case InputSource.List list when list.Items.Any(item => item is not InputSource.Literal):
                return BindList(list, port, type, where);
            default:
                var value = _literals.Read(source, type, out var fault);
                fault ??= value is null ? null : PortCheck.Fault(value, port);
                if (fault is { } wrong)
                {
                    Add(wrong, source.Position, where.ToString());
                }

                return Binding.To(value);
        }
    }

    private Binding BindList(InputSource.List list, Port port, PortType type, Place where)
    {
        if (type.Item is not { } item)
        {
            Add("value-wrong", list.Position, where.ToString(), $"It takes {PortCheck.Article(type)}, not an array.", null);
            return default;
        }

        var items = new Binding[list.Items.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var source = list.Items[i];
            if (source is not (InputSource.Link or InputSource.Input))
            {
                var value = _literals.Read(source, item, out var fault);
                if (fault is { } wrong)
                {
                    Add(wrong, source.Position, where.ToString());
                }

                items[i] = Binding.To(value);
            }
            else if (SourceOf(source, where, source.Position) is { } from)
            {
                if (from.Type.Item is not null && item.Item is null)
                {
                    Add("list-in-list", source.Position, where.ToString(), $"{Shown(source)} is a list ({from.Type}), and an array takes single items.", "Join the lists with list.concat.");
                }
                else
                {
                    items[i] = Fit(from.Binding, from.Type, port, item, where, source.Position, source);
                }
            }
        }

        if (port.MaxItems is { } most && items.Length > most)
        {
            Add("list-too-long", list.Position, where.ToString(), $"It has {items.Length} items, and takes at most {most}.", "Leave some out.");
        }

        return Array.TrueForAll(items, one => one is { Step: < 0, Items: null, Constant: not null })
            ? Binding.To(new ListValue([.. items.Select(one => one.Constant!)]))
            : Binding.To(items, PortCheck.IsBounded(port) ? port : null);
    }

    private Binding Fit(Binding binding, PortType from, Port port, PortType type, Place where, Position position, InputSource source)
    {
        if (!type.Accepts(from) && !(type.Item is { } item && from.Item is null && item.Accepts(from)))
        {
            // The type of an input that is itself wrong is not known.
            if (from.Variable is null)
            {
                var advice = from.Item is not null && from.Item == type ? "Take one item with list.item." : null;
                Add("type-mismatch", position, where.ToString(), $"It takes {PortCheck.Article(type)}, and {Shown(source)} is {PortCheck.Article(from)}.", advice);
            }

            return default;
        }

        if (binding is { Step: < 0, Items: null })
        {
            if (binding.Constant is not { } constant)
            {
                return default;
            }

            var value = PortCheck.Convert(constant, type);
            if (value is not null && PortCheck.Fault(value, port.Type == type ? port : new Port(port.Key, type) { Min = port.Min, Max = port.Max, Choices = port.Choices }) is { } fault)
            {
                Add(fault, position, where.ToString());
            }

            return Binding.To(value);
        }

        return type == from
            ? binding.With(binding.ConvertTo, binding.Wraps, PortCheck.IsBounded(port) ? port : binding.Check)
            : binding.With(type, type.Item is not null && from.Item is null, PortCheck.IsBounded(port) ? port : binding.Check);
    }

    private static string Shown(InputSource source) => source switch
    {
        InputSource.Link link => $"'{link.Target}'",
        InputSource.Input input => $"input '{input.Name}'",
        _ => "it",
    };

    private (Binding Binding, PortType Type)? SourceOf(InputSource source, Place where, Position position)
    {
        if (source is InputSource.Link link)
        {
            return SourceOf(link.Target, where, position);
        }

        var name = ((InputSource.Input)source).Name;
        if (_graphInputs.TryGetValue(name, out var input))
        {
            return (Binding.To(input.Value), input.Type);
        }

        var nearest = Nearest.To(name, _graphInputs.Keys);
        Add("input-unknown", position, where.ToString(), $"The graph has no input '{name}'.", nearest is null ? "Declare it under \"inputs\"." : $"Did you mean '{nearest}'?");
        return null;
    }

    /// <summary>The step output that a link names, with its type. Null when there is none: said, unless <paramref name="where"/> is null.</summary>
    private (Binding Binding, PortType Type)? SourceOf(string target, Place? where, Position position)
    {
        var i = Resolve(target, out var port);
        if (i < 0)
        {
            if (where is not null)
            {
                var name = target.Split('.')[0];
                var nearest = Nearest.To(name, _index.Keys);
                Add("link-dangling", position, where.Value.ToString(), $"There is no node '{name}'.", nearest is null ? null : $"Did you mean '{nearest}{(target.Length > name.Length ? target[name.Length..] : "")}'?");
            }

            return null;
        }

        if (_nodes[i] is not { } node)
        {
            return null;
        }

        var output = OutputIndex(node.Spec, port);
        if (output < 0)
        {
            if (where is not null)
            {
                var outputs = node.Spec.Outputs.Select(o => o.Key).ToList();
                var id = _graph.Nodes[i].Id;
                var nearest = Nearest.To(port.ToString(), outputs) ?? (outputs.Count == 1 ? outputs[0] : null);
                Add("port-unknown", position, where.ToString(), port.IsEmpty ? $"The link '{target}' names no output." : $"{node.Spec.Type} has no output '{port}'.", nearest is not null ? $"Did you mean '{id}.{nearest}'?" : outputs.Count == 0 ? "It has none." : $"It has {string.Join(", ", outputs)}.");
            }

            return null;
        }

        if (_passedOn[i] is not { } passed)
        {
            return (Binding.To(i, output), _outputTypes[i]?[output] ?? node.Spec.Outputs[output].Type);
        }

        if (passed[output] is null && where is not null)
        {
            Add("bypass-impossible", position, where.ToString(), $"'{_graph.Nodes[i].Id}' is bypassed, and none of its inputs can stand in for '{port}'.", "Link to something else, or take the bypass out.");
        }

        return passed[output];
    }

    private static int OutputIndex(NodeSpec spec, ReadOnlySpan<char> key)
    {
        for (var i = 0; i < spec.Outputs.Count; i++)
        {
            if (key.SequenceEqual(spec.Outputs[i].Key))
            {
                return i;
            }
        }

        return -1;
    }

    private List<(GraphOutput Written, PlannedOutput? Planned)> BindOutputs()
    {
        var outputs = new List<(GraphOutput, PlannedOutput?)>();
        foreach (var output in _graph.Outputs)
        {
            var from = output.Link is null ? null : SourceOf(output.Link, new Place(output.Name, null), output.Position);
            outputs.Add((output, from is { } source ? new PlannedOutput(output.Name, source.Type, source.Binding) : null));
        }

        return outputs;
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
                var nearest = Nearest.To(name, _graph.Outputs.Select(output => output.Name));
                Add("target-unknown", default, null, $"The graph has no output '{name}'.", nearest is not null ? $"Did you mean '{nearest}'?" : _graph.Outputs.Count == 0 ? "It has none." : $"It has {string.Join(", ", _graph.Outputs.Select(output => output.Name))}.");
            }

            if (named.Count == 0)
            {
                Add("target-unknown", default, null, "No output is named as a target.", null);
            }

            outputs.RemoveAll(output => !named.Contains(output.Written.Name, StringComparer.Ordinal));
        }

        roots.AddRange(outputs.Where(output => output.Written.Link is not null).Select(output => Resolve(output.Written.Link!, out _)).Where(i => i >= 0));
        var effects = Enumerable.Range(0, _nodes.Length).Where(i => _nodes[i]?.Spec.Purity == Purity.Effect && !_graph.Nodes[i].Bypass).ToList();
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
        if (_graph.Problems.All(problem => problem.Severity != Severity.Error))
        {
            for (var i = 0; i < wanted.Length; i++)
            {
                if (!wanted[i] && _inputs.Targets is null && _nodes[i] is not null)
                {
                    var written = _graph.Nodes[i];
                    _problems.Add(Make("node-unused", written.Position, written.Id, $"Nothing needs '{written.Id}', so it does not run.", "Link it, or make it an output.") with { Severity = Severity.Warning });
                }
            }
        }

        return [.. _problems
            .Select(problem => _inputs.Targets is not null && problem.Where?.Split('.')[0] is { } id && _index.TryGetValue(id, out var i) && !wanted[i]
                ? problem with { Severity = Severity.Warning }
                : problem)
            .OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];
    }

    private Plan Assemble(bool[] wanted, List<int> effects, List<(GraphOutput Written, PlannedOutput? Planned)> outputs)
    {
        var planned = outputs.Where(output => output.Planned is not null).Select(output => output.Planned!).ToList();

        // A bypassed node is not run, so what is needed is read from the bindings once more.
        var position = new int[_nodes.Length];
        Array.Fill(position, -1);
        var needed = new bool[_nodes.Length];
        var open = new Stack<int>(effects);
        foreach (var output in planned)
        {
            output.Binding.PushSteps(open);
        }

        while (open.TryPop(out var i))
        {
            if (!needed[i])
            {
                needed[i] = true;
                foreach (ref readonly var binding in _bindings[i].AsSpan())
                {
                    binding.PushSteps(open);
                }
            }
        }

        var steps = new List<Step>();
        for (var i = 0; i < needed.Length; i++)
        {
            if (needed[i])
            {
                position[i] = steps.Count;
                steps.Add(MakeStep(i));
            }
        }

        var all = steps.ToArray();
        var slots = 0;
        foreach (var step in all)
        {
            step.FirstOutput = slots;
            slots += step.Spec.Outputs.Count;
        }

        foreach (var step in all)
        {
            foreach (ref var binding in step.Inputs.AsSpan())
            {
                binding = binding.At(position, all);
            }
        }

        var targets = planned.Where(output => output.Binding.Step >= 0).Select(output => position[output.Binding.Step]).Concat(effects.Select(i => position[i])).Distinct().ToArray();
        return new Plan(_graph, all, Links.Of(all), [.. planned.Select(output => output with { Binding = output.Binding.At(position, all) })], targets, slots);
    }

    private Step MakeStep(int i)
    {
        var spec = _nodes[i]!.Spec;
        var types = _outputTypes[i]!;
        var facts = Facts(spec);
        var byRecipe = ReferenceEquals(types, facts.OutputTypes) ? facts.ByRecipe : SpecFacts.RecipesOf(spec, types);
        return new Step
        {
            Id = _graph.Nodes[i].Id,
            Node = _nodes[i]!,
            Spec = spec,
            Signature = facts.Signature,
            Inputs = _bindings[i]!,
            ByRecipe = byRecipe,
            IsAddressedEarly = byRecipe.Length > 0 && !byRecipe.Contains(false),
            HasPictures = Array.Exists(types, type => type.Innermost.IsPicture),
        };
    }

    private SpecFacts Facts(NodeSpec spec)
    {
        if (!_facts.TryGetValue(spec, out var facts))
        {
            facts = new SpecFacts(spec);
            _facts.Add(spec, facts);
        }

        return facts;
    }

    private void Add(Fault fault, Position at, string where) => Add(fault.Code, at, where, fault.Message, fault.Suggestion);

    private void Add(string code, Position at, string? where, string message, string? suggestion) => _problems.Add(Make(code, at, where, message, suggestion));

    private Problem Make(string code, Position at, string? where, string message, string? suggestion) =>
        new(code, message) { File = _graph.File, Line = at.Line, Column = at.Column, Where = where, Suggestion = suggestion };

    /// <summary>Where something is in the graph. Written out only when there is something to say of it.</summary>
    private readonly record struct Place(string Node, string? Port)
    {
        public override string ToString() => Port is null ? Node : $"{Node}.{Port}";
    }
}

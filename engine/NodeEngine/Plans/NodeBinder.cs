using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>Binds the inputs of nodes to values and to outputs of other nodes, and finds what does not fit.</summary>
internal sealed class NodeBinder
{
    private const int ModelsToName = 5;

    private readonly Graph _graph;
    private readonly NodeCatalog _catalog;
    private readonly GraphInputs _inputs;
    private readonly LiteralReader _literals;
    private readonly ProblemList _problems;
    private readonly NodeIndex _index;
    private readonly Dictionary<NodeSpec, SpecFacts> _facts = [];
    private (NodeSpec? Spec, SpecFacts Facts) _last;
    private readonly (Binding Binding, PortType Type)?[]?[] _passedOn;

    // What is written for each input of the node at hand.
    private NodeInput[] _given = [];

    public NodeBinder(Graph graph, NodeCatalog catalog, GraphInputs inputs, LiteralReader literals, NodeIndex index, ProblemList problems)
    {
        _graph = graph;
        _catalog = catalog;
        _inputs = inputs;
        _literals = literals;
        _index = index;
        _problems = problems;
        var finder = new NodeFinder(catalog, inputs, literals, problems);
        Nodes = [.. graph.Nodes.Select(finder.Find)];
        Bindings = new Binding[]?[Nodes.Length];
        OutputTypes = new PortType[]?[Nodes.Length];
        Variables = new Variables?[Nodes.Length];
        _passedOn = new (Binding, PortType)?[]?[Nodes.Length];
    }

    /// <summary>The node of each node of the graph, or null where there is none.</summary>
    public INode?[] Nodes { get; }

    /// <summary>The bindings of the inputs of each node, once it is bound.</summary>
    public Binding[]?[] Bindings { get; }

    /// <summary>The types of the outputs of each node, once it is bound.</summary>
    public PortType[]?[] OutputTypes { get; }

    /// <summary>What <c>any</c> stands for at each node that takes it, once it is bound.</summary>
    public Variables?[] Variables { get; }

    /// <summary>Binds a node's inputs. The nodes that it takes from are bound already, unless they wait for one another.</summary>
    public void Bind(int i)
    {
        if (Nodes[i] is not { } node)
        {
            return;
        }

        var (written, spec) = (_graph.Nodes[i], node.Spec);
        var given = Given(written, spec);
        var bound = BindVariables(spec, given);
        var bindings = new Binding[given.Length];
        for (var p = 0; p < bindings.Length; p++)
        {
            var port = spec.Inputs[p];
            if (given[p].Source is not { } source)
            {
                bindings[p] = Binding.To(port.Default);
                if (port.IsRequired && !(written.Bypass && !HasSource(given)))
                {
                    _problems.Add("input-missing", written.Position, Place.Node(written.Id, port.Key), $"{spec.Type} needs '{port.Key}' ({port.Type}).", null);
                }

                continue;
            }

            bindings[p] = BindInput(source, port, bound?.Bind(port.Type) ?? port.Type, Place.Node(written.Id, port.Key), given[p].Position);
        }

        if (node is ModelNode model)
        {
            CheckModel(model, written, bindings, given);
        }

        Bindings[i] = bindings;
        Variables[i] = bound;
        OutputTypes[i] = bound is null ? Facts(spec).OutputTypes : bound.Bind(spec.Outputs);
        if (written.Bypass)
        {
            _passedOn[i] = PassOn(spec, bindings, given, OutputTypes[i]!, bound);
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
            Add(fault, index >= 0 && given[index].Source is not null ? given[index].Position : written.Position, Place.Node(written.Id, key));
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

            _problems.Add("port-unknown", input.Position, Place.Node(written.Id, input.Port), $"{spec.Type} has no input '{input.Port}'.", Instead(input.Port, spec));
        }

        return given;
    }

    private string Instead(string key, NodeSpec spec)
    {
        // Another model's input is hardly a slip of the pen.
        if (_catalog.FindModel(spec.Type) is { } model && _catalog.ModelsWith(key, model) is { Count: > 0 } models)
        {
            return $"Models that have it: {string.Join(", ", models.Take(ModelsToName))}{(models.Count > ModelsToName ? $" and {models.Count - ModelsToName} more" : "")}.";
        }

        return ProblemList.Instead(key, spec.Inputs.Select(port => port.Key).ToList());
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
    private static (Binding, PortType)?[] PassOn(NodeSpec spec, Binding[] bindings, ReadOnlySpan<NodeInput> given, PortType[] outputs, Variables? bound)
    {
        var passed = new (Binding, PortType)?[outputs.Length];
        for (var o = 0; o < outputs.Length; o++)
        {
            for (var p = 0; p < bindings.Length && passed[o] is null; p++)
            {
                var type = bound?.Bind(spec.Inputs[p].Type) ?? spec.Inputs[p].Type;
                if (given[p].Source is not null && outputs[o].Accepts(type))
                {
                    passed[o] = (bindings[p], type);
                }
            }
        }

        return passed;
    }

    /// <summary>What each <c>any</c> stands for at this node. Null when it takes none.</summary>
    private Variables? BindVariables(NodeSpec spec, ReadOnlySpan<NodeInput> given)
    {
        if (!Facts(spec).HasVariable)
        {
            return null;
        }

        var bound = new Variables();
        for (var p = 0; p < given.Length; p++)
        {
            if (spec.Inputs[p].Type.Variable is not { } name)
            {
                continue;
            }

            // A single value into a list is a list of one: only the lists that both have are taken off.
            var type = given[p].Source is { } source ? TypeOf(source) : null;
            for (var port = spec.Inputs[p].Type; port.Item is { } inner && type?.Item is { } item; port = inner)
            {
                type = item;
            }

            bound.Add(name, type);
        }

        return bound;
    }

    /// <summary>The type of what is written, or null when it is not known.</summary>
    private PortType? TypeOf(InputSource source)
    {
        switch (source)
        {
            case InputSource.Link link:
                return SourceOf(link.Target, null, default) is { Type: { Variable: null } linked } ? linked : null;
            case InputSource.Input input:
                return _inputs.TryGet(input.Name, out var set) && set.Type.Variable is null ? set.Type : null;
            case InputSource.Literal literal:
                return LiteralReader.TypeOf(literal);
            case InputSource.List list:
                var items = new Variables();
                foreach (var item in list.Items)
                {
                    // A list in an array is a problem of its own.
                    var type = TypeOf(item);
                    items.Add("", item is InputSource.List ? type : type?.Item ?? type);
                }

                return PortType.List(items.Bind(PortType.Any("")));
            default:
                return null;
        }
    }

    private Binding BindInput(InputSource source, Port port, PortType type, Place where, Position position)
    {
        switch (source)
        {
            case InputSource.Link or InputSource.Input:
                return SourceOf(source, where, position) is { } from ? Fit(from.Binding, from.Type, port, type, where, position, source) : default;
            case InputSource.Wrong:
                return default;
            case InputSource.List list when list.Items.Any(item => item is not InputSource.Literal):
                return BindList(list, port, type, where);
            default:
                var value = _literals.Read(source, type, out var fault);
                fault ??= value is null ? null : PortCheck.Fault(value, port);
                if (fault is { } wrong)
                {
                    Add(wrong, source.Position, where);
                }

                return Binding.To(value);
        }
    }

    private Binding BindList(InputSource.List list, Port port, PortType type, Place where)
    {
        if (type.Item is not { } item)
        {
            _problems.Add("value-wrong", list.Position, where, $"It takes {PortCheck.Article(type)}, not an array.", null);
            return default;
        }

        var items = new Binding[list.Items.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var source = list.Items[i];
            if (source is not (InputSource.Link or InputSource.Input))
            {
                var value = _literals.Read(source, item, out var fault);
                fault ??= value is null ? null : PortCheck.Fault(value, Bounds(port, item));
                if (fault is { } wrong)
                {
                    Add(wrong, source.Position, where);
                }

                items[i] = Binding.To(value);
            }
            else if (SourceOf(source, where, source.Position) is { } from)
            {
                if (from.Type.Item is not null && item.Item is null)
                {
                    _problems.Add("list-in-list", source.Position, where, $"{Shown(source)} is a list ({from.Type}), and an array takes single items.", "Join the lists with list.concat.");
                }
                else
                {
                    items[i] = Fit(from.Binding, from.Type, port, item, where, source.Position, source);
                }
            }
        }

        if (port.MaxItems is { } most && items.Length > most)
        {
            _problems.Add("list-too-long", list.Position, where, $"It has {items.Length} items, and takes at most {most}.", "Leave some out.");
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
                _problems.Add("type-mismatch", position, where, $"It takes {PortCheck.Article(type)}, and {Shown(source)} is {PortCheck.Article(from)}.", advice);
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
            if (value is not null && PortCheck.Fault(value, Bounds(port, type)) is { } fault)
            {
                Add(fault, position, where);
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
        if (_inputs.TryGet(name, out var input))
        {
            return (Binding.To(input.Value), input.Type);
        }

        Add(_inputs.Unknown(name), position, where);
        return null;
    }

    private void Add(Fault fault, Position at, Place where) => _problems.Add(fault.Code, at, where, fault.Message, fault.Suggestion);

    /// <summary>What a port takes, for a value of the type that it is bound to or for one item of its list.</summary>
    private static Port Bounds(Port port, PortType type) =>
        port.Type == type ? port : new Port(port.Key, type) { Min = port.Min, Max = port.Max, Choices = port.Choices, MaxItems = type.Item is null ? null : port.MaxItems };

    /// <summary>The step output that a link names, with its type. Null when there is none: said, unless <paramref name="where"/> is null.</summary>
    public (Binding Binding, PortType Type)? SourceOf(string target, Place? where, Position position)
    {
        var i = _index.Find(target, out var port);
        if (i < 0)
        {
            if (where is not null)
            {
                var name = target.Split('.')[0];
                var nearest = Nearest.To(name, _index.Ids);
                _problems.Add("link-dangling", position, where.Value, $"There is no node '{name}'.", nearest is null ? null : $"Did you mean '{nearest}{(target.Length > name.Length ? target[name.Length..] : "")}'?");
            }

            return null;
        }

        if (Nodes[i] is not { } node)
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
                var message = port.IsEmpty ? $"The link '{target}' names no output." : $"{node.Spec.Type} has no output '{port}'.";
                _problems.Add("port-unknown", position, where.Value, message, outputs.Count == 1 ? $"Did you mean '{id}.{outputs[0]}'?" : ProblemList.Instead(port.ToString(), outputs, before: id + "."));
            }

            return null;
        }

        if (_passedOn[i] is not { } passed)
        {
            return (Binding.To(i, output), OutputTypes[i]?[output] ?? node.Spec.Outputs[output].Type);
        }

        if (passed[output] is null && where is not null)
        {
            _problems.Add("bypass-impossible", position, where.Value, $"'{_graph.Nodes[i].Id}' is bypassed, and none of its inputs can stand in for '{port}'.", "Link to something else, or take the bypass out.");
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

    /// <summary>What all nodes of a spec have in common.</summary>
    public SpecFacts Facts(NodeSpec spec)
    {
        // Asked for several times in a row for each node.
        if (ReferenceEquals(_last.Spec, spec))
        {
            return _last.Facts;
        }

        if (!_facts.TryGetValue(spec, out var facts))
        {
            facts = new SpecFacts(spec);
            _facts.Add(spec, facts);
        }

        _last = (spec, facts);
        return facts;
    }
}

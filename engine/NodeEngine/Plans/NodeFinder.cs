using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>Finds the node of each node of a graph, with the ports that follow from its literals.</summary>
internal sealed class NodeFinder(NodeCatalog catalog, GraphInputs inputs, LiteralReader literals, ProblemList problems)
{
    /// <summary>The node, or null with the problem noted.</summary>
    public INode? Find(GraphNode written)
    {
        if (written.Type is null)
        {
            return null;
        }

        if (catalog.Find(written.Type) is { } node)
        {
            return node.Spec.HasLiterals ? Specialize(written, node) : node;
        }

        var (message, suggestion) = catalog.Explain(written.Type);
        problems.Add("type-unknown", written.TypePosition, written.Id, message, suggestion);
        return null;
    }

    private INode? Specialize(GraphNode written, INode node)
    {
        var known = node.Spec.Inputs.Where(port => port.Default is not null).ToDictionary(port => port.Key, port => port.Default!, StringComparer.Ordinal);
        var good = true;

        foreach (var input in written.Inputs)
        {
            var index = node.Spec.InputIndex(input.Port);
            if (index < 0)
            {
                continue;
            }

            // What comes along a link is not known, whatever the default is.
            var port = node.Spec.Inputs[index];
            known.Remove(port.Key);
            switch (input.Source)
            {
                case InputSource.Input { Name: var name } when inputs.TryGet(name, out var set):
                    good &= set.Value is not null || !port.IsLiteral;
                    if (set.Value is not null && PortCheck.Convert(set.Value, port.Type) is { } converted)
                    {
                        good &= Note(known, port, converted, null, written, input);
                    }

                    break;
                case InputSource.List list when port.IsLiteral && list.Items.Any(item => item is not InputSource.Literal):
                case InputSource.Link when port.IsLiteral:
                    problems.Add("literal-needed", input.Position, $"{written.Id}.{input.Port}", "Its value must be known before the run, because inputs of the node follow from it.", "Write it here, or take it from a graph input.");
                    good = false;
                    break;
                case InputSource.Literal or InputSource.List when port.Type.Variable is null:
                    var literal = literals.Read(input.Source, port.Type, out var fault);
                    good &= Note(known, port, literal, fault, written, input);
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
            problems.Add(e.Code, at, e.Port is null ? written.Id : $"{written.Id}.{e.Port}", e.Message, e.Advice);
            return null;
        }
    }

    /// <summary>Adds a value to those that are known. False with the problem noted when ports follow from it and it is none that the port takes.</summary>
    private bool Note(Dictionary<string, Value> known, Port port, Value? value, Fault? fault, GraphNode written, NodeInput input)
    {
        if (port.IsLiteral && (fault ?? (value is null ? null : PortCheck.Fault(value, port))) is { } wrong)
        {
            // Without a node nobody looks at its inputs again.
            problems.Add(wrong, input.Position, $"{written.Id}.{input.Port}");
            return false;
        }

        if (value is not null)
        {
            known[port.Key] = value;
        }

        return true;
    }

    private void ReportMissing(GraphNode written, NodeSpec spec)
    {
        foreach (var port in spec.Inputs.Where(port => port.IsRequired && written.Inputs.All(input => input.Port != port.Key)))
        {
            problems.Add("input-missing", written.Position, $"{written.Id}.{port.Key}", $"{spec.Type} needs '{port.Key}' ({port.Type}).", null);
        }
    }
}

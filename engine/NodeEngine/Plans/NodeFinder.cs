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
        problems.Add("type-unknown", written.TypePosition, Place.Node(written.Id), message, suggestion);
        return null;
    }

    private INode? Specialize(GraphNode written, INode node)
    {
        var known = node.Spec.Inputs.Where(port => port.Default is not null).ToDictionary(port => port.Key, port => port.Default!, StringComparer.Ordinal);
        var isComplete = true;
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
            if (Read(input.Source, port, out var fault) is { } value)
            {
                known[port.Key] = value;
            }
            else if (port.IsLiteral)
            {
                // Without its literals the node has other ports: what would be said of them later is said here, for this port alone.
                isComplete = false;
                if (fault is { } wrong)
                {
                    problems.Add(wrong.Code, input.Source.Position, Place.Node(written.Id, input.Port), wrong.Message, wrong.Suggestion);
                }
            }
        }

        foreach (var port in node.Spec.Inputs.Where(port => port is { IsLiteral: true, IsRequired: true } && written.Inputs.All(input => input.Port != port.Key)))
        {
            isComplete = false;
            problems.Add("input-missing", written.Position, Place.Node(written.Id, port.Key), $"{node.Spec.Type} needs '{port.Key}' ({port.Type}).", null);
        }

        return isComplete ? Specialize(written, node, known) : null;
    }

    private INode? Specialize(GraphNode written, INode node, Dictionary<string, Value> known)
    {
        try
        {
            var special = node.Specialize(known);
            if (SpecCheck.Find(special.Spec) is not { } fault)
            {
                return special;
            }

            problems.Add("node-invalid", written.Position, Place.Node(written.Id), $"With these values {node.Spec.Type} cannot be used: {fault}", null);
        }
        catch (NodeException e)
        {
            var at = written.Inputs.FirstOrDefault(input => input.Port == e.Port) is { Source: not null } input ? input.Position : written.Position;
            problems.Add(e.Code, at, Place.Node(written.Id, e.Port), e.Message, e.Advice);
        }
        catch (Exception e)
        {
            problems.Add("node-threw", written.Position, Place.Node(written.Id), $"{node.Spec.Type} failed to tell its ports: {e.GetType().Name}: {e.Message}", "This may be a fault of the plugin.");
        }

        return null;
    }

    /// <summary>The value of an input that is known before the run, or null, with the fault if there is one that nobody else tells.</summary>
    private Value? Read(InputSource source, Port port, out Fault? fault)
    {
        fault = null;
        switch (source)
        {
            case InputSource.Link or InputSource.List when port.IsLiteral && HasLink(source):
                fault = new("literal-needed", "Its value must be known before the run, because inputs of the node follow from it.", "Write it here, or take it from a graph input.");
                return null;
            case InputSource.Input { Name: var name } when inputs.TryGet(name, out var set):
                if (set.Value is null)
                {
                    return null;
                }

                var converted = PortCheck.Convert(set.Value, port.Type);
                fault = converted is null
                    ? new("type-mismatch", $"It takes {PortCheck.Article(port.Type)}, and input '{name}' is {PortCheck.Article(set.Type)}.")
                    : PortCheck.Fault(converted, port);
                return fault is null ? converted : null;
            case InputSource.Input { Name: var name }:
                fault = inputs.Unknown(name);
                return null;
            case InputSource.Literal or InputSource.List when port.Type.Variable is null && !HasLink(source):
                var value = literals.Read(source, port.Type, out fault);
                fault ??= value is null ? null : PortCheck.Fault(value, port);
                return fault is null ? value : null;
            default:
                return null;
        }
    }

    private static bool HasLink(InputSource source) =>
        source is InputSource.Link || (source is InputSource.List list && list.Items.Any(item => item is not InputSource.Literal));
}

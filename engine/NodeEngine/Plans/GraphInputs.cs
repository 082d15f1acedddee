using NodeEngine.Graphs;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>The inputs of a graph with the values they have in one plan: set, or by default.</summary>
internal sealed class GraphInputs
{
    private readonly OrderedDictionary<string, (PortType Type, Value? Value)> _inputs = new(StringComparer.Ordinal);

    public GraphInputs(Graph graph, PlanInputs set, LiteralReader literals, ProblemList problems)
    {
        foreach (var input in graph.Inputs)
        {
            if (!PortType.TryParse(input.Type, out var type) || type.Variable is not null)
            {
                var isMissing = input.Type is null;
                problems.Add(
                    isMissing ? "type-missing" : "type-unknown",
                    input.Position,
                    Place.Input(input.Name),
                    isMissing ? "The input has no type." : $"'{input.Type}' is not a type.",
                    "Write text, integer, number, boolean, choice, image, mask or file, or one of these with [] for a list.");
                _inputs.TryAdd(input.Name, (PortType.Any(), null));
                continue;
            }

            var position = input.Position;
            var value = Read(input, type, set, literals, ref position, out var fault);
            if (fault is { } wrong)
            {
                problems.Add(wrong.Code, position, Place.Input(input.Name), wrong.Message, wrong.Suggestion);
            }

            _inputs.TryAdd(input.Name, (type, value));
        }

        foreach (var name in set.Texts.Keys.Concat(set.Values.Keys).Where(name => !_inputs.ContainsKey(name)))
        {
            problems.Add("input-unknown", default, Place.Graph(name), $"The graph has no input '{name}'.", ProblemList.Instead(name, [.. _inputs.Keys]));
        }
    }

    /// <summary>What is said of an input that is not there.</summary>
    public Fault Unknown(string name) =>
        new("input-unknown", $"The graph has no input '{name}'.", Nearest.To(name, _inputs.Keys) is { } nearest ? $"Did you mean '{nearest}'?" : "Declare it under \"inputs\".");

    /// <summary>The values of all inputs that have one, in the order of the file.</summary>
    public OrderedDictionary<string, Value> Values => new(_inputs.Where(input => input.Value.Value is not null).Select(input => KeyValuePair.Create(input.Key, input.Value.Value!)), StringComparer.Ordinal);

    /// <summary>The type and value of an input. The value is null, and the type <c>any</c>, where something is wrong with it.</summary>
    public bool TryGet(string name, out (PortType Type, Value? Value) input) => _inputs.TryGetValue(name, out input);

    private static Value? Read(GraphInput input, PortType type, PlanInputs set, LiteralReader literals, ref Position position, out Fault? fault)
    {
        fault = null;
        if (set.Values.TryGetValue(input.Name, out var given))
        {
            var value = PortCheck.Convert(given, type);
            fault = value is null ? new("value-wrong", $"It takes {PortCheck.Article(type)}, not {PortCheck.Show(given)}.") : null;
            return value;
        }

        if (set.Texts.TryGetValue(input.Name, out var text))
        {
            return new LiteralReader(set.Folder, set.Stored).ReadText(text, type, out fault);
        }

        if (input.Default is InputSource.Wrong)
        {
            return null;
        }

        if (input.Default is { } written)
        {
            position = written.Position;
            return literals.Read(written, type, out fault);
        }

        fault = new("input-unset", $"Input '{input.Name}' has no default and is not set.", $"Set it with --set {input.Name}=…");
        return null;
    }
}

using NodeEngine.Plans;
using NodeEngine.Sdk;

namespace NodeEngine.Catalog;

/// <summary>Checks what a plugin says of its nodes, so that nothing later has to.</summary>
internal static class SpecCheck
{
    /// <summary>What is wrong with a spec, as a sentence, or null.</summary>
    public static string? Find(NodeSpec spec)
    {
        if (!IsTypeName(spec.Type))
        {
            return "a type is written area.verb, in lower case.";
        }

        if (spec.Version < 1)
        {
            return "versions start at 1.";
        }

        if (spec.Purity == Purity.Sampled && (spec.InputIndex("take") < 0 || spec.Inputs[spec.InputIndex("take")].Type != PortType.Integer))
        {
            return "a Sampled node has an integer input 'take'; add Port.Take.";
        }

        return Ports(spec.Inputs, "input") ?? Ports(spec.Outputs, "output") ?? Variables(spec);
    }

    private static string? Variables(NodeSpec spec) =>
        spec.Outputs.FirstOrDefault(port => port.Type.Variable is { } name && spec.Inputs.All(input => input.Type.Variable != name)) is { } unbound
            ? $"output '{unbound.Key}' is {unbound.Type}, and no input says what {unbound.Type.Variable} is."
            : null;

    private static string? Ports(IReadOnlyList<Port> ports, string kind)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in ports)
        {
            if (!IsKey(port.Key))
            {
                return $"{kind} '{port.Key}' is not written in snake_case, or is numbered.";
            }

            if (!seen.Add(port.Key))
            {
                return $"{kind} '{port.Key}' is there twice.";
            }

            if (port.Type.Innermost == PortType.Choice && port.Choices.Count == 0 && kind == "input")
            {
                return $"{kind} '{port.Key}' is a choice without choices.";
            }

            if (port.Min > port.Max)
            {
                return $"the smallest number of {kind} '{port.Key}' is above its largest.";
            }

            if (port.Default is { } value && PortCheck.Fault(value, port) is { } fault)
            {
                return $"the default of {kind} '{port.Key}' does not fit: {fault.Message}";
            }
        }

        return null;
    }

    private static bool IsKey(string key) =>
        key.Length > 0 && char.IsAsciiLetterLower(key[0]) && !char.IsAsciiDigit(key[^1])
        && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static bool IsTypeName(string type)
    {
        var parts = type.Split('.');
        return parts.Length > 1 && parts.All(part => part.Length > 0) && char.IsAsciiLetterLower(type[0])
            && type.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_');
    }
}

using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NodeEngine.Sdk;

/// <summary>A node type that is a method: reflection reads the signature once, and a compiled delegate calls it.</summary>
internal sealed class MethodNode : INode
{
    private readonly Lazy<Func<NodeRun, CancellationToken, ValueTask<NodeOutputs>>> _call;

    private MethodNode(NodeSpec spec, Func<Func<NodeRun, CancellationToken, ValueTask<NodeOutputs>>> compile)
    {
        Spec = spec;
        // Compiling takes milliseconds, and a command that only checks runs nothing.
        _call = new(compile);
    }

    public NodeSpec Spec { get; }

    public static IEnumerable<INode> In(NodeLibrary library)
    {
        foreach (var method in library.GetType().GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance))
        {
            if (method.GetCustomAttribute<NodeAttribute>() is { } node)
            {
                yield return Create(library, method, node);
            }
        }
    }

    public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation) => _call.Value(run, cancellation);

    private static MethodNode Create(NodeLibrary library, MethodInfo method, NodeAttribute node)
    {
        if (method.IsGenericMethodDefinition)
        {
            throw Wrong(method, "it is generic. Take Value for a port of any type.");
        }

        var documentation = Documentation.Of(method);
        var parameters = method.GetParameters();
        var inputs = new List<Port>(parameters.Length);
        foreach (var parameter in parameters)
        {
            if (!IsService(parameter.ParameterType))
            {
                inputs.Add(Input(method, parameter, documentation));
            }
        }

        if (node.Purity == Purity.Sampled && !inputs.Exists(port => port.Key == "take"))
        {
            inputs.Add(Port.Take);
        }

        var returned = Awaited(method.ReturnType, out var waits);
        var outputs = Outputs(method, returned, documentation);
        var spec = new NodeSpec(node.Type, inputs, outputs)
        {
            Version = node.Version,
            Purity = node.Purity,
            Work = waits ? Work.Waiting : Work.Processor,
            HelpSource = () => documentation.Summary,
        };
        return new MethodNode(spec, () => MethodCall.Compile(library, method, returned));
    }

    private static bool IsService(Type type) => type == typeof(NodeRun) || type == typeof(CancellationToken);

    private static Port Input(MethodInfo method, ParameterInfo parameter, Documentation documentation)
    {
        var clr = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        var type = PortTypes.Of(clr) ?? throw Wrong(method, $"parameter '{parameter.Name}' has type {clr.Name}, which cannot flow through a port.");
        var choices = Choices(method, parameter, clr);
        if (choices.Count > 0 && type.Innermost == PortType.Text)
        {
            type = type.Item is null ? PortType.Choice : PortType.List(PortType.Choice);
        }

        var range = parameter.GetCustomAttribute<RangeAttribute>();
        var name = parameter.Name!;
        return new Port(parameter.GetCustomAttribute<PortAttribute>()?.Key ?? PortTypes.SnakeCase(name), type)
        {
            Default = parameter is { HasDefaultValue: true, DefaultValue: { } value } ? PortTypes.ToValue(value, clr) : null,
            IsOptional = parameter is { HasDefaultValue: true, DefaultValue: null },
            Min = range is null ? clr == typeof(int) ? int.MinValue : null : ToNumber(range.Minimum),
            Max = range is null ? clr == typeof(int) ? int.MaxValue : null : ToNumber(range.Maximum),
            Choices = choices,
            MaxItems = parameter.GetCustomAttribute<MaxLengthAttribute>()?.Length,
            HelpSource = () => documentation.Parameter(name),
        };
    }

    private static IReadOnlyList<string> Choices(MethodInfo method, ParameterInfo parameter, Type clr)
    {
        var inner = clr;
        while (PortTypes.ItemOf(inner) is { } item)
        {
            inner = item;
        }

        if (inner.IsEnum)
        {
            return [.. Enum.GetNames(inner).Select(PortTypes.SnakeCase)];
        }

        return parameter.GetCustomAttribute<AllowedValuesAttribute>() is not { } allowed ? []
            : inner == typeof(string) && allowed.Values.All(value => value is string) ? [.. allowed.Values.Cast<string>()]
            : throw Wrong(method, $"[AllowedValues] of parameter '{parameter.Name}' takes texts for a text.");
    }

    private static double ToNumber(object bound) => Convert.ToDouble(bound, System.Globalization.CultureInfo.InvariantCulture);

    private static Type Awaited(Type type, out bool waits)
    {
        waits = type == typeof(Task) || type == typeof(ValueTask)
            || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)));
        return !waits ? type : type.IsGenericType ? type.GetGenericArguments()[0] : typeof(void);
    }

    private static List<Port> Outputs(MethodInfo method, Type returned, Documentation documentation)
    {
        var outputs = new List<Port>();
        if (returned == typeof(void))
        {
            return outputs;
        }

        if (PortTypes.Of(returned) is { } single)
        {
            var key = method.ReturnParameter.GetCustomAttribute<PortAttribute>()?.Key ?? PortTypes.OutputKey(single);
            outputs.Add(new Port(key, single) { HelpSource = () => documentation.Returns });
            return outputs;
        }

        var names = method.ReturnParameter.GetCustomAttribute<TupleElementNamesAttribute>()?.TransformNames;
        var ofRecord = Documentation.Of(returned);
        foreach (var (member, index) in MethodCall.Members(returned).Select((m, i) => (m, i)))
        {
            var type = PortTypes.Of(member.Type)
                ?? throw Wrong(method, $"it returns {member.Type.Name}, which cannot flow through a port.");
            var isTuple = typeof(ITuple).IsAssignableFrom(returned);
            var name = isTuple ? names?[index] : member.Name;
            outputs.Add(new Port(name is null ? PortTypes.OutputKey(type) : PortTypes.SnakeCase(name), type)
            {
                HelpSource = () => isTuple ? documentation.Returns : ofRecord.Parameter(name!),
            });
        }

        return outputs.Count > 0 ? outputs : throw Wrong(method, $"it returns {returned.Name}, which cannot flow through a port.");
    }

    private static NodeException Wrong(MethodInfo method, string why) =>
        new("node-signature", $"{method.DeclaringType!.Name}.{method.Name} cannot be a node: {why}");
}

using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NodeEngine.Sdk;

/// <summary>Compiles the call of a node's method: inputs are unwrapped, the method is called, its result is wrapped. No reflection is left in it.</summary>
internal static class MethodCall
{
    public static Func<NodeRun, CancellationToken, ValueTask<NodeOutputs>> Compile(NodeLibrary library, MethodInfo method, Type returned)
    {
        var run = Expression.Parameter(typeof(NodeRun), "run");
        var cancellation = Expression.Parameter(typeof(CancellationToken), "cancellation");
        var index = 0;
        var arguments = method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(NodeRun) ? run
            : parameter.ParameterType == typeof(CancellationToken) ? (Expression)cancellation
            : Unwrap(Expression.Call(typeof(MethodCall), nameof(Input), null, run, Expression.Constant(index++)), parameter.ParameterType)).ToList();
        var call = Expression.Call(method.IsStatic ? null : Expression.Constant(library), method, arguments);

        var body = method.ReturnType == returned
            ? Expression.Call(typeof(MethodCall), nameof(Done), null, Pack(call, returned))
            : Awaiting(call, method.ReturnType, returned);
        return Expression.Lambda<Func<NodeRun, CancellationToken, ValueTask<NodeOutputs>>>(body, run, cancellation).Compile();
    }

    /// <summary>The members of a tuple or record that become outputs, in the order of its constructor.</summary>
    public static IEnumerable<(string Name, Type Type)> Members(Type type) =>
        typeof(ITuple).IsAssignableFrom(type)
            ? type.GetFields().Select(field => (field.Name, field.FieldType))
            : type.GetConstructors()
                .OrderByDescending(constructor => constructor.GetParameters().Length).FirstOrDefault()?.GetParameters()
                .Where(parameter => type.GetProperty(parameter.Name!) is not null)
                .Select(parameter => (parameter.Name!, parameter.ParameterType)) ?? [];

    private static Value? Input(NodeRun run, int index) => run.Inputs[index];

    private static ValueTask<NodeOutputs> Done(NodeOutputs outputs) => new(outputs);

    private static Expression Awaiting(Expression call, Type awaitable, Type returned)
    {
        if (returned == typeof(void))
        {
            var task = awaitable == typeof(ValueTask) ? Expression.Call(call, nameof(ValueTask.AsTask), null) : call;
            return Expression.Call(typeof(MethodCall), nameof(WaitAsync), null, task);
        }

        var generic = awaitable.GetGenericTypeDefinition() == typeof(Task<>)
            ? Expression.New(typeof(ValueTask<>).MakeGenericType(returned).GetConstructor([awaitable])!, call)
            : call;
        var result = Expression.Parameter(returned, "result");
        var pack = Expression.Lambda(Pack(result, returned), result).Compile();
        return Expression.Call(typeof(MethodCall), nameof(WaitForAsync), [returned], generic, Expression.Constant(pack));
    }

    private static async ValueTask<NodeOutputs> WaitAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return NodeOutputs.None;
    }

    private static async ValueTask<NodeOutputs> WaitForAsync<T>(ValueTask<T> task, Func<T, NodeOutputs> pack) => pack(await task.ConfigureAwait(false));

    private static Expression Pack(Expression result, Type returned)
    {
        if (returned == typeof(void))
        {
            return Expression.Block(result, Expression.Property(null, typeof(NodeOutputs), nameof(NodeOutputs.None)));
        }

        if (PortTypes.Of(returned) is not null)
        {
            return Expression.New(typeof(NodeOutputs).GetConstructor([typeof(Value)])!, Wrap(result, returned));
        }

        var variable = Expression.Variable(returned, "result");
        var values = Members(returned).Select(member => Wrap(Expression.PropertyOrField(variable, member.Name), member.Type));
        return Expression.Block(
            [variable],
            Expression.Assign(variable, result),
            Expression.New(typeof(NodeOutputs).GetConstructor([typeof(Value[])])!, Expression.NewArrayInit(typeof(Value), values)));
    }

    private static Expression Unwrap(Expression value, Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            var held = Expression.Variable(typeof(Value), "value");
            return Expression.Block(
                [held],
                Expression.Assign(held, value),
                Expression.Condition(
                    Expression.Equal(held, Expression.Constant(null, typeof(Value))),
                    Expression.Default(type),
                    Expression.Convert(Unwrap(held, inner), type)));
        }

        if (typeof(Value).IsAssignableFrom(type))
        {
            return Expression.Convert(value, type);
        }

        if (PortTypes.ItemOf(type) is { } item)
        {
            var one = Expression.Parameter(typeof(Value), "item");
            var convert = Expression.Lambda(typeof(Func<,>).MakeGenericType(typeof(Value), item), Unwrap(one, item), one).Compile();
            return Expression.Call(typeof(MethodCall), type.IsArray ? nameof(ReadArray) : nameof(ReadList), [item], value, Expression.Constant(convert));
        }

        return type switch
        {
            _ when type == typeof(string) => Expression.Call(typeof(MethodCall), nameof(ReadText), null, value),
            _ when type == typeof(long) => Expression.Property(Expression.Convert(value, typeof(IntegerValue)), nameof(IntegerValue.Number)),
            _ when type == typeof(int) => Expression.ConvertChecked(Unwrap(value, typeof(long)), typeof(int)),
            _ when type == typeof(double) => Expression.Property(Expression.Convert(value, typeof(NumberValue)), nameof(NumberValue.Number)),
            _ when type == typeof(bool) => Expression.Property(Expression.Convert(value, typeof(BooleanValue)), nameof(BooleanValue.IsTrue)),
            _ => EnumOf(value, type),
        };
    }

    private static Expression Wrap(Expression result, Type type)
    {
        if (typeof(Value).IsAssignableFrom(type))
        {
            return Expression.Convert(result, typeof(Value));
        }

        if (PortTypes.ItemOf(type) is { } item)
        {
            var one = Expression.Parameter(item, "item");
            var convert = Expression.Lambda(typeof(Func<,>).MakeGenericType(item, typeof(Value)), Wrap(one, item), one).Compile();
            return Expression.Call(typeof(MethodCall), nameof(MakeList), [item], result, Expression.Constant(convert));
        }

        return type switch
        {
            _ when type == typeof(string) => Expression.Call(typeof(MethodCall), nameof(MakeText), null, result),
            _ when type == typeof(double) => Expression.Convert(Expression.New(typeof(NumberValue).GetConstructor([typeof(double)])!, result), typeof(Value)),
            _ when type == typeof(bool) => Expression.Convert(Expression.Call(typeof(BooleanValue), nameof(BooleanValue.Of), null, result), typeof(Value)),
            { IsEnum: true } => Expression.Call(typeof(MethodCall), nameof(MakeText), null, NameOf(result, type)),
            _ => Expression.Convert(
                Expression.New(typeof(IntegerValue).GetConstructor([typeof(long)])!, Expression.Convert(result, typeof(long))), typeof(Value)),
        };
    }

    private static Expression EnumOf(Expression value, Type type)
    {
        var members = Enum.GetNames(type).ToDictionary(PortTypes.SnakeCase, name => Enum.Parse(type, name), StringComparer.Ordinal);
        var lookup = typeof(MethodCall).GetMethod(nameof(Lookup), BindingFlags.NonPublic | BindingFlags.Static)!;
        return Expression.Convert(
            Expression.Call(lookup, Expression.Constant(members), Expression.Call(typeof(MethodCall), nameof(ReadText), null, value)), type);
    }

    private static Expression NameOf(Expression result, Type type)
    {
        var names = Enum.GetValues(type).Cast<object>().Distinct().ToDictionary(value => value, value => PortTypes.SnakeCase(value.ToString()!));
        return Expression.Property(Expression.Constant(names), "Item", Expression.Convert(result, typeof(object)));
    }

    private static object Lookup(Dictionary<string, object> members, string? name) => members[name!];

    private static string? ReadText(Value? value) => ((TextValue?)value)?.Text;

    private static TextValue? MakeText(string? text) => text is null ? null : new TextValue(text);

    private static IReadOnlyList<T>? ReadList<T>(Value? value, Func<Value, T> convert)
    {
        if (value is null)
        {
            return null;
        }

        return ((ListValue)value).Items is IReadOnlyList<T> same ? same : ReadArray(value, convert);
    }

    // An array can be written to, and a value cannot: it is always a copy.
    private static T[]? ReadArray<T>(Value? value, Func<Value, T> convert)
    {
        if (value is null)
        {
            return null;
        }

        var items = ((ListValue)value).Items;
        var result = new T[items.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = convert(items[i]);
        }

        return result;
    }

    private static ListValue? MakeList<T>(IReadOnlyList<T>? list, Func<T, Value?> convert)
    {
        if (list is null)
        {
            return null;
        }

        var items = new Value[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = convert(list[i]) ?? throw new NodeException("node-returned-null", $"Item {i + 1} of a returned list is null.");
        }

        return new ListValue(items);
    }
}

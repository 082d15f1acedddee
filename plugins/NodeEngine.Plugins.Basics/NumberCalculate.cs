using System.Globalization;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>An expression of named numbers. Each name in the written expression is an input of its own.</summary>
internal sealed class NumberCalculate : INode
{
    private const string ExpressionKey = "expression";

    /// <summary>Beyond it whole numbers are not told apart from their neighbours.</summary>
    private const double LargestWhole = 9_007_199_254_740_992;

    private readonly string? _expression;
    private readonly Arithmetic? _arithmetic;

    public NumberCalculate() => Spec = SpecWith([]);

    private NumberCalculate(string expression)
    {
        _expression = expression;
        _arithmetic = Arithmetic.Read(expression, ExpressionKey);
        Spec = SpecWith(_arithmetic.Names);
    }

    public NodeSpec Spec { get; }

    public INode Specialize(IReadOnlyDictionary<string, Value> literals) =>
        literals.TryGetValue(ExpressionKey, out var expression) ? new NumberCalculate(((TextValue)expression).Text) : this;

    public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation)
    {
        if (_arithmetic is null)
        {
            throw new NodeException("expression-wrong", "The expression is not known before the run.", "Write it in the graph, or set it as a graph input.") { Port = ExpressionKey };
        }

        var numbers = new double[_arithmetic.Names.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = run.Input<NumberValue>(_arithmetic.Names[i]).Number;
        }

        var result = _arithmetic.Work(numbers);
        if (!double.IsFinite(result) || Math.Abs(result) > LargestWhole)
        {
            var with = string.Join(", ", _arithmetic.Names.Zip(numbers, (name, number) => string.Create(CultureInfo.InvariantCulture, $"{name} = {number}")));
            throw new NodeException(
                "result-wrong",
                $"'{_expression}' is {(double.IsNaN(result) ? "no number" : "too large")}{(with.Length == 0 ? "" : $" with {with}")}.",
                "Nothing can be divided by 0, and results stay below 9 quadrillion: bound what comes in with max, min or if.")
            { Port = ExpressionKey };
        }

        return new(new NodeOutputs(new NumberValue(result), new IntegerValue((long)Math.Round(result, MidpointRounding.AwayFromZero))));
    }

    private static NodeSpec SpecWith(IEnumerable<string> names)
    {
        var expression = new Port(ExpressionKey, PortType.Text)
        {
            IsLiteral = true,
            Help = "The expression, such as round(width * 2 / 3). Each name in it becomes an input. + - * / % and ** for powers; < <= > >= == != and or not are 1 or 0; "
                + "abs, sign, sqrt, floor, ceiling, truncate, round, exp, log, sin, cos, tan, min, max, clamp(x, low, high), if(condition, then, otherwise); pi.",
        };
        var inputs = names.Select(name => new Port(name, PortType.Number) { Help = $"The number for '{name}' in the expression." });
        return new NodeSpec(
            "number.calculate",
            [expression, .. inputs],
            [
                new Port("number", PortType.Number) { Help = "The result." },
                new Port("integer", PortType.Integer) { Help = "The result as a whole number; halves are rounded away from 0." },
            ])
        {
            Help = "Works out an expression of numbers, such as width * 2 / 3. Each name in it is an input.",
        };
    }
}

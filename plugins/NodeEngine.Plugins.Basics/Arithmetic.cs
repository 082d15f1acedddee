using System.Globalization;
using NCalc;
using NCalc.Exceptions;
using NCalc.Visitors;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>
/// An expression of numbers, ready to be worked out. NCalc reads it; what it means is said here, so that there are only numbers in it, and the same
/// result on every machine and with every version of NCalc.
/// </summary>
internal sealed class Arithmetic
{
    private const int MaxLength = 500;
    private const int MaxDepth = 50;

    // Of some texts NCalc tries very many readings before it gives up.
    private static readonly TimeSpan ReadingLimit = TimeSpan.FromSeconds(1);

    private readonly Func<double[], double> _work;

    private Arithmetic(Func<double[], double> work, IReadOnlyList<string> names) => (_work, Names) = (work, names);

    /// <summary>The names in the expression, in the order in which they first occur.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The result with these numbers for the names, in their order.</summary>
    public double Work(double[] numbers) => _work(numbers);

    /// <exception cref="NodeException">It is no expression of numbers.</exception>
    public static Arithmetic Read(string expression, string port)
    {
        if (expression.Length > MaxLength)
        {
            throw Wrong(expression, $"has {expression.Length} characters; the limit is {MaxLength}", "Split it between two nodes.", port);
        }

        CheckParentheses(expression, port);
        using var limit = new CancellationTokenSource(ReadingLimit);
        LogicalExpression tree;
        try
        {
            var options = new LogicalExpressionParserOptions { IntegerNumberType = IntegerNumberType.Int64, ArgumentSeparator = ArgumentSeparator.Comma };
            tree = LogicalExpressionParser.Parse(expression, options, CultureInfo.InvariantCulture, limit.Token);
        }
        catch (Exception e) when (e is NCalcParserException or InvalidOperationException or OperationCanceledException)
        {
            var where = e is NCalcParserException && e.Message.LastIndexOf(':') is > 0 and var colon && int.TryParse(e.Message.AsSpan(colon + 1).TrimEnd(')'), out var column)
                ? string.Create(CultureInfo.InvariantCulture, $" from character {Math.Min(column, expression.Length)} on")
                : "";
            throw Wrong(expression, $"cannot be read{where}", "Write it as in width * 2 / 3 + max(a, b).", port);
        }

        var meaning = new Meaning(expression, port);
        var work = tree.Accept(meaning);
        return new Arithmetic(work, meaning.Names);
    }

    private static void CheckParentheses(string expression, string port)
    {
        var (depth, deepest) = (0, 0);
        foreach (var character in expression)
        {
            depth += character switch { '(' => 1, ')' => -1, _ => 0 };
            deepest = Math.Max(deepest, depth);
            if (depth < 0)
            {
                break;
            }
        }

        if (depth != 0)
        {
            throw Wrong(expression, depth > 0 ? "has a ( that is not closed" : "has a ) that closes nothing", "Write as many ) as (.", port);
        }

        if (deepest > MaxDepth)
        {
            throw Wrong(expression, $"has {deepest} ( inside one another; the limit is {MaxDepth}", "Split it between two nodes.", port);
        }
    }

    private static NodeException Wrong(string expression, string what, string advice, string port) =>
        new("expression-wrong", $"'{(expression.Length > 60 ? expression[..57] + "…" : expression)}' {what}.", advice) { Port = port };

    /// <summary>Makes a delegate of each part of what NCalc read, and refuses the parts that are not numbers.</summary>
    private sealed class Meaning(string expression, string port) : ILogicalExpressionVisitor<Func<double[], double>>
    {
        private static readonly Dictionary<string, Func<double, double>> OfOne = new(StringComparer.Ordinal)
        {
            ["abs"] = Math.Abs,
            ["sign"] = x => Math.Sign(x),
            ["sqrt"] = Math.Sqrt,
            ["floor"] = Math.Floor,
            ["ceiling"] = Math.Ceiling,
            ["truncate"] = Math.Truncate,
            ["round"] = x => Math.Round(x, MidpointRounding.AwayFromZero),
            ["exp"] = Math.Exp,
            ["log"] = Math.Log,
            ["sin"] = Math.Sin,
            ["cos"] = Math.Cos,
            ["tan"] = Math.Tan,
        };

        private static readonly string[] Others = ["min", "max", "clamp", "if"];

        public List<string> Names { get; } = [];

        public Func<double[], double> Visit(ValueExpression value)
        {
            if (value.Value is long or double)
            {
                var number = Convert.ToDouble(value.Value, CultureInfo.InvariantCulture);
                return double.IsFinite(number) ? _ => number : throw Refused("has a number that is too large", "Write a smaller one.");
            }

            return value.Value is bool flag
                ? _ => Truth(flag)
                : throw Refused($"has '{value.Value}' in it, which is no number", "Write numbers, and names of inputs without quotes.");
        }

        public Func<double[], double> Visit(Identifier identifier)
        {
            var name = identifier.Name;
            if (name == "pi")
            {
                return _ => Math.PI;
            }

            if (!PortKey.IsOne(name) || name == port)
            {
                throw Refused(
                    $"has the name '{name}' in it, which cannot be an input",
                    name == port ? "Give it another name." : $"{PortKey.Rule}.");
            }

            if (!Names.Contains(name, StringComparer.Ordinal))
            {
                Names.Add(name);
            }

            var index = Names.IndexOf(name);
            return numbers => numbers[index];
        }

        public Func<double[], double> Visit(UnaryExpression unary)
        {
            var of = unary.Expression.Accept(this);
            return unary.Type switch
            {
                UnaryExpressionType.Negate => x => -of(x),
                UnaryExpressionType.Positive => of,
                UnaryExpressionType.Not => x => Truth(of(x) == 0),
                _ => throw Refused("uses an operator that is not for numbers", Operators),
            };
        }

        public Func<double[], double> Visit(BinaryExpression binary)
        {
            var (left, right) = (binary.LeftExpression.Accept(this), binary.RightExpression.Accept(this));
            return binary.Type switch
            {
                BinaryExpressionType.Plus => x => left(x) + right(x),
                BinaryExpressionType.Minus => x => left(x) - right(x),
                BinaryExpressionType.Times => x => left(x) * right(x),
                BinaryExpressionType.Div => x => left(x) / right(x),
                BinaryExpressionType.Modulo => x => left(x) % right(x),
                BinaryExpressionType.Exponentiation => x => Math.Pow(left(x), right(x)),
                BinaryExpressionType.Lesser => x => Truth(left(x) < right(x)),
                BinaryExpressionType.LesserOrEqual => x => Truth(left(x) <= right(x)),
                BinaryExpressionType.Greater => x => Truth(left(x) > right(x)),
                BinaryExpressionType.GreaterOrEqual => x => Truth(left(x) >= right(x)),
                BinaryExpressionType.Equal => x => Truth(left(x) == right(x)),
                BinaryExpressionType.NotEqual => x => Truth(left(x) != right(x)),
                BinaryExpressionType.And => x => Truth(left(x) != 0 && right(x) != 0),
                BinaryExpressionType.Or => x => Truth(left(x) != 0 || right(x) != 0),
                BinaryExpressionType.BitwiseXOr => throw Refused("uses ^", "Write ** for powers."),
                _ => throw Refused("uses an operator that is not for numbers", Operators),
            };
        }

        public Func<double[], double> Visit(TernaryExpression ternary) => Choice(ternary.LeftExpression, ternary.MiddleExpression, ternary.RightExpression);

        public Func<double[], double> Visit(Function function)
        {
            var name = function.Identifier.Name;
            var given = function.Parameters;
            if (name == "if" && given.Count == 3)
            {
                return Choice(given[0], given[1], given[2]);
            }

            var parts = new Func<double[], double>[given.Count];
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] = given[i].Accept(this);
            }

            return (name, parts) switch
            {
                (_, [var only]) when OfOne.TryGetValue(name, out var of) => x => of(only(x)),
                ("min", [_, ..]) => x => parts.Min(part => part(x)),
                ("max", [_, ..]) => x => parts.Max(part => part(x)),
                ("clamp", [var value, var low, var high]) => x => Math.Min(Math.Max(value(x), low(x)), high(x)),
                _ when OfOne.ContainsKey(name) || Others.Contains(name, StringComparer.Ordinal) => throw Refused(
                    string.Create(CultureInfo.InvariantCulture, $"gives {name} {parts.Length} numbers"), "clamp and if take three, min and max one or more, all others one."),
                _ => throw Refused($"calls '{name}', which there is not", $"There are {string.Join(", ", OfOne.Keys.Concat(Others))}."),
            };
        }

        public Func<double[], double> Visit(LogicalExpressionList list) => throw Refused("has a list in it", "Write one number.");

        private const string Operators = "There are + - * / % ** < <= > >= == != and or not.";

        private Func<double[], double> Choice(LogicalExpression condition, LogicalExpression then, LogicalExpression otherwise)
        {
            var (asked, yes, no) = (condition.Accept(this), then.Accept(this), otherwise.Accept(this));
            return x => asked(x) != 0 ? yes(x) : no(x);
        }

        private static double Truth(bool holds) => holds ? 1 : 0;

        private NodeException Refused(string what, string advice) => Wrong(expression, what, advice, port);
    }
}

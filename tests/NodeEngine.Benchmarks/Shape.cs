using System.Globalization;
using System.Text;

namespace NodeEngine.Benchmarks;

/// <summary>
/// A graph of additions, as arrays for the floors and as JSON for the engine. Each node adds two numbers, each the output of an earlier node or a
/// constant that no other node has, so that no two nodes share a result.
/// </summary>
internal sealed class Shape
{
    private Shape(string name, int count, Func<int, (int A, int B)> sources, bool isSummed)
    {
        Name = name;
        A = new int[count];
        B = new int[count];
        IsSummed = isSummed;
        for (var i = 0; i < count; i++)
        {
            (A[i], B[i]) = sources(i);
        }
    }

    public string Name { get; }

    /// <summary>The node that each one takes its first number from, or -1 for a constant.</summary>
    public int[] A { get; }

    /// <summary>The node that each one takes its second number from, or -1 for a constant.</summary>
    public int[] B { get; }

    /// <summary>True when one more node adds up all of them; else the last node is the output.</summary>
    public bool IsSummed { get; }

    public int Count => A.Length + (IsSummed ? 1 : 0);

    public static Shape Chain(int count) => new($"chain {count:N0}", count, i => (i - 1, -1), isSummed: false);

    public static Shape Wide(int count) => new($"wide {count:N0}", count - 1, _ => (-1, -1), isSummed: true);

    public static Shape Lattice(int edge) =>
        new($"lattice {edge}x{edge}", edge * edge, i => (i % edge == 0 ? -1 : i - 1, i < edge ? -1 : i - edge), isSummed: false);

    /// <summary>The constant that stands where a node takes nothing.</summary>
    public static long Constant(int node) => (node * 7919L) + 1;

    /// <summary>The graph. The first node takes its second number from the graph input <c>changed</c>.</summary>
    public string ToJson()
    {
        var json = new StringBuilder("{\n  \"format\": 1,\n  \"inputs\": { \"changed\": { \"type\": \"integer\", \"default\": 1 } },\n  \"nodes\": {\n");
        for (var i = 0; i < A.Length; i++)
        {
            var b = i == 0 ? "{ \"input\": \"changed\" }" : Source(B[i], -i);
            json.Append(i == 0 ? "" : ",\n").Append(CultureInfo.InvariantCulture, $"    \"n{i}\": {{ \"type\": \"bench.add\", \"inputs\": {{ \"a\": {Source(A[i], i)}, \"b\": {b} }} }}");
        }

        if (IsSummed)
        {
            json.Append(",\n    \"sum\": { \"type\": \"bench.sum\", \"inputs\": { \"items\": [").AppendJoin(", ", Enumerable.Range(0, A.Length).Select(i => Source(i, 0))).Append("] } }");
        }

        json.Append("\n  },\n  \"outputs\": { \"last\": { \"link\": \"").Append(IsSummed ? "sum" : $"n{A.Length - 1}").Append(".integer\" } }\n}\n");
        return json.ToString();
    }

    private static string Source(int node, int constant) =>
        node < 0 ? Constant(constant).ToString(CultureInfo.InvariantCulture) : $"{{ \"link\": \"n{node}.integer\" }}";
}

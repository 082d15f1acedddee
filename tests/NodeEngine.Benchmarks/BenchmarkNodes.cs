using NodeEngine.Sdk;

namespace NodeEngine.Benchmarks;

/// <summary>Nodes that do next to nothing: what is measured is the engine around them.</summary>
public sealed class BenchmarkNodes : NodeLibrary
{
    [Node("bench.add")]
    public static long Add(long a, long b) => unchecked(a + b + 1);

    [Node("bench.sum")]
    public static long Sum(IReadOnlyList<long> items)
    {
        var sum = 0L;
        foreach (var item in items)
        {
            sum = unchecked(sum + item);
        }

        return sum;
    }

    [Node("bench.sample", Purity = Purity.Sampled)]
    public static long Sample(long a) => unchecked(a + 1);

    [Node("bench.wait")]
    public static async Task<long> Wait(long a, CancellationToken cancellation)
    {
        await Task.Delay(Waits.Time, cancellation);
        return a;
    }
}

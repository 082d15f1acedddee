using System.Threading.Tasks.Dataflow;

namespace NodeEngine.Benchmarks;

/// <summary>The same additions done by hand, without addresses, results, events or anything else that an engine is for.</summary>
internal static class Floors
{
    /// <summary>A loop over arrays with a delegate for each node.</summary>
    public static Action Loop(Shape shape)
    {
        var code = new Func<long, long, long>[shape.A.Length];
        Array.Fill(code, BenchmarkNodes.Add);
        var values = new long[shape.A.Length];
        return () =>
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = code[i](Take(values, shape.A[i], i), Take(values, shape.B[i], -i));
            }

            if (shape.IsSummed)
            {
                BenchmarkNodes.Sum(values);
            }
        };
    }

    /// <summary>A task for each node that awaits the tasks of its inputs.</summary>
    public static Func<Task> Tasks(Shape shape) => async () =>
    {
        var tasks = new Task<long>[shape.A.Length];
        for (var i = 0; i < tasks.Length; i++)
        {
            var node = i;
            var a = shape.A[i] < 0 ? null : tasks[shape.A[i]];
            var b = shape.B[i] < 0 ? null : tasks[shape.B[i]];
            tasks[i] = Task.Run(async () => BenchmarkNodes.Add(
                a is null ? Shape.Constant(node) : await a.ConfigureAwait(false), b is null ? Shape.Constant(-node) : await b.ConfigureAwait(false)));
        }

        BenchmarkNodes.Sum(await Task.WhenAll(tasks));
    };

    /// <summary>A network of TPL Dataflow blocks, built once; a run posts the constants and receives the last value.</summary>
    public static Func<Task> Dataflow(Shape shape)
    {
        var start = new List<Action>();
        var blocks = new TransformBlock<Tuple<long, long>, long>[shape.A.Length];
        var readers = new int[blocks.Length];
        foreach (var source in shape.A.Concat(shape.B).Where(source => source >= 0))
        {
            readers[source]++;
        }

        // A block gives each value to one target: several readers need a copy each.
        var copies = readers.Select(count => count > 1 ? new BroadcastBlock<long>(null) : null).ToArray();
        var sum = new BatchBlock<long>(shape.IsSummed ? blocks.Length : 1);
        for (var i = 0; i < blocks.Length; i++)
        {
            var join = new JoinBlock<long, long>();
            blocks[i] = new TransformBlock<Tuple<long, long>, long>(pair => BenchmarkNodes.Add(pair.Item1, pair.Item2));
            join.LinkTo(blocks[i]);
            Feed(shape.A[i], i, join.Target1);
            Feed(shape.B[i], -i, join.Target2);
            if (copies[i] is { } copy)
            {
                blocks[i].LinkTo(copy);
            }
            else if (readers[i] == 0)
            {
                blocks[i].LinkTo(sum);
            }
        }

        return async () =>
        {
            start.ForEach(post => post());
            BenchmarkNodes.Sum(await sum.ReceiveAsync());
        };

        void Feed(int source, int constant, ITargetBlock<long> target)
        {
            if (source < 0)
            {
                start.Add(() => target.Post(Shape.Constant(constant)));
            }
            else
            {
                (copies[source] ?? (ISourceBlock<long>)blocks[source]).LinkTo(target);
            }
        }
    }

    private static long Take(long[] values, int source, int constant) => source < 0 ? Shape.Constant(constant) : values[source];
}

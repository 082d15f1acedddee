using System.Diagnostics;

namespace NodeEngine.Benchmarks;

/// <summary>What one repetition of something takes: the medians of several samples.</summary>
/// <param name="Wall">Microseconds of wall-clock time.</param>
/// <param name="Processor">Microseconds of processor time of the whole process.</param>
/// <param name="Bytes">Bytes allocated.</param>
internal readonly record struct Measured(double Wall, double Processor, double Bytes)
{
    private const int Samples = 9;

    /// <summary>A method is compiled for good after thirty calls.</summary>
    private const int WarmRepetitions = 40;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SampleTime = TimeSpan.FromMilliseconds(60);

    public static async Task<Measured> OfAsync(Func<Task> action) => (await OfAllAsync(action))[0];

    /// <summary>
    /// Warms each up until compiled code is in place, then takes samples of as many repetitions as fill some time: of all of them in turn, so that a
    /// machine whose speed drifts treats them alike.
    /// </summary>
    public static async Task<Measured[]> OfAllAsync(params Func<Task>[] actions)
    {
        var repetitions = new int[actions.Length];
        for (var i = 0; i < actions.Length; i++)
        {
            repetitions[i] = await WarmAsync(actions[i]);
        }

        var samples = actions.Select(_ => new List<Measured>()).ToArray();
        for (var sample = 0; sample < Samples; sample++)
        {
            for (var i = 0; i < actions.Length; i++)
            {
                samples[i].Add(await SampleAsync(actions[i], repetitions[i]));
            }
        }

        return [.. samples.Select(of => new Measured(Median(of, s => s.Wall), Median(of, s => s.Processor), Median(of, s => s.Bytes)))];
    }

    /// <summary>Something that does not wait, as something that does.</summary>
    public static Func<Task> Waiting(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    /// <summary>The same for one of <paramref name="count"/> nodes.</summary>
    public Measured Per(int count) => new(Wall / count, Processor / count, Bytes / count);

    private static async Task<int> WarmAsync(Func<Task> action)
    {
        var started = Stopwatch.GetTimestamp();
        var repetitions = 0;
        while (Stopwatch.GetElapsedTime(started) < WarmUp || repetitions < WarmRepetitions)
        {
            await action();
            repetitions++;
        }

        return (int)Math.Clamp(SampleTime / (Stopwatch.GetElapsedTime(started) / repetitions), 1, 10_000);
    }

    private static async Task<Measured> SampleAsync(Func<Task> action, int repetitions)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var wall = Stopwatch.GetTimestamp();
        for (var k = 0; k < repetitions; k++)
        {
            await action();
        }

        var elapsed = Stopwatch.GetElapsedTime(wall);
        var used = Environment.CpuUsage.TotalTime - processor;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new Measured(elapsed.TotalMicroseconds / repetitions, used.TotalMicroseconds / repetitions, (double)allocated / repetitions);
    }

    private static double Median(List<Measured> samples, Func<Measured, double> of) => samples.Select(of).Order().ElementAt(samples.Count / 2);
}

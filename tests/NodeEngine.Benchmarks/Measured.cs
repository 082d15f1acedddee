using System.Diagnostics;

namespace NodeEngine.Benchmarks;

/// <summary>What one repetition of something takes: the medians of several samples.</summary>
/// <param name="Wall">Microseconds of wall-clock time.</param>
/// <param name="Processor">Microseconds of processor time of the whole process.</param>
/// <param name="Bytes">Bytes allocated.</param>
internal readonly record struct Measured(double Wall, double Processor, double Bytes)
{
    private const int Samples = 9;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SampleTime = TimeSpan.FromMilliseconds(60);

    /// <summary>Warms up until compiled code is in place, then takes samples of as many repetitions as fill some time.</summary>
    public static async Task<Measured> OfAsync(Func<Task> action)
    {
        var started = Stopwatch.GetTimestamp();
        var repetitions = 0;
        while (Stopwatch.GetElapsedTime(started) < WarmUp || repetitions < 3)
        {
            await action();
            repetitions++;
        }

        var once = Stopwatch.GetElapsedTime(started) / repetitions;
        var each = (int)Math.Clamp(SampleTime / once, 1, 10_000);
        var samples = new List<Measured>();
        for (var i = 0; i < Samples; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var bytes = GC.GetTotalAllocatedBytes(precise: true);
            var processor = Environment.CpuUsage.TotalTime;
            var wall = Stopwatch.GetTimestamp();
            for (var k = 0; k < each; k++)
            {
                await action();
            }

            var elapsed = Stopwatch.GetElapsedTime(wall);
            var used = Environment.CpuUsage.TotalTime - processor;
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            samples.Add(new Measured(elapsed.TotalMicroseconds / each, used.TotalMicroseconds / each, (double)allocated / each));
        }

        return new Measured(Median(samples, s => s.Wall), Median(samples, s => s.Processor), Median(samples, s => s.Bytes));
    }

    public static Task<Measured> OfAsync(Action action) => OfAsync(() =>
    {
        action();
        return Task.CompletedTask;
    });

    /// <summary>The same for one of <paramref name="count"/> nodes.</summary>
    public Measured Per(int count) => new(Wall / count, Processor / count, Bytes / count);

    private static double Median(List<Measured> samples, Func<Measured, double> of) => samples.Select(of).Order().ElementAt(samples.Count / 2);
}

using System.Diagnostics;
using System.Globalization;
using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Runs;

namespace NodeEngine.Benchmarks;

/// <summary>What a case took, of its best round.</summary>
/// <param name="Wall">Milliseconds.</param>
/// <param name="Processor">Milliseconds of all processors together.</param>
/// <param name="PeakMegabytes">The most memory that its process ever had.</param>
internal sealed record ImageMeasured(double Wall, double Processor, double PeakMegabytes);

/// <summary>
/// Pictures through the engine, each case beside the same calls of libvips without it. Every measurement has a process of its own, because the peak of
/// memory belongs to a process; the two take turns, because other work comes and goes.
/// </summary>
internal static class ImageCases
{
    private const string Child = "image-case";
    private const int Turns = 2;
    private const int Rounds = 3;

    public static IReadOnlyList<string> Names { get; } = ["16 × 2048² jpeg", "16 × 2048² png", "chain of ten", "200 thumbnails"];

    /// <summary>Runs one case of a child process, if that is what this process is. False otherwise.</summary>
    public static async Task<bool> TryRunChildAsync(string[] arguments)
    {
        if (arguments is not [Child, var name, var side, var folder])
        {
            return false;
        }

        Func<Task> run;
        using var catalog = side == "engine" ? NodeCatalog.Load(Repository()) : null;
        if (catalog is not null)
        {
            var plan = PlanOf(catalog, ImageGraphs.Of(name), folder);
            run = () => EngineAsync(plan, folder);
        }
        else
        {
            run = () =>
            {
                BareImages.Run(name, folder);
                return Task.CompletedTask;
            };
        }

        await run().ConfigureAwait(false);
        var (wall, processor) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < Rounds; i++)
        {
            GC.Collect();
            var used = Environment.CpuUsage.TotalTime;
            var started = Stopwatch.GetTimestamp();
            await run().ConfigureAwait(false);
            wall = Math.Min(wall, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            processor = Math.Min(processor, (Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wall} {processor} {PeakKilobytes() / 1024}"));
        return true;
    }

    /// <summary>Measures a case on both sides.</summary>
    public static async Task<(ImageMeasured Engine, ImageMeasured Bare)> MeasureAsync(string name)
    {
        var folder = Directory.CreateTempSubdirectory("nodeengine-bench-").FullName;
        try
        {
            BareImages.MakeSources(folder);
            var engine = new ImageMeasured(double.MaxValue, double.MaxValue, double.MaxValue);
            var bare = engine;
            for (var i = 0; i < Turns; i++)
            {
                engine = Best(engine, await RunChildAsync(name, "engine", folder).ConfigureAwait(false));
                bare = Best(bare, await RunChildAsync(name, "bare", folder).ConfigureAwait(false));
            }

            return (engine, bare);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The table: time, time of all processors, and peak of memory of each case.</summary>
    public static async IAsyncEnumerable<Row> RowsAsync()
    {
        foreach (var name in Names)
        {
            var (engine, bare) = await MeasureAsync(name).ConfigureAwait(false);
            yield return new Row(name, "ms", engine.Wall, "bare NetVips", bare.Wall, "1.05×");
            yield return new Row(name, "ms of all processors", engine.Processor, "bare NetVips", bare.Processor, "1.05×");
            yield return new Row(name, "MB at its peak", engine.PeakMegabytes, "bare NetVips", bare.PeakMegabytes, "1.5×");
        }
    }

    private static ImageMeasured Best(ImageMeasured one, ImageMeasured other) =>
        new(Math.Min(one.Wall, other.Wall), Math.Min(one.Processor, other.Processor), Math.Min(one.PeakMegabytes, other.PeakMegabytes));

    private static Plan PlanOf(NodeCatalog catalog, string json, string folder) =>
        Plan.Create(Graph.Parse(json, folder), catalog, PlanInputs.None, out var plan, out var problems) ? plan : throw new InvalidOperationException(string.Join('\n', problems));

    private static async Task EngineAsync(Plan plan, string folder)
    {
        using var store = new ResultStore();
        using var report = await new GraphRunner(store).RunAsync(plan, new RunOptions { OutputFolder = Path.Combine(folder, "out") }).ConfigureAwait(false);
        if (report.Status != RunStatus.Done)
        {
            throw new InvalidOperationException(string.Join('\n', report.Nodes.Select(node => node.Error).OfType<NodeError>()));
        }
    }

    private static async Task<ImageMeasured> RunChildAsync(string name, string side, string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ImageCases).Assembly.Location);
        }

        foreach (var argument in (string[])[Child, name, side, folder])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var told = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{name}' failed as {side}.");
        }

        var numbers = told.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new ImageMeasured(numbers[0], numbers[1], numbers[2]);
    }

    // Linux knows the peak; elsewhere what the process has now must do.
    private static double PeakKilobytes() =>
        File.Exists("/proc/self/status")
            ? double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)
            : Environment.WorkingSet / 1024.0;

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "plugins.json")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The benchmarks run outside the repository.");
        }

        return folder;
    }
}

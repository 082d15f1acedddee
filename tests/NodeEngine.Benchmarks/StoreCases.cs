using System.Diagnostics;
using System.Globalization;
using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Sandbox;
using NodeEngine.Sdk;

namespace NodeEngine.Benchmarks;

/// <summary>A store on disk: small results kept and found again, and paid calls of which every record survives a power loss.</summary>
internal static class StoreCases
{
    private const int Small = 1_000;
    private const int Many = 10_000;
    private const int Calls = 1_000;
    private const int AtOnce = 32;
    private const int Pictures = 5_000;

    public static async IAsyncEnumerable<Row> RowsAsync(EngineCases cases)
    {
        using var folder = new Scratch();
        var (kept, memory, found) = (double.MaxValue, double.MaxValue, double.MaxValue);
        for (var i = 0; i < 5; i++)
        {
            kept = Math.Min(kept, await KeepAsync(cases, folder, $"small-{i}", Small));
            memory = Math.Min(memory, await InMemoryAsync(cases, Small));
        }

        yield return new($"{Small:N0} small results kept", "wall µs a result", kept / Small, "in memory", memory / Small, "< 150 µs");

        await KeepAsync(cases, folder, "many", Many);
        for (var i = 0; i < 5; i++)
        {
            found = Math.Min(found, await FindAsync(cases, folder, "many", Many));
        }

        yield return new($"{Many:N0} stored, store opened anew", "wall µs a node", found / Many, Reach: "< 20 µs");

        await using var sandbox = await SandboxServer.StartAsync();
        Answer(sandbox, Picture(8));
        var (calls, _) = Drive(sandbox, folder, "calls", Calls, concurrency: 16);
        yield return new($"{Calls:N0} paid calls, all durable", "calls a second", Calls / calls.TotalSeconds);

        var large = Picture(1_672);
        Answer(sandbox, large);
        var (_, peak) = Drive(sandbox, folder, "large", AtOnce, concurrency: AtOnce);
        var flight = AtOnce * (double)large.Length / (1 << 20);
        yield return new($"{AtOnce} answers of {large.Length >> 20} MiB at once", "peak MiB", peak, "pictures in flight", flight, "< 3×");

        Answer(sandbox, Picture(128));
        (_, peak) = Drive(sandbox, folder, "pictures", Pictures, concurrency: 16);
        yield return new($"{Pictures:N0} pictures in a run", "peak MiB", peak, Reach: "< 1,024 MiB");
    }

    private static async Task<double> KeepAsync(EngineCases cases, Scratch folder, string name, int count)
    {
        var plan = Plan(cases, count);
        using var store = ResultStore.Open(Path.Combine(folder.Path, name));
        var started = Stopwatch.GetTimestamp();
        await EngineCases.RunAsync(plan, store, ran: count);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    private static async Task<double> FindAsync(EngineCases cases, Scratch folder, string name, int count)
    {
        var plan = Plan(cases, count);
        var started = Stopwatch.GetTimestamp();
        using var store = ResultStore.Open(Path.Combine(folder.Path, name));
        await EngineCases.RunAsync(plan, store, ran: 0);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    private static async Task<double> InMemoryAsync(EngineCases cases, int count)
    {
        var plan = Plan(cases, count);
        var started = Stopwatch.GetTimestamp();
        using var store = new ResultStore();
        await EngineCases.RunAsync(plan, store, ran: count);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    /// <summary>Independent nodes whose results are kept because they cannot be made again just so.</summary>
    private static Plan Plan(EngineCases cases, int count) => cases.Plan(
        Graph.Parse(
            $$"""
            { "format": 1, "nodes": { {{string.Join(",\n", Enumerable.Range(0, count).Select(i => $"\"n{i}\": {{ \"type\": \"bench.sample\", \"inputs\": {{ \"a\": {i} }} }}"))}} },
              "outputs": { {{string.Join(",\n", Enumerable.Range(0, count).Select(i => $"\"n{i}\": {{ \"link\": \"n{i}.integer\" }}"))}} } }
            """),
        PlanInputs.None);

    /// <summary>A PNG of noise, which has as many bytes as samples.</summary>
    private static byte[] Picture(int edge)
    {
        var samples = new byte[edge * edge * 3];
        new Random(1).NextBytes(samples);
        return ImageValue.FromPixels(new Pixels(edge, edge, 3, samples)).Encode("png");
    }

    /// <summary>Every request gets this picture at once: drawing one would take longer than all that is measured.</summary>
    private static void Answer(SandboxServer sandbox, byte[] picture)
    {
        sandbox.ClearFaults();
        sandbox.AddFault(new SandboxFault
        {
            Kind = SandboxFaultKind.Answer,
            Status = 200,
            Times = null,
            Body = $$"""{ "data": [ { "b64_json": "{{Convert.ToBase64String(picture)}}" } ], "usage": { "input_tokens": 10, "output_tokens": 196 } }""",
        });
    }

    private static (TimeSpan Time, double PeakMiB) Drive(SandboxServer sandbox, Scratch folder, string name, int count, int concurrency)
    {
        var workspace = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(workspace);
        var root = ColdStart.Root();
        var graph = Path.Combine(workspace, "graph.json");
        File.WriteAllText(Path.Combine(workspace, "plugins.json"), $$"""{ "plugins": [ { "id": "openai", "path": "{{root}}/plugins/bin/NodeEngine.Plugins.OpenAI/NodeEngine.Plugins.OpenAI.dll" } ] }""");
        File.WriteAllText(
            graph,
            $$"""
            { "format": 1, "nodes": { {{string.Join(",\n", Enumerable.Range(0, count).Select(i => $"\"n{i}\": {{ \"type\": \"openai.gpt-image-2\", \"inputs\": {{ \"prompt\": \"{i}\" }} }}"))}} },
              "outputs": { {{string.Join(",\n", Enumerable.Range(0, count).Select(i => $"\"n{i}\": {{ \"link\": \"n{i}.image\" }}"))}} } }
            """);
        var driver = AppContext.BaseDirectory.Replace("NodeEngine.Benchmarks", Path.Combine("fixtures", "StoreDriver"), StringComparison.Ordinal);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(driver, "StoreDriver.dll"), workspace, sandbox.Providers["openai"].AbsoluteUri, graph, $"concurrency={concurrency}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        while (process.StandardOutput.ReadLine() is not ("open" or null))
        {
        }

        // Starting a process is measured elsewhere; files are written when the first line after it comes.
        var started = Stopwatch.GetTimestamp();
        var line = process.StandardOutput.ReadLine();
        var time = Stopwatch.GetElapsedTime(started);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var peak = errors.Result.Split('\n').FirstOrDefault(text => text.StartsWith("peak memory", StringComparison.Ordinal));
        return process.ExitCode == 0 && line is not null && peak is not null
            ? (time, double.Parse(peak.Split(' ')[2], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"The run of {name} ended with {process.ExitCode}: {errors.Result}");
    }

    private sealed class Scratch : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("nodeengine-store-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}

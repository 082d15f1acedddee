using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NodeEngine.Benchmarks;

/// <summary>A cold process that checks a graph of three nodes, in a published build, beside a host that does nothing.</summary>
internal static class ColdStart
{
    private const int Runs = 15;

    private const string Graph = """
        {
          "format": 1,
          "nodes": {
            "a": { "type": "text.template", "inputs": { "template": "a red kettle" } },
            "b": { "type": "text.join", "inputs": { "items": [{ "link": "a.text" }, "on a table"] } },
            "c": { "type": "text.split", "inputs": { "text": { "link": "b.text" } } }
          },
          "outputs": { "words": { "link": "c.items" } }
        }
        """;

    public static async IAsyncEnumerable<Row> RowsAsync()
    {
        var root = Root();
        var folder = Directory.CreateTempSubdirectory("nodeengine-cold-").FullName;
        try
        {
            var graph = Path.Combine(folder, "three.json");
            await File.WriteAllTextAsync(graph, Graph);
            var bare = Path.Combine(folder, "bare");
            Directory.CreateDirectory(bare);
            await File.WriteAllTextAsync(
                Path.Combine(bare, "bare.csproj"),
                "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
            await File.WriteAllTextAsync(Path.Combine(bare, "bare.cs"), "return 0;");
            Run("dotnet", "publish", Path.Combine(root, "engine", "NodeEngine.App"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Path.Combine(folder, "app"), "-v", "q", "--nologo");
            Run("dotnet", "publish", bare, "-c", "Release", "-o", Path.Combine(folder, "host"), "-v", "q", "--nologo");

            var check = Median(() => Run("dotnet", Path.Combine(folder, "app", "nodeengine.dll"), "check", graph, "--workspace", root));
            var empty = Median(() => Run("dotnet", Path.Combine(folder, "host", "bare.dll")));
            yield return new("cold check of three nodes", "wall ms", check, "a bare .NET host", empty);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(Action run)
    {
        run();
        var times = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            run();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.Order().ElementAt(Runs / 2);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}{error.Result}");
        }
    }

    /// <summary>The workspace: the folder with plugins.json above this program.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "plugins.json")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("There is no plugins.json above this program.");
    }
}

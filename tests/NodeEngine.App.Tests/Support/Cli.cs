using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using FluentAssertions;

namespace NodeEngine.App.Tests.Support;

/// <summary>What a command gave back.</summary>
internal sealed record Ended(int Code, string Out, string Error)
{
    /// <summary>Standard output as JSON; it must hold nothing else.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>The lines of standard output.</summary>
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Starts the real executable, as a person or a script would.</summary>
internal sealed partial class Cli : IDisposable
{
    private const int Interrupt = 2;

    /// <summary>Nothing here takes seconds; the bound only keeps a hanging process from hanging the tests.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly CancellationTokenSource _tooLong = new(Longest);

    private Cli(string folder, string program, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("NODEENGINE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        Out = new HeardStream(_process.StandardOutput, _tooLong.Token);
        Error = new HeardStream(_process.StandardError, _tooLong.Token);
    }

    public HeardStream Out { get; }

    public HeardStream Error { get; }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Ended> RunAsync(string folder, params string[] args)
    {
        using var cli = Start(folder, args);
        return await cli.EndAsync();
    }

    public static Cli Start(string folder, string[] args, IReadOnlyDictionary<string, string>? environment = null) =>
        new(folder, "dotnet", [Path.Combine(AppContext.BaseDirectory, "nodeengine.dll"), .. args], environment);

    /// <summary>Runs a line of the shell to its end.</summary>
    public static async Task<Ended> ShellAsync(string folder, string line)
    {
        using var cli = new Cli(folder, "sh", ["-c", line], null);
        return await cli.EndAsync();
    }

    /// <summary>Waits for the end. Whatever happened, nobody was shown a stack trace.</summary>
    public async Task<Ended> EndAsync()
    {
        await _process.WaitForExitAsync(_tooLong.Token);
        var ended = new Ended(_process.ExitCode, await Out.AllAsync(), (await Error.AllAsync()).TrimEnd());
        (ended.Out + ended.Error).Should().NotContain("   at NodeEngine").And.NotContain("Unhandled exception");
        return ended;
    }

    /// <summary>Ctrl+C.</summary>
    public void Break() => Kill(_process.Id, Interrupt).Should().Be(0);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _tooLong.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

/// <summary>A stream of a process: all of it in the end, or a line of it as soon as it is there.</summary>
internal sealed class HeardStream
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly CancellationToken _tooLong;
    private readonly Task<string> _all;

    public HeardStream(TextReader reader, CancellationToken tooLong)
    {
        _tooLong = tooLong;
        _all = ReadAsync(reader);
    }

    public Task<string> AllAsync() => _all;

    /// <summary>The next line of that kind.</summary>
    public async Task<string> LineAsync(Func<string, bool> isWanted)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(_tooLong))
        {
            if (isWanted(line))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The process ended without that line; it said: {await _all}");
    }

    private async Task<string> ReadAsync(TextReader reader)
    {
        var all = new StringBuilder();
        while (await reader.ReadLineAsync(_tooLong) is { } line)
        {
            all.Append(line).Append('\n');
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
        return all.ToString();
    }
}

using System.Text;

namespace NodeEngine.App.Output;

/// <summary>The two streams of the process: results on <see cref="Out"/>, everything else on <see cref="Error"/>.</summary>
internal sealed class Terminal
{
    public Terminal()
    {
        if (OperatingSystem.IsWindows() && !(Console.IsOutputRedirected && Console.IsErrorRedirected))
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        var hasColour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && KnowsColour();
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Out = new Screen(new StreamWriter(new ConsoleStream(Console.OpenStandardOutput(), holdsResults: true), encoding, 1 << 14), !Console.IsOutputRedirected, hasColour && !Console.IsOutputRedirected);
        var error = TextWriter.Synchronized(new StreamWriter(new ConsoleStream(Console.OpenStandardError(), holdsResults: false), encoding, 1 << 10) { AutoFlush = true });
        Error = new Screen(error, !Console.IsErrorRedirected, hasColour && !Console.IsErrorRedirected);
    }

    public Screen Out { get; }

    public Screen Error { get; }

    /// <summary>The stream below <see cref="Out"/>, for what is written as bytes.</summary>
    public Stream OpenOutput()
    {
        Out.Writer.Flush();
        return ((StreamWriter)Out.Writer).BaseStream;
    }

    /// <summary>Says what went wrong, and what to do about it.</summary>
    public void Fail(string message, string? advice) => Error.Line($"{Error.Red("error")}: {message}{(advice is null ? "" : " " + advice)}");

    private static bool KnowsColour() => OperatingSystem.IsWindows()
        ? Environment.GetEnvironmentVariable("WT_SESSION") is not null || Environment.GetEnvironmentVariable("TERM") is not null
        : Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}

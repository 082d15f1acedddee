using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;
using NodeEngine.App.Output;

namespace NodeEngine.App.Commands;

/// <summary>Examples of commands, shown at the end of their help.</summary>
internal static class Examples
{
    private static readonly ConditionalWeakTable<Command, (string Line, string Meaning)[]> Known = [];

    public static void WithExamples(this Command command, params (string Line, string Meaning)[] examples) => Known.Add(command, examples);

    public static (string Line, string Meaning)[] Of(Command command) => Known.TryGetValue(command, out var examples) ? examples : [];
}

/// <summary>The help of System.CommandLine, and below it the examples.</summary>
internal sealed class HelpWithExamples(Terminal terminal) : SynchronousCommandLineAction
{
    private const int Widest = 120;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var width = terminal.Out.IsTerminal ? Math.Min(Console.WindowWidth, Widest) : Widest;
        new HelpAction { MaxWidth = width }.Invoke(parseResult);
        var examples = Examples.Of(parseResult.CommandResult.Command);
        if (examples.Length > 0)
        {
            terminal.Out.Line("Examples:");
            foreach (var (line, meaning) in examples)
            {
                terminal.Out.Line($"  {terminal.Out.Dim("# " + meaning)}");
                terminal.Out.Line($"  {line}");
            }
        }

        if (parseResult.CommandResult.Command is RootCommand)
        {
            terminal.Out.Line();
            terminal.Out.Line("Exit codes:");
            terminal.Out.Line("  0 done; 1 failed, or a part of it; 2 wrong input, nothing was run; 3 over budget; 130 cancelled");
        }

        return ExitCode.Done;
    }
}

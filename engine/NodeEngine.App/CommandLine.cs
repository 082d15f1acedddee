using System.CommandLine;
using System.CommandLine.Parsing;
using NodeEngine.App.Commands;
using NodeEngine.App.Output;
using NodeEngine.Results;

namespace NodeEngine.App;

/// <summary>Finds the command that is meant, and sees to it that whatever goes wrong ends in a sentence and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var terminal = new Terminal();
        try
        {
            // An argument that begins with @ is a name like any other, and not a file of arguments.
            var parsed = new NodeEngineCommand(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
            if (parsed.Errors.Count > 0 || Misspelt(parsed) is not null)
            {
                return Misread(parsed, terminal);
            }

            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = terminal.Out.Writer,
                Error = terminal.Error.Writer,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            }).ConfigureAwait(false);
            await terminal.Out.Writer.FlushAsync().ConfigureAwait(false);
            return code;
        }
        catch (StoreException e)
        {
            terminal.Fail(e.Message, e.Advice);
            return ExitCode.Failed;
        }
        catch (IOException e)
        {
            // A disk that is full, a folder that is gone: nothing is wrong with the program.
            terminal.Fail(e.Message, null);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            terminal.Error.Line("Stopped.");
            return ExitCode.Cancelled;
        }
        catch (Exception e)
        {
            // Nobody is above this place: a bug must end in one line and not in a page of calls.
            var isTraced = Environment.GetEnvironmentVariable("NODEENGINE_DEBUG") is { Length: > 0 } and not "0";
            terminal.Fail(isTraced ? e.ToString() : $"{e.GetType().Name}: {Sentence(e.Message)}", isTraced ? null : "Set NODEENGINE_DEBUG=1 to see where.");
            return ExitCode.Failed;
        }
    }

    private static int Misread(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        if ((Misspelt(parsed) ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null)) is { } token)
        {
            var (message, known) = token.StartsWith('-') ? ($"There is no option '{token}'.", Options(command))
                : command.Subcommands.Count > 0 ? ($"There is no command '{token}'.", command.Subcommands.Select(sub => sub.Name))
                : ($"'{token}' is one argument too many.", []);
            var nearest = Nearest.To(token, known);
            terminal.Fail(message, nearest is null ? See(command) : $"Did you mean '{nearest}'?");
            return ExitCode.WrongInput;
        }

        foreach (var error in parsed.Errors)
        {
            var message = error.SymbolResult switch
            {
                CommandResult { Command.Subcommands.Count: > 0 } => $"It needs a command: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}.",
                CommandResult => $"It needs {string.Join(" and ", command.Arguments.Where(one => one.Arity.MinimumNumberOfValues > 0).Select(one => $"<{one.Name}>"))}.",
                ArgumentResult { Tokens.Count: 0, Argument: var argument } => $"It needs <{argument.Name}>.",
                OptionResult { Tokens.Count: 0, Option: var option } => $"{option.Name} needs a value: {option.Name} <{option.HelpName}>.",
                _ => error.Message,
            };
            terminal.Fail(message, error == parsed.Errors[^1] ? See(command) : null);
        }

        return ExitCode.WrongInput;
    }

    private static string Sentence(string message) => message.EndsWith('.') ? message : message + ".";

    /// <summary>The parser takes an option that it does not know for an argument. After <c>--</c> everything is one.</summary>
    private static string? Misspelt(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
        ? null
        : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).FirstOrDefault(value => value.StartsWith('-') && value.Length > 1);

    private static IEnumerable<string> Options(Command command) =>
        command.Options.SelectMany(option => option.Aliases.Append(option.Name)).Where(name => name.StartsWith('-'));

    private static string See(Command command)
    {
        var path = command.Name;
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault(); parent is not null; parent = parent.Parents.OfType<Command>().FirstOrDefault())
        {
            path = $"{parent.Name} {path}";
        }

        return $"See: {path} --help";
    }
}

using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Recipes;
using NodeEngine.Sdk;

namespace NodeEngine.App.Commands;

/// <summary>Gives back the graph that a picture was made with, as the picture itself tells.</summary>
internal sealed class RecipeCommand : Command
{
    private readonly Argument<string> _file = new("picture") { Description = "A png, jpeg or webp file that a run wrote." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the whole recipe: graph, inputs, addresses, versions." };
    private readonly Terminal _terminal;

    public RecipeCommand(Terminal terminal)
        : base("recipe", "Print the graph that a picture was made with, ready to run again.")
    {
        _terminal = terminal;
        Add(_file);
        Add(_json);
        this.WithExamples(
            ("nodeengine recipe hero.png > again.json", "Get the graph of a picture back, with its inputs as defaults."),
            ("nodeengine recipe hero.png --json", "See also addresses and versions."));
        SetAction(parsed => Print(parsed));
    }

    private int Print(ParseResult parsed)
    {
        var file = parsed.GetValue(_file)!;
        try
        {
            var recipe = Recipe.Read(file);
            _terminal.Out.Writer.Write(parsed.GetValue(_json) ? recipe.Json : recipe.Graph);
            return ExitCode.Done;
        }
        catch (NodeException e)
        {
            _terminal.Fail(e.Message, e.Advice);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            _terminal.Fail($"There is no file '{file}'.", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _terminal.Fail($"'{file}' cannot be read: {e.Message}", null);
        }

        return ExitCode.WrongInput;
    }
}

using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Sdk;

namespace NodeEngine.App.Commands;

/// <summary>Lists the models that the plugins and the workspace describe.</summary>
internal sealed class ModelsCommand : WorkspaceCommand
{
    public ModelsCommand(Terminal terminal)
        : base(terminal, "models", "List the models: how long each is served, whether there is a key, what a picture costs.")
    {
        Add(new ModelsShowCommand(terminal));
        Add(new ModelsCheckCommand(terminal));
        this.WithExamples(
            ("nodeengine models", "List all models."),
            ("nodeengine models show openai.gpt-image-2", "Show all that is known of one."),
            ("nodeengine models check models/mine.yaml", "Check a descriptor of your own."));
    }

    /// <summary>Whether there is a key for a model; null with the reason when the keys cannot be read.</summary>
    public static bool? HasKey(ModelSpec model, Workspace workspace, out string? fault)
    {
        fault = null;
        try
        {
            var provider = workspace.Catalog.Providers.First(one => one.Id == model.Provider);
            return workspace.Keys.AccessTo(provider).Key is not null;
        }
        catch (NodeException e)
        {
            fault = $"{e.Message} {e.Advice}".TrimEnd();
            return null;
        }
    }

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        var catalog = workspace.Catalog;
        List<Problem> problems = [.. catalog.Problems, .. workspace.Keys.Check(catalog.Providers)];
        var models = catalog.Models.Select(model => ModelShape.Of(model, HasKey(model, workspace, out _))).ToList();
        if (IsJson(parsed))
        {
            Json.Write(Terminal, new ModelsShape(models, [.. problems.Select(ProblemShape.Of)]));
        }
        else
        {
            ModelsText.WriteList(models, type => catalog.FindModel(type)!, Terminal.Out);
            ProblemText.Write(problems.Select(problem => problem with { Severity = Severity.Warning }), Terminal.Error);
        }

        return ExitCode.Done;
    }
}

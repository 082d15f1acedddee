using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Catalog;
using NodeEngine.Models;

namespace NodeEngine.App.Commands;

/// <summary>Shows all that is known of a model.</summary>
internal sealed class ModelsShowCommand : WorkspaceCommand
{
    private readonly Argument<string> _id = new("id") { Description = "A model: its node type, its name at the provider, or an alias." };

    public ModelsShowCommand(Terminal terminal)
        : base(terminal, "show", "Show all that is known of a model: lifecycle, price, sizes, pictures, rules, limits.")
    {
        Add(_id);
        this.WithExamples(
            ("nodeengine models show openai.gpt-image-2", "By node type."),
            ("nodeengine models show gpt-image-2 --json", "By its name at the provider, for another program."));
    }

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        var catalog = workspace.Catalog;
        var id = parsed.GetValue(_id)!;
        if ((catalog.FindModel(id) ?? catalog.Models.FirstOrDefault(one => one.WireId == id || one.Aliases.Contains(id, StringComparer.Ordinal))) is not { } model)
        {
            var nearest = Nearest.To(id, catalog.Models.SelectMany(one => (string[])[one.NodeType, one.WireId]));
            Terminal.Fail($"There is no model '{id}'.", nearest is null ? "nodeengine models lists them all." : $"Did you mean '{nearest}'?");
            return ExitCode.WrongInput;
        }

        var hasKey = ModelsCommand.HasKey(model, workspace, out var fault);
        if (IsJson(parsed))
        {
            var plugin = catalog.Nodes.FirstOrDefault(node => node.Node.Spec.Type == model.NodeType)?.Plugin ?? "";
            var node = NodeShape.Of(new CatalogNode(catalog.Find(model.NodeType)!, plugin), null);
            Json.Write(Terminal, ModelDetailShape.Of(ModelShape.Of(model, hasKey), node, model));
            return ExitCode.Done;
        }

        var provider = catalog.Providers.First(one => one.Id == model.Provider);
        var key = fault ?? (hasKey == true ? "present" : $"none: add {ApiKeys.LineFor(provider)} to {ApiKeys.FileName}, or set {ApiKeys.VariableFor(provider)}");
        ModelsText.WriteOne(model, key, Terminal.Out);
        return ExitCode.Done;
    }
}

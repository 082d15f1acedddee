using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Catalog;

namespace NodeEngine.App.Commands;

/// <summary>Tells which node types there are, or all about one.</summary>
internal sealed class NodesCommand : WorkspaceCommand
{
    private readonly Argument<string?> _type = new("type") { Arity = ArgumentArity.ZeroOrOne, Description = "A node type, to see all that it takes and gives." };

    public NodesCommand(Terminal terminal)
        : base(terminal, "nodes", "List the node types, or show one with its ports.")
    {
        Add(_type);
        this.WithExamples(
            ("nodeengine nodes", "List all node types."),
            ("nodeengine nodes image.resize", "Show the ports of one, with ranges, choices and defaults."),
            ("nodeengine nodes openai.gpt-image-2", "Show what a model takes, what it costs, and how long it is served."));
    }

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        var catalog = workspace.Catalog;
        if (parsed.GetValue(_type) is not { } type)
        {
            var nodes = catalog.Nodes.ToList();
            if (IsJson(parsed))
            {
                Json.Write(Terminal, NodesShape.Of(nodes, catalog));
                return ExitCode.Done;
            }

            ProblemText.Write(workspace.Warnings, Terminal.Error);
            NodesText.WriteList(nodes, Terminal.Out);
            return ExitCode.Done;
        }

        if (catalog.Find(type) is not { } node)
        {
            var (message, suggestion) = catalog.Explain(type);
            Terminal.Fail(message, suggestion);
            return ExitCode.WrongInput;
        }

        // An alias has no entry of its own: it comes with its model.
        var model = catalog.FindModel(type);
        var entry = catalog.Nodes.First(one => one.Node.Spec.Type == type || catalog.FindModel(one.Node.Spec.Type)?.Aliases.Contains(model?.WireId, StringComparer.Ordinal) == true);
        var shown = new CatalogNode(node, entry.Plugin);
        if (IsJson(parsed))
        {
            Json.Write(Terminal, NodesShape.Of([shown], catalog));
        }
        else
        {
            NodesText.WriteOne(shown, model, Terminal.Out);
        }

        return ExitCode.Done;
    }
}

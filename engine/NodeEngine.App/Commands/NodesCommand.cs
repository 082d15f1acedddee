using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Catalog;

namespace NodeEngine.App.Commands;

/// <summary>Tells which node types there are, or all about one.</summary>
internal sealed class NodesCommand : Command
{
    private readonly Argument<string?> _type = new("type") { Arity = ArgumentArity.ZeroOrOne, Description = "A node type, to see all that it takes and gives." };
    private readonly Option<string?> _workspace = GraphOptions.WorkspaceOption();
    private readonly Option<bool> _json = GraphOptions.JsonOption();
    private readonly Terminal _terminal;

    public NodesCommand(Terminal terminal)
        : base("nodes", "List the node types, or show one with its ports.")
    {
        _terminal = terminal;
        Add(_type);
        Add(_workspace);
        Add(_json);
        this.WithExamples(
            ("nodeengine nodes", "List all node types."),
            ("nodeengine nodes image.resize", "Show the ports of one, with ranges, choices and defaults."),
            ("nodeengine nodes openai.gpt-image-2", "Show what a model takes, what it costs, and how long there will be it."));
        SetAction((parsed, _) => ShowAsync(parsed));
    }

    private async Task<int> ShowAsync(ParseResult parsed)
    {
        if (!Workspace.TryOpen(parsed.GetValue(_workspace), null, out var workspace, out var problem))
        {
            ProblemText.Write([problem], _terminal.Error);
            return ExitCode.WrongInput;
        }

        await using (workspace.ConfigureAwait(false))
        {
            var catalog = workspace.Catalog;
            var nodes = catalog.Nodes.ToList();
            if (parsed.GetValue(_type) is { } type)
            {
                if (catalog.Find(type) is not { } one)
                {
                    var (message, suggestion) = catalog.Explain(type);
                    _terminal.Fail(message, suggestion);
                    return ExitCode.WrongInput;
                }

                // An alias is shown as the model that it stands for, under its own name.
                var listed = nodes.Find(node => node.Node.Spec.Type == type);
                nodes = [listed ?? new CatalogNode(one, nodes.Find(node => catalog.FindModel(node.Node.Spec.Type)?.Aliases.Any(alias => type.EndsWith('.' + alias)) == true)?.Plugin ?? "")];
            }

            if (parsed.GetValue(_json))
            {
                Json.Write(_terminal, NodesShape.Of(nodes, catalog));
                return ExitCode.Done;
            }

            ProblemText.Write(workspace.Warnings, _terminal.Error);
            if (parsed.GetValue(_type) is null)
            {
                NodesText.WriteList(nodes, _terminal.Out);
            }
            else
            {
                NodesText.WriteOne(nodes[0], catalog.FindModel(nodes[0].Node.Spec.Type), _terminal.Out);
            }

            return ExitCode.Done;
        }
    }
}

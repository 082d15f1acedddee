using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Catalog;

namespace NodeEngine.App.Commands;

/// <summary>Commands about plugins.</summary>
internal sealed class PluginsCommand : Command
{
    public PluginsCommand(Terminal terminal)
        : base("plugins", "Look after the plugins of a workspace.")
    {
        Add(new PluginsListCommand(terminal));
        this.WithExamples(("nodeengine plugins list", "See which plugins are loaded, and why others are not."));
    }
}

/// <summary>Lists the plugins of plugins.json with what became of each.</summary>
internal sealed class PluginsListCommand : WorkspaceCommand
{
    public PluginsListCommand(Terminal terminal)
        : base(terminal, "list", "List the plugins that plugins.json names, and whether they could be loaded.") => this.WithExamples(
            ("nodeengine plugins list", "See which plugins are loaded, and why others are not."),
            ("nodeengine plugins list --json", "Let another program read it."));

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        var catalog = workspace.Catalog;
        if (IsJson(parsed))
        {
            Json.Write(Terminal, PluginsShape.Of(catalog));
        }
        else
        {
            var screen = Terminal.Out;
            Columns.Write(
                [.. catalog.Plugins.Select(plugin => (IReadOnlyList<string>)[screen.Bold(plugin.Id), State(plugin, screen), RunText.Shorten(plugin.Path)])],
                screen);
            ProblemText.Write(catalog.Problems, Terminal.Error);
        }

        // A list that tells of a broken plugin is a good list; whether that matters is for doctor to say.
        return ExitCode.Done;
    }

    private static string State(PluginInfo plugin, Screen screen) => plugin.State switch
    {
        PluginState.Loaded => screen.Green(ProblemText.Of(plugin.Nodes, "node type")),
        PluginState.Disabled => screen.Dim("disabled"),
        _ => screen.Red("broken"),
    };
}

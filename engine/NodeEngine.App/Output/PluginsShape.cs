using NodeEngine.Catalog;

namespace NodeEngine.App.Output;

/// <summary>What <c>plugins list --json</c> gives.</summary>
internal sealed record PluginsShape(string Workspace, IReadOnlyList<PluginShape> Plugins, IReadOnlyList<ProblemShape> Problems)
{
    public static PluginsShape Of(NodeCatalog catalog) => new(
        catalog.Folder,
        [.. catalog.Plugins.Select(plugin => new PluginShape(plugin.Id, plugin.Path, RunShape.Word(plugin.State), plugin.Nodes))],
        [.. catalog.Problems.Select(ProblemShape.Of)]);
}

internal sealed record PluginShape(string Id, string Path, string State, int Nodes);

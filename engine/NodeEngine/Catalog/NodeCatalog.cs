using NodeEngine.Images;
using NodeEngine.Models;
using NodeEngine.Models.Descriptors;
using NodeEngine.Sdk;

namespace NodeEngine.Catalog;

/// <summary>A node type and where it comes from.</summary>
/// <param name="Node">The node.</param>
/// <param name="Plugin">The id of the plugin that brings it.</param>
public sealed record CatalogNode(INode Node, string Plugin);

/// <summary>A plugin of the workspace.</summary>
/// <param name="Id">Its id in plugins.json.</param>
/// <param name="Path">Its dll, absolute.</param>
/// <param name="State">What became of it.</param>
/// <param name="Nodes">How many node types it brings, models included.</param>
public sealed record PluginInfo(string Id, string Path, PluginState State, int Nodes);

/// <summary>What became of a plugin.</summary>
public enum PluginState
{
    /// <summary>It is loaded.</summary>
    Loaded,

    /// <summary>plugins.json says not to load it.</summary>
    Disabled,

    /// <summary>It could not be loaded; a problem of the catalog says why.</summary>
    Broken,
}

/// <summary>
/// The node types of a workspace, loaded from the plugins that its plugins.json names, with the problems met on the way. Owns the plugins: keep it
/// as long as their nodes run.
/// </summary>
public sealed class NodeCatalog : IDisposable
{
    private readonly Dictionary<string, CatalogNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, INode> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelProvider> _providers = new(StringComparer.Ordinal);
    private readonly List<string> _modelFolders = [];
    private readonly List<LoadedPlugin> _loaded = [];
    private readonly List<PluginInfo> _plugins = [];
    private readonly List<Problem> _problems = [];

    static NodeCatalog() => VipsCodec.Register();

    /// <summary>A catalog of libraries that are part of the program itself, for embedding and for tests.</summary>
    /// <param name="libraries">The libraries; their plugin's id is the name of the class.</param>
    public NodeCatalog(params IEnumerable<NodeLibrary> libraries)
    {
        Folder = Path.GetFullPath(".");
        foreach (var library in libraries)
        {
            Add(library.Nodes, library.GetType().Name, null);
        }
    }

    private NodeCatalog(string folder) => Folder = folder;

    /// <summary>The workspace: the folder with plugins.json, absolute.</summary>
    public string Folder { get; }

    /// <summary>The node types, by type in alphabetical order.</summary>
    public IEnumerable<CatalogNode> Nodes => _nodes.Values.OrderBy(node => node.Node.Spec.Type, StringComparer.Ordinal);

    /// <summary>The plugins, in the order of plugins.json.</summary>
    public IReadOnlyList<PluginInfo> Plugins => _plugins;

    /// <summary>The providers of models, in alphabetical order of their ids.</summary>
    public IEnumerable<ProviderSpec> Providers => _providers.Values.Select(provider => provider.Spec).OrderBy(spec => spec.Id, StringComparer.Ordinal);

    /// <summary>The models, by node type in alphabetical order; aliases are not listed.</summary>
    public IEnumerable<ModelSpec> Models => Nodes.Select(node => node.Node).OfType<ModelNode>().Select(node => node.Model);

    /// <summary>What is wrong with plugins.json, the plugins and the model descriptors. Everything else in the catalog works.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Loads the plugins of a workspace. What cannot be loaded is in <see cref="Problems"/>.</summary>
    /// <param name="folder">The folder with plugins.json.</param>
    public static NodeCatalog Load(string folder)
    {
        var catalog = new NodeCatalog(Path.GetFullPath(folder));
        foreach (var entry in PluginsFile.Read(catalog.Folder, catalog._problems))
        {
            catalog.Load(entry);
        }

        foreach (var file in catalog.ModelFiles(Path.Combine(catalog.Folder, "models")))
        {
            catalog.AddModel(file, "workspace", replaces: true);
        }

        return catalog;
    }

    /// <summary>The node of this type, or null.</summary>
    public INode? Find(string type) => _nodes.TryGetValue(type, out var node) ? node.Node : _aliases.GetValueOrDefault(type);

    /// <summary>The model of this node type, or null when the type is something else. Aliases are found too.</summary>
    public ModelSpec? FindModel(string type) => (Find(type) as ModelNode)?.Model;

    /// <summary>What is wrong with a descriptor file, wherever it lies, as if it were in the workspace's <c>models</c> folder.</summary>
    /// <param name="file">The file.</param>
    public IReadOnlyList<Problem> CheckModel(string file)
    {
        var problems = new List<Problem>();
        var model = DescriptorReader.Read(file, name => FindDescriptor(name, Path.GetDirectoryName(Path.GetFullPath(file))), problems);
        if (model is not null && !_providers.ContainsKey(model.Provider))
        {
            problems.Add(UnknownProvider(model, file));
        }

        return problems;
    }

    /// <summary>Models that have an input of this name, those first that are nearest to a model that has not: of the same provider, and served.</summary>
    internal IReadOnlyList<string> ModelsWith(string port, ModelSpec instead) =>
        [.. Models.Where(model => Find(model.NodeType)!.Spec.InputIndex(port) >= 0)
            .OrderBy(model => model.Provider != instead.Provider)
            .ThenBy(model => model.Lifecycle.Status)
            .ThenBy(model => model.NodeType, StringComparer.Ordinal)
            .Select(model => model.NodeType)];

    /// <summary>Why there is no node of this type, and what may help, as two sentences.</summary>
    public (string Message, string? Suggestion) Explain(string type)
    {
        if (_refused.TryGetValue(type, out var owners))
        {
            return ($"Node type '{type}' is defined by both {string.Join(" and ", owners.Select(owner => $"'{owner}'"))}.", "Disable one of the plugins in plugins.json.");
        }

        var message = $"There is no node type '{type}'.";
        if (Nearest.To(type, _nodes.Keys) is { } nearest)
        {
            return (message, $"Did you mean '{nearest}'?");
        }

        var area = type.Split('.')[0];
        return _plugins.Find(plugin => plugin.State != PluginState.Loaded && string.Equals(plugin.Id, area, StringComparison.OrdinalIgnoreCase)) is { } missing
            ? (message, $"Plugin '{missing.Id}' is {(missing.State == PluginState.Disabled ? "disabled in plugins.json" : "broken")}.")
            : _loaded.Count == 0 ? (message, "nodeengine nodes lists them all.")
            : (message, $"Loaded plugins are {string.Join(", ", _plugins.Where(plugin => plugin.State == PluginState.Loaded).Select(plugin => plugin.Id))}; nodeengine nodes lists all they bring.");
    }

    /// <inheritdoc/>
    public void Dispose() => _loaded.ForEach(plugin => plugin.Dispose());

    // A file whose name begins with an underscore is only there to be extended.
    private IEnumerable<string> ModelFiles(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        _modelFolders.Add(folder);
        return Directory.EnumerateFiles(folder, "*.yaml").Where(file => !Path.GetFileName(file).StartsWith('_')).Order(StringComparer.Ordinal);
    }

    private string? FindDescriptor(string name, string? folder = null) =>
        _modelFolders.Append(folder ?? "").Select(one => Path.Combine(one, name + ".yaml")).LastOrDefault(File.Exists);

    private Problem UnknownProvider(ModelSpec model, string file)
    {
        var nearest = Nearest.To(model.Provider, _providers.Keys);
        return new Problem("provider-unknown", $"No plugin brings the provider '{model.Provider}'; loaded are {string.Join(", ", _providers.Keys.Order(StringComparer.Ordinal))}.")
        {
            File = file,
            Suggestion = nearest is null ? null : $"Did you mean '{nearest}'?",
        };
    }

    private void Load(PluginEntry entry)
    {
        var before = _nodes.Count;
        if (entry.IsEnabled && LoadedPlugin.Load(entry, _problems) is { } plugin)
        {
            _loaded.Add(plugin);
            Add(plugin.Nodes, entry.Id, entry.Path);
            foreach (var provider in plugin.Providers)
            {
                if (!_providers.TryAdd(provider.Spec.Id, new ModelProvider(provider, entry.Id)))
                {
                    _problems.Add(new Problem("provider-duplicate", $"Provider '{provider.Spec.Id}' comes from both '{_providers[provider.Spec.Id].Plugin}' and '{entry.Id}'.") { File = entry.Path });
                }
            }

            foreach (var file in ModelFiles(Path.Combine(Path.GetDirectoryName(entry.Path)!, "models")))
            {
                AddModel(file, entry.Id, replaces: false);
            }

            _plugins.Add(new PluginInfo(entry.Id, entry.Path, PluginState.Loaded, _nodes.Count - before));
            return;
        }

        _plugins.Add(new PluginInfo(entry.Id, entry.Path, entry.IsEnabled ? PluginState.Broken : PluginState.Disabled, 0));
    }

    private void AddModel(string file, string plugin, bool replaces)
    {
        if (DescriptorReader.Read(file, name => FindDescriptor(name), _problems) is not { } model)
        {
            return;
        }

        if (!_providers.TryGetValue(model.Provider, out var provider))
        {
            _problems.Add(UnknownProvider(model, file));
            return;
        }

        if (replaces)
        {
            _nodes.Remove(model.NodeType);
        }

        Add([new ModelNode(model, provider.Provider)], plugin, file);
        foreach (var alias in model.Aliases)
        {
            var other = model.As(alias);
            _aliases[other.NodeType] = new ModelNode(other, provider.Provider);
        }
    }

    private void Add(IEnumerable<INode> nodes, string plugin, string? file)
    {
        foreach (var node in nodes)
        {
            var spec = node.Spec;
            if (SpecCheck.Find(spec) is { } fault)
            {
                _problems.Add(new Problem("node-invalid", $"Node type '{spec.Type}' of '{plugin}' is refused: {fault}") { File = file });
            }
            else if (_refused.TryGetValue(spec.Type, out var owners))
            {
                Refuse(spec.Type, [.. owners, plugin], file);
            }
            else if (_nodes.Remove(spec.Type, out var first))
            {
                Refuse(spec.Type, [first.Plugin, plugin], file);
            }
            else
            {
                _nodes.Add(spec.Type, new CatalogNode(node, plugin));
            }
        }
    }

    // Which of two would win is not for the order of a file to decide.
    private void Refuse(string type, string[] owners, string? file)
    {
        _refused[type] = owners;
        _problems.Add(new Problem("node-duplicate", $"Node type '{type}' is defined by both '{owners[^2]}' and '{owners[^1]}', so neither is used.")
        {
            File = file,
            Suggestion = "Disable one of the plugins in plugins.json.",
        });
    }
}

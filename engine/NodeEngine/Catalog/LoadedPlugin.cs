using System.Composition;
using System.Composition.Hosting;
using System.Composition.Hosting.Core;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using McMaster.NETCore.Plugins;
using NodeEngine.Sdk;

namespace NodeEngine.Catalog;

/// <summary>A plugin in a load context of its own, with the MEF container that made its parts.</summary>
internal sealed class LoadedPlugin : IDisposable
{
    private static readonly Assembly Sdk = typeof(NodeLibrary).Assembly;

    private readonly PluginLoader _loader;

    // The container lives as long as the plugin: disposing it disposes every part it made.
    private readonly CompositionHost _container;

    private LoadedPlugin(PluginLoader loader, CompositionHost container)
    {
        _loader = loader;
        _container = container;
        Nodes = [.. container.GetExports<NodeLibrary>().SelectMany(library => library.Nodes), .. container.GetExports<INode>()];
        Providers = [.. container.GetExports<IModelProvider>()];

        // What a plugin says of itself is asked here, where whatever it throws is its own problem.
        if (Nodes.Any(node => node?.Spec is not { Inputs: not null, Outputs: not null }) || Providers.Any(provider => provider?.Spec is null))
        {
            throw new InvalidOperationException("one of its nodes or providers has no spec.");
        }
    }

    public IReadOnlyList<INode> Nodes { get; }

    public IReadOnlyList<IModelProvider> Providers { get; }

    /// <summary>Loads a plugin. Whatever goes wrong is a problem, never an exception: the other plugins must work.</summary>
    public static LoadedPlugin? Load(PluginEntry entry, List<Problem> problems)
    {
        if (!File.Exists(entry.Path))
        {
            problems.Add(Wrong(entry, "plugin-missing", $"Plugin '{entry.Id}' is not there.", "Build it, or mend its path in plugins.json."));
            return null;
        }

        LoadedPlugin? plugin = null;
        try
        {
            if (!IsForThisSdk(entry, problems))
            {
                return null;
            }

            plugin = Compose(entry);
            if (plugin.Nodes.Count > 0 || plugin.Providers.Count > 0)
            {
                return plugin;
            }

            problems.Add(Wrong(
                entry,
                "plugin-exports-nothing",
                $"Plugin '{entry.Id}' exports no nodes and no providers.",
                "Export a NodeLibrary with [Export(typeof(NodeLibrary))], and do not ship copies of NodeEngine.Sdk or System.Composition beside the plugin."));
        }
        catch (Exception e)
        {
            problems.Add(Wrong(entry, "plugin-broken", $"Plugin '{entry.Id}' cannot be loaded: {Reason(e)}", "Build it again, and check that all its files are there."));
        }

        plugin?.Dispose();
        return null;
    }

    public void Dispose()
    {
        _container.Dispose();
        _loader.Dispose();
    }

    private static LoadedPlugin Compose(PluginEntry entry)
    {
        var loader = PluginLoader.CreateFromAssemblyFile(entry.Path, config =>
        {
            config.SharedAssemblies.Add(Sdk.GetName());
            config.SharedAssemblies.Add(typeof(ExportAttribute).Assembly.GetName());
            // One copy of libvips in the process, so that pixels pass from node to node without being copied.
            config.SharedAssemblies.Add(new AssemblyName("NetVips"));
        });
        var settings = new PluginSettings(entry.Settings, Path.GetDirectoryName(entry.Path)!);
        var container = new ContainerConfiguration()
            .WithAssembly(loader.LoadDefaultAssembly())
            .WithProvider(new Instance<PluginSettings>(settings))
            .CreateContainer();
        try
        {
            return new LoadedPlugin(loader, container);
        }
        catch
        {
            container.Dispose();
            loader.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the plugin was built for this Sdk: the same major version, and none newer. Read from the file's metadata, before any of its code is
    /// loaded.
    /// </summary>
    private static bool IsForThisSdk(PluginEntry entry, List<Problem> problems)
    {
        using var file = new PEReader(File.OpenRead(entry.Path));
        var metadata = file.GetMetadataReader();
        var here = Sdk.GetName();
        foreach (var handle in metadata.AssemblyReferences)
        {
            var reference = metadata.GetAssemblyReference(handle);
            if (!metadata.StringComparer.Equals(reference.Name, here.Name!))
            {
                continue;
            }

            var (built, host) = (reference.Version, here.Version!);
            if (built.Major == host.Major && built <= host)
            {
                return true;
            }

            problems.Add(Wrong(
                entry,
                "plugin-sdk",
                $"Plugin '{entry.Id}' was built for NodeEngine.Sdk {built.ToString(3)}; this is {host.ToString(3)}.",
                built > host ? "Update NodeEngine." : "Build the plugin again with this Sdk."));
            return false;
        }

        problems.Add(Wrong(entry, "plugin-exports-nothing", $"'{Path.GetFileName(entry.Path)}' does not use NodeEngine.Sdk, so it is no plugin.", "Name the plugin's own dll in plugins.json."));
        return false;
    }

    private static string Reason(Exception e) => e switch
    {
        TargetInvocationException { InnerException: { } inner } => Reason(inner),
        TypeInitializationException { InnerException: { } inner } => Reason(inner),
        CompositionFailedException { InnerException: { } inner } => Reason(inner),
        ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } => Reason(first),
        BadImageFormatException => "the file is not a whole .NET assembly.",
        _ => e.Message,
    };

    private static Problem Wrong(PluginEntry entry, string code, string message, string suggestion) =>
        new(code, message) { File = entry.Path, Suggestion = suggestion };

    /// <summary>Offers one object that already exists to the parts of a container.</summary>
    private sealed class Instance<T>(T instance) : ExportDescriptorProvider
        where T : class
    {
        public override IEnumerable<ExportDescriptorPromise> GetExportDescriptors(CompositionContract contract, DependencyAccessor descriptorAccessor) =>
            contract.ContractType != typeof(T)
                ? NoExportDescriptors
                : [new(contract, typeof(T).Name, isShared: true, NoDependencies, _ => ExportDescriptor.Create((_, _) => instance, NoMetadata))];
    }
}

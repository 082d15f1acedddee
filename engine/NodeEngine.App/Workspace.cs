using System.Diagnostics.CodeAnalysis;
using NodeEngine.Catalog;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Sandbox;
using NodeEngine.Sdk;

namespace NodeEngine.App;

/// <summary>The folder with plugins.json, opened: its node types, its stored results, its keys, and the way to its models.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    public const string FileName = "plugins.json";

    private SandboxServer? _sandbox;
    private ModelCaller? _models;
    private ResultStore? _store;

    private Workspace(string folder)
    {
        Catalog = NodeCatalog.Load(folder);
        Keys = new ApiKeys(folder);
    }

    public string Folder => Catalog.Folder;

    public NodeCatalog Catalog { get; }

    public ApiKeys Keys { get; }

    /// <summary>Opened, and made, when first asked for.</summary>
    /// <exception cref="StoreException">It cannot be used.</exception>
    public ResultStore Store => _store ??= ResultStore.Open(Folder);

    /// <summary>What is wrong with the plugins. A graph that needs none of it runs all the same, so here they are warnings.</summary>
    public IEnumerable<Problem> Warnings => Catalog.Problems.Select(problem => problem with { Severity = Severity.Warning });

    /// <summary>Opens a folder that has plugins.json.</summary>
    public static Workspace Open(string folder) => new(folder);

    /// <summary>Opens the workspace that is named, else the nearest one upwards from a file, else from the current folder.</summary>
    public static bool TryOpen(string? named, string? nearFile, [NotNullWhen(true)] out Workspace? workspace, [NotNullWhen(false)] out Problem? problem)
    {
        var folder = TryFind(named, nearFile, out problem);
        workspace = folder is null ? null : Open(folder);
        return workspace is not null;
    }

    /// <summary>The folder of the workspace, or null with the reason.</summary>
    public static string? TryFind(string? named, string? nearFile, out Problem? problem)
    {
        problem = null;
        if (named is not null)
        {
            if (File.Exists(Path.Combine(named, FileName)))
            {
                return Path.GetFullPath(named);
            }

            problem = new Problem("workspace-missing", $"There is no {FileName} in '{named}'.") { Suggestion = $"Name a folder that has one, or make a workspace there: nodeengine new {named}" };
            return null;
        }

        var start = nearFile is null ? null : Path.GetDirectoryName(Path.GetFullPath(nearFile));
        if ((Nearest(start) ?? Nearest(Environment.CurrentDirectory)) is { } folder)
        {
            return folder;
        }

        problem = nearFile is not null && !Path.Exists(nearFile)
            ? new Problem("file-missing", $"There is no file '{nearFile}'.") { File = nearFile }
            : new Problem("workspace-missing", $"There is no {FileName} in '{start ?? Environment.CurrentDirectory}' or any folder above it.")
            {
                Suggestion = "Name the workspace with --workspace, or make one: nodeengine new my-graphs",
            };
        return null;
    }

    /// <summary>The nearest folder upwards that is a workspace, or null.</summary>
    public static string? Nearest(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, FileName)))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }

    /// <summary>
    /// The way to the models of a plan: to their providers, or to stand-ins inside this process, which start only if there is a model to call. One a
    /// workspace.
    /// </summary>
    public async Task<ModelCaller> ConnectAsync(Plan plan, bool sandbox, bool isForced) =>
        _models ??= new ModelCaller(sandbox && plan.Providers.Any() ? ProviderAccess.ToSandbox(await StartSandboxAsync().ConfigureAwait(false)) : Keys.AccessTo, isForced: isForced);

    /// <summary>How providers would be reached, for checking what could be called without starting anything.</summary>
    public Func<ProviderSpec, ProviderAccess?> AccessWithoutServer(bool sandbox) =>
        sandbox ? ProviderAccess.ToSandbox(SandboxProviders.Ids.ToDictionary(id => id, _ => new Uri("http://127.0.0.1/"), StringComparer.Ordinal)) : Keys.AccessTo;

    public async ValueTask DisposeAsync()
    {
        _models?.Dispose();
        if (_sandbox is not null)
        {
            await StopSandboxAsync().ConfigureAwait(false);
        }

        _store?.Dispose();
        Catalog.Dispose();
    }

    // Methods of their own, so that the web server's libraries are loaded only when they are called.
    private async Task<IReadOnlyDictionary<string, Uri>> StartSandboxAsync()
    {
        _sandbox = await SandboxServer.StartAsync().ConfigureAwait(false);
        return _sandbox.Providers;
    }

    private ValueTask StopSandboxAsync() => _sandbox!.DisposeAsync();
}

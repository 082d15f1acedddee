using System.Runtime.InteropServices;
using NodeEngine.Catalog;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.App;

/// <summary>How a thing was found.</summary>
internal enum FindingState
{
    Good,

    /// <summary>Runs work without it; something else may want it.</summary>
    Note,

    /// <summary>Runs need it.</summary>
    Failed,
}

/// <summary>One thing that was looked at.</summary>
internal sealed record Finding(string Name, FindingState State, string Detail, string? Advice = null);

/// <summary>What there is to look at on a machine and in a workspace.</summary>
internal static class Checkup
{
    public static Finding Runtime() => new("runtime", FindingState.Good, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");

    /// <summary>Only who builds plugins needs it. Found beside the runtime, without starting anything.</summary>
    public static Finding DevelopmentKit()
    {
        var folder = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "sdk"));
        var versions = Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Order(StringComparer.Ordinal).ToList() : [];
        return versions.Count > 0
            ? new("sdk", FindingState.Good, $".NET SDK {string.Join(", ", versions)}")
            : new("sdk", FindingState.Note, "There is no .NET SDK beside the runtime.", "It is needed only to build NodeEngine or plugins.");
    }

    public static Finding Pictures()
    {
        try
        {
            return new("libvips", FindingState.Good, $"libvips {NetVips.NetVips.Version(0)}.{NetVips.NetVips.Version(1)}.{NetVips.NetVips.Version(2)}");
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            return new("libvips", FindingState.Failed, $"libvips cannot be loaded: {(e.InnerException ?? e).Message}", $"Build for this machine: {RuntimeInformation.RuntimeIdentifier}.");
        }
    }

    public static Finding Writable(string name, string folder) => OutputFolder.Fault(folder) is { } fault
        ? new(name, FindingState.Failed, fault.Message, "Check its rights and the room on the disk.")
        : new(name, FindingState.Good, $"{folder} can be written");

    public static IEnumerable<Finding> Of(Workspace workspace)
    {
        var catalog = workspace.Catalog;
        yield return Writable("workspace", workspace.Folder);
        foreach (var plugin in catalog.Plugins)
        {
            yield return new($"plugin {plugin.Id}", plugin.State == PluginState.Disabled ? FindingState.Note : plugin.State == PluginState.Broken ? FindingState.Failed : FindingState.Good, plugin.State switch
            {
                PluginState.Loaded => $"{plugin.Nodes} node types",
                PluginState.Disabled => "disabled in plugins.json",
                _ => $"cannot be loaded from {plugin.Path}",
            });
        }

        foreach (var problem in catalog.Problems)
        {
            yield return new("plugins", problem.Severity == Severity.Error ? FindingState.Failed : FindingState.Note, problem.Message, problem.Suggestion);
        }

        foreach (var provider in catalog.Providers)
        {
            yield return Key(provider, workspace.Keys);
        }

        foreach (var problem in workspace.Keys.Check(catalog.Providers).Where(problem => problem.Severity == Severity.Warning))
        {
            yield return new("keys", FindingState.Note, problem.Message, problem.Suggestion);
        }
    }

    private static Finding Key(ProviderSpec provider, ApiKeys keys)
    {
        var name = $"key {provider.Id}";
        try
        {
            // Whether there is one, and never which.
            return keys.AccessTo(provider) is { Key: null, BaseUrl.IsLoopback: false }
                ? new(name, FindingState.Note, $"There is no key of {provider.Name}.", $"Add {ApiKeys.LineFor(provider)} to {ApiKeys.FileName}, or set {ApiKeys.VariableFor(provider)}; --sandbox needs none.")
                : new(name, FindingState.Good, "present");
        }
        catch (NodeException e)
        {
            return new(name, FindingState.Failed, e.Message, e.Advice);
        }
    }
}

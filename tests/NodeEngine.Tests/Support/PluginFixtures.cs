using System.Text.Json.Nodes;

namespace NodeEngine.Tests.Support;

/// <summary>A workspace with real plugins: those that the solution builds below tests/fixtures.</summary>
public sealed class PluginFixtures : IDisposable
{
    private static readonly string Built = Path.Combine(Repository.Folder, "tests", "fixtures", "plugins", "bin");

    private readonly TempFolder _folder = new();
    private readonly JsonArray _plugins = [];

    public string Folder => _folder.Path;

    /// <summary>Copies a plugin into the workspace, and returns the path of its dll.</summary>
    public string Copy(string name, params string[] without)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Built, name)).Where(file => !without.Contains(Path.GetFileName(file))))
        {
            _folder.Write($"{name}/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        return _folder[$"{name}/{name}.dll"];
    }

    /// <summary>Copies a plugin and names it in plugins.json.</summary>
    public PluginFixtures With(string id, string name, string? settings = null, bool enabled = true)
    {
        Copy(name);
        return Naming(id, $"{name}/{name}.dll", settings, enabled);
    }

    /// <summary>Names a path in plugins.json.</summary>
    public PluginFixtures Naming(string id, string path, string? settings = null, bool enabled = true)
    {
        var entry = new JsonObject { ["id"] = id, ["path"] = path };
        if (settings is not null)
        {
            entry["settings"] = JsonNode.Parse(settings);
        }

        if (!enabled)
        {
            entry["enabled"] = false;
        }

        _plugins.Add(entry);
        _folder.Write("plugins.json", new JsonObject { ["plugins"] = _plugins.DeepClone() }.ToJsonString());
        return this;
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>The sources that these tests were built from.</summary>
public static class Repository
{
    public static string Folder { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "NodeEngine.sln")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the sources."));
}

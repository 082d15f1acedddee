using NodeEngine.Catalog;
using NodeEngine.Plugins.Tests.Support;

namespace NodeEngine.Plugins.Tests.Models.Support;

/// <summary>A workspace of its own, with the shipped plugins.</summary>
internal sealed class TempWorkspace : IDisposable
{
    public TempWorkspace()
    {
        Folder = Directory.CreateTempSubdirectory("nodeengine-test-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "models"));
        var plugins = string.Join(",\n", ((string[])["Images", "OpenAI", "Gemini"]).Select(name =>
            $$"""{ "id": "{{name.ToLowerInvariant()}}", "path": "{{Workspace.Repository}}/plugins/bin/NodeEngine.Plugins.{{name}}/NodeEngine.Plugins.{{name}}.dll" }"""));
        File.WriteAllText(Path.Combine(Folder, "plugins.json"), $$"""{ "plugins": [ {{plugins}} ] }""");
    }

    public string Folder { get; }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    public string WriteModel(string name, string yaml) => Write($"models/{name}.yaml", yaml);

    public NodeCatalog Load() => NodeCatalog.Load(Folder);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

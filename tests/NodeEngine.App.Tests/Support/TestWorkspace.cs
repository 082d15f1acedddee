using System.Text;

namespace NodeEngine.App.Tests.Support;

/// <summary>A workspace in a folder of its own, with the shipped plugins, gone after the test.</summary>
public sealed class TestWorkspace : IDisposable
{
    private static readonly string[] Shipped = ["Basics", "Images", "OpenAI"];

    public TestWorkspace()
    {
        var plugins = Shipped.Select(name =>
            $$"""{ "id": "{{name.ToLowerInvariant()}}", "path": "{{Path.Combine(Repository.Root, "plugins", "bin", $"NodeEngine.Plugins.{name}", $"NodeEngine.Plugins.{name}.dll").Replace('\\', '/')}}" }""");
        Write("plugins.json", $$"""{ "plugins": [ {{string.Join(", ", plugins)}} ] }""");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("nodeengine-app-").FullName;

    /// <summary>A graph of one node that joins texts: nothing to pay, nothing to write.</summary>
    public const string Greeting = """
        {
          "format": 1,
          "inputs": { "name": { "type": "text", "default": "world" } },
          "nodes": { "greet": { "type": "text.template", "inputs": { "template": "Hello {who}!", "who": { "input": "name" } } } },
          "outputs": { "greeting": { "link": "greet.text" } }
        }
        """;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>The files below a folder, as relative paths in order, but for those of the store.</summary>
    public IEnumerable<string> Files(string folder = ".") => Directory.Exists(PathOf(folder))
        ? Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(PathOf(folder), file).Replace('\\', '/')).Where(file => !file.StartsWith(".nodeengine/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        : [];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

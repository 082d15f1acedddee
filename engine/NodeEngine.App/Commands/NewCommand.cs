using System.CommandLine;
using System.Reflection;
using System.Text;
using System.Text.Json;
using NodeEngine.App.Output;
using NodeEngine.Graphs;

namespace NodeEngine.App.Commands;

/// <summary>Makes a workspace that runs at once: plugins.json, an example graph with its pictures, and what is needed to go on.</summary>
internal sealed class NewCommand : Command
{
    private const string Schema = "graphs/graph.schema.json";
    private const string Example = "graphs/product-hero.json";

    private static readonly (string Path, string Meaning)[] Files =
    [
        (Workspace.FileName, "the plugins to load"),
        ("api_keys.example.yaml", "where keys go, line by line"),
        (".gitignore", "keeps keys and pictures out of git"),
        (Schema, "lets editors complete node types and ports"),
        (Example, "a graph to start from"),
        ("graphs/samples/kettle.png", "its picture"),
        ("graphs/samples/logo.png", "its logo"),
    ];

    private readonly Argument<string> _folder = new("dir") { Description = "The folder; it is made if it is not there." };
    private readonly Option<bool> _json = GraphOptions.JsonOption();
    private readonly Terminal _terminal;

    public NewCommand(Terminal terminal)
        : base("new", "Make a workspace: plugins, an example graph with its pictures, and a place for keys. Overwrites nothing.")
    {
        _terminal = terminal;
        Add(_folder);
        Add(_json);
        this.WithExamples(
            ("nodeengine new my-graphs", "Make a workspace in a folder of its own."),
            ("nodeengine new .", "Make the current folder a workspace."));
        SetAction((parsed, _) => MakeAsync(parsed.GetValue(_folder)!, parsed.GetValue(_json)));
    }

    private async Task<int> MakeAsync(string named, bool json)
    {
        var folder = Path.GetFullPath(named);
        if (Workspace.Nearest(AppContext.BaseDirectory) is not { } home)
        {
            _terminal.Fail($"The plugins that come with NodeEngine are not at '{AppContext.BaseDirectory}' or above it.", "Run nodeengine from where it was built or unpacked.");
            return ExitCode.Failed;
        }

        if (Files.Where(file => Path.Exists(Path.Combine(folder, file.Path))).Select(file => file.Path).ToList() is { Count: > 0 } there)
        {
            _terminal.Fail($"'{named}' already has {string.Join(", ", there)}.", "Nothing was written. Choose another folder.");
            return ExitCode.WrongInput;
        }

        var written = new List<string>();
        try
        {
            foreach (var (path, _) in Files.Where(file => file.Path != Schema))
            {
                Write(folder, path, path == Workspace.FileName ? Plugins(home, folder) : Template(path), written);
            }

            var workspace = Workspace.Open(folder);
            await using (workspace.ConfigureAwait(false))
            {
                ProblemText.Write(workspace.Warnings, _terminal.Error);
                Write(folder, Schema, Encoding.UTF8.GetBytes(GraphSchema.Write(workspace.Catalog)), written);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            written.ForEach(File.Delete);
            _terminal.Fail($"A workspace cannot be made in '{named}': {e.Message}", "Choose another folder.");
            return ExitCode.WrongInput;
        }

        if (json)
        {
            Json.Write(_terminal, new NewShape(folder, [.. Files.Select(file => file.Path)]));
        }
        else
        {
            Tell(named);
        }

        return ExitCode.Done;
    }

    private static void Write(string folder, string path, byte[] content, List<string> written)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        WholeFile.Write(full, content);
        written.Add(full);
    }

    private static byte[] Template(string path)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(path) ?? throw new InvalidOperationException($"The template {path} is missing.");
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }

    /// <summary>Names the plugins that come with the program: by the way to them if the workspace lies beside them, else where they are.</summary>
    private static byte[] Plugins(string home, string folder)
    {
        using var shipped = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(home, Workspace.FileName)));
        var isInside = folder.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        var lines = shipped.RootElement.GetProperty("plugins").EnumerateArray().Select(plugin =>
        {
            var path = Path.GetFullPath(plugin.GetProperty("path").GetString()!, home);
            var shown = (isInside ? Path.GetRelativePath(folder, path) : path).Replace('\\', '/');
            return $$"""    { "id": "{{plugin.GetProperty("id").GetString()}}", "path": "{{JsonEncodedText.Encode(shown, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}" }""";
        });
        return Encoding.UTF8.GetBytes($$"""
            {
              "plugins": [
            {{string.Join(",\n", lines)}}
              ]
            }

            """.ReplaceLineEndings("\n"));
    }

    private void Tell(string named)
    {
        var screen = _terminal.Out;
        screen.Line($"Made a workspace in {screen.Bold(named)}:");
        Columns.Write([.. Files.Select(file => (IReadOnlyList<string>)["", file.Path, screen.Dim(file.Meaning)])], screen);
        screen.Line();
        screen.Line("Next:");
        if (named != ".")
        {
            screen.Line($"  cd {named}");
        }

        screen.Line($"  nodeengine run {Example} --sandbox");
        screen.Line($"  {screen.Dim("# with a key of your own:")}");
        screen.Line("  cp api_keys.example.yaml api_keys.yaml && chmod 600 api_keys.yaml");
        screen.Line($"  nodeengine run {Example}");
    }
}

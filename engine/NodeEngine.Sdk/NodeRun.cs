namespace NodeEngine.Sdk;

/// <summary>What one invocation is given: its inputs, progress, a folder for scratch files. There is nothing to look services up with.</summary>
public sealed class NodeRun
{
    private readonly NodeSpec _spec;
    private readonly Value?[] _inputs;
    private readonly INodeHost _host;
    private readonly int _invocation;

    internal INodeHost Host => _host;

    internal NodeRun(NodeSpec spec, Value?[] inputs, INodeHost host, int invocation)
    {
        _spec = spec;
        _inputs = inputs;
        _host = host;
        _invocation = invocation;
    }

    /// <summary>The inputs, in the order of the spec. Null where an optional input without default was left out.</summary>
    public ReadOnlySpan<Value?> Inputs => _inputs;

    /// <summary>The folder into which this run writes pictures and files. It may not exist yet.</summary>
    public string OutputFolder => _host.OutputFolder;

    /// <summary>A folder for scratch files, made when first asked for and removed after the run.</summary>
    public string TempFolder => _host.TempFolder;

    /// <summary>
    /// The path of a file to write, below <see cref="OutputFolder"/>; its folder is made. Nobody else in this run gets the same path.
    /// </summary>
    /// <param name="name">A relative path such as <c>web/hero.png</c>.</param>
    /// <param name="alsoBelow">Absolute folders below which an absolute <paramref name="name"/> may lie too, because somebody has allowed it. Default none.</param>
    /// <exception cref="NodeException">The name leads out of the folder, is no file name, or was taken by another node of this run.</exception>
    public string OutputFile(string name, IReadOnlyList<string>? alsoBelow = null)
    {
        var root = Path.GetFullPath(OutputFolder);
        if (alsoBelow is not null && Path.IsPathRooted(name))
        {
            root = alsoBelow.Select(Path.GetFullPath).FirstOrDefault(folder => Path.GetFullPath(name).StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                ?? throw new NodeException("output-outside", $"'{name}' lies in no folder that may be written to.", $"Write below the output folder, or below {string.Join(" or ", alsoBelow)}.");
            root = Path.TrimEndingDirectorySeparator(root);
        }
        else if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal) || name.EndsWith('/') || Path.IsPathRooted(name))
        {
            throw new NodeException("output-name", $"'{name}' is not a file name.", "Write a name such as web/hero.png.");
        }

        var path = Path.GetFullPath(name, root);
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new NodeException("output-outside", $"'{name}' leads out of the output folder.", "Write a path below it, and choose the folder with --out.");
        }

        if (!_host.TryClaim(path))
        {
            throw new NodeException("output-taken", $"Another node or an output of the graph already writes '{name}'.", "Give one of them another name.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>The input with this key.</summary>
    /// <typeparam name="T">The kind of value that the port takes, such as <see cref="TextValue"/>.</typeparam>
    /// <exception cref="ArgumentException">The spec has no such input.</exception>
    /// <exception cref="InvalidCastException">The input is of another kind, or was left out.</exception>
    public T Input<T>(string key)
        where T : Value =>
        Optional<T>(key) ?? throw new InvalidCastException($"Input '{key}' of {_spec.Type} was left out.");

    /// <summary>The input with this key, or null when it was left out.</summary>
    /// <typeparam name="T">The kind of value that the port takes.</typeparam>
    /// <exception cref="ArgumentException">The spec has no such input.</exception>
    /// <exception cref="InvalidCastException">The input is of another kind.</exception>
    public T? Optional<T>(string key)
        where T : Value
    {
        var index = _spec.InputIndex(key);
        return index < 0 ? throw new ArgumentException($"{_spec.Type} has no input '{key}'.", nameof(key)) : (T?)_inputs[index];
    }

    /// <summary>Tells how far the invocation is.</summary>
    /// <param name="fraction">From 0 (started) to 1 (done); values outside are taken as the nearer end.</param>
    /// <param name="message">A few words for people, or null.</param>
    public void Report(double fraction, string? message = null) => _host.Report(_invocation, Math.Clamp(fraction, 0, 1), message);

    /// <summary>Tells something that should be known although the node does not fail. It is shown during the run and in its report.</summary>
    /// <param name="code">A short name of the kind of warning, in lower case with hyphens.</param>
    /// <param name="message">What it is, as a sentence that names the value.</param>
    public void Warn(string code, string message) => _host.Warn(_invocation, code, message);
}

/// <summary>What the engine does for an invocation.</summary>
internal interface INodeHost
{
    string OutputFolder { get; }

    string TempFolder { get; }

    bool TryClaim(string path);

    void Report(int invocation, double fraction, string? message);

    void Warn(int invocation, string code, string message);
}

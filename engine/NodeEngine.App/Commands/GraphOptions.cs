using System.CommandLine;
using NodeEngine.Plans;

namespace NodeEngine.App.Commands;

/// <summary>The options of every command that takes a graph: what is set, what is wanted, where the workspace is, and who answers for the models.</summary>
internal sealed class GraphOptions
{
    private readonly Option<string[]> _set = new("--set")
    {
        HelpName = "name=value",
        Description = "Set a graph input; again for another. A picture or file is a path from the current folder, a list a JSON array.",
    };

    private readonly Option<string[]> _targets = new("--target")
    {
        HelpName = "output",
        Description = "Only this output of the graph and what it needs; again for another.",
    };

    private readonly Option<bool> _sandbox = new("--sandbox")
    {
        Description = "Send model calls to stand-ins inside the process: no key, no cost, placeholder pictures.",
    };

    private readonly Option<string?> _workspace = WorkspaceOption();

    public GraphOptions(Command command)
    {
        _set.Validators.Add(result =>
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var token in result.Tokens)
            {
                var (name, value) = Split(token.Value);
                if (value is null || name.Length == 0)
                {
                    result.AddError($"--set takes name=value, not '{token.Value}'.");
                }
                else if (!names.Add(name))
                {
                    result.AddError($"--set gives '{name}' twice.");
                }
            }
        });
        command.Add(_set);
        command.Add(_targets);
        command.Add(_sandbox);
        command.Add(_workspace);
    }

    /// <summary>The option of every command that needs a workspace.</summary>
    public static Option<string?> WorkspaceOption() => new("--workspace")
    {
        HelpName = "dir",
        Description = "The folder with plugins.json. Default: the nearest one upwards from the file, else from the current folder.",
    };

    /// <summary>The option of every command that programs may read.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Write the result as JSON." };

    public string? Workspace(ParseResult parsed) => parsed.GetValue(_workspace);

    public bool Sandbox(ParseResult parsed) => parsed.GetValue(_sandbox);

    /// <summary>What is set and wanted.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="workspace">Where pictures lie that are named by their content.</param>
    /// <param name="row">What is set beside it, and wins; null for nothing.</param>
    public PlanInputs Inputs(ParseResult parsed, Workspace workspace, IReadOnlyDictionary<string, string>? row = null)
    {
        var targets = parsed.GetValue(_targets);
        var inputs = new PlanInputs { Targets = targets is { Length: > 0 } ? targets : null, Stored = (blob, isMask) => workspace.Store.FindPicture(blob, isMask) };
        foreach (var setting in parsed.GetValue(_set) ?? [])
        {
            var (name, value) = Split(setting);
            inputs[name] = value!;
        }

        foreach (var (name, value) in row ?? new Dictionary<string, string>())
        {
            inputs[name] = value;
        }

        return inputs;
    }

    private static (string Name, string? Value) Split(string setting)
    {
        var at = setting.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (setting, null) : (setting[..at], setting[(at + 1)..]);
    }
}

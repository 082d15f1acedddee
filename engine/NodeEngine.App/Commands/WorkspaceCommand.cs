using System.CommandLine;
using NodeEngine.App.Output;

namespace NodeEngine.App.Commands;

/// <summary>A command that looks at a workspace. It fails in the same way wherever there is none.</summary>
internal abstract class WorkspaceCommand : Command
{
    private readonly Option<string?> _workspace = GraphOptions.WorkspaceOption();
    private readonly Option<bool> _json = GraphOptions.JsonOption();

    protected WorkspaceCommand(Terminal terminal, string name, string description)
        : base(name, description)
    {
        Terminal = terminal;
        Add(_workspace);
        Add(_json);
        SetAction((parsed, _) => RunAsync(parsed));
    }

    protected Terminal Terminal { get; }

    /// <summary>A file near which the workspace is looked for; null for the current folder.</summary>
    protected virtual string? Near(ParseResult parsed) => null;

    protected abstract int Run(Workspace workspace, ParseResult parsed);

    protected bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    private async Task<int> RunAsync(ParseResult parsed)
    {
        if (!Workspace.TryOpen(parsed.GetValue(_workspace), Near(parsed), out var workspace, out var problem))
        {
            if (IsJson(parsed))
            {
                Json.Write(Terminal, ProblemsShape.Of([problem]));
            }
            else
            {
                ProblemText.Write([problem], Terminal.Error);
            }

            return ExitCode.WrongInput;
        }

        await using (workspace.ConfigureAwait(false))
        {
            return Run(workspace, parsed);
        }
    }
}

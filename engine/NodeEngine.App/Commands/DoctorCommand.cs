using System.CommandLine;
using NodeEngine.App.Output;

namespace NodeEngine.App.Commands;

/// <summary>Looks whether everything is there that runs need.</summary>
internal sealed class DoctorCommand : Command
{
    private readonly Option<string?> _workspace = GraphOptions.WorkspaceOption();
    private readonly Option<bool> _json = GraphOptions.JsonOption();
    private readonly Terminal _terminal;

    public DoctorCommand(Terminal terminal)
        : base("doctor", "Look whether everything is there: .NET, plugins, native libraries, keys, folders to write into.")
    {
        _terminal = terminal;
        Add(_workspace);
        Add(_json);
        this.WithExamples(
            ("nodeengine doctor", "See what is wrong with this machine or workspace, and how to mend it."),
            ("nodeengine doctor --json", "Let another program read it."));
        SetAction((parsed, _) => LookAsync(parsed));
    }

    private async Task<int> LookAsync(ParseResult parsed)
    {
        List<Finding> findings = [Checkup.Runtime(), Checkup.DevelopmentKit(), Checkup.Pictures(), Checkup.Writable("temporary files", Path.GetTempPath())];
        if (Workspace.TryOpen(parsed.GetValue(_workspace), null, out var workspace, out var problem))
        {
            await using (workspace.ConfigureAwait(false))
            {
                findings.AddRange(Checkup.Of(workspace));
            }
        }
        else
        {
            findings.Add(new Finding("workspace", FindingState.Failed, problem.Message, problem.Suggestion));
        }

        findings.Add(Checkup.Writable("outputs", Path.GetFullPath("outputs")));
        if (parsed.GetValue(_json))
        {
            Json.Write(_terminal, DoctorShape.Of(findings));
        }
        else
        {
            Write(findings);
        }

        return findings.Exists(finding => finding.State == FindingState.Failed) ? ExitCode.Failed : ExitCode.Done;
    }

    private void Write(List<Finding> findings)
    {
        var screen = _terminal.Out;
        Columns.Write([.. findings.Select(finding => (IReadOnlyList<string>)
        [
            finding.State switch
            {
                FindingState.Good => screen.Green("ok"),
                FindingState.Note => screen.Yellow("note"),
                _ => screen.Red("failed"),
            },
            finding.Name,
            finding.Detail + (finding.Advice is null ? "" : " " + screen.Cyan(finding.Advice)),
        ])], screen);
    }
}

using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Sdk;

namespace NodeEngine.App.Commands;

/// <summary>Checks model descriptors as if they lay in the workspace.</summary>
internal sealed class ModelsCheckCommand : WorkspaceCommand
{
    private readonly Argument<string[]> _files = new("file") { Arity = ArgumentArity.OneOrMore, Description = "Descriptor files." };

    public ModelsCheckCommand(Terminal terminal)
        : base(terminal, "check", "Check model descriptors: form, defaults that fit, presets that are allowed, prices.")
    {
        Add(_files);
        this.WithExamples(
            ("nodeengine models check models/*.yaml", "Check the workspace's own models."),
            ("nodeengine models check mine.yaml --json", "Let another program read the problems."));
    }

    protected override string? Near(ParseResult parsed) => parsed.GetValue(_files)![0];

    protected override int Run(Workspace workspace, ParseResult parsed)
    {
        var files = parsed.GetValue(_files)!;
        var problems = files.SelectMany(workspace.Catalog.CheckModel).ToList();
        if (IsJson(parsed))
        {
            Json.Write(Terminal, ProblemsShape.Of(problems));
        }
        else
        {
            ProblemText.Write(problems, Terminal.Out);
            Terminal.Out.Writer.Flush();
            Terminal.Error.Line($"{ProblemText.Of(files.Length, "descriptor")} checked: {ProblemText.Count(problems)}.");
        }

        return problems.Exists(problem => problem.Severity == Severity.Error) ? ExitCode.WrongInput : ExitCode.Done;
    }
}

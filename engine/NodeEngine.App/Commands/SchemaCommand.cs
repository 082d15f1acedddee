using System.CommandLine;
using System.Text;
using NodeEngine.App.Output;
using NodeEngine.Graphs;
using NodeEngine.Models.Descriptors;

namespace NodeEngine.App.Commands;

/// <summary>Writes the JSON Schemas that editors complete graphs and descriptors with.</summary>
internal sealed class SchemaCommand : Command
{
    private readonly Option<string?> _workspace = GraphOptions.WorkspaceOption();
    private readonly Option<bool> _descriptors = new("--descriptors") { Description = "The schema of model descriptors instead of graphs." };
    private readonly Option<string?> _out = new("--out") { HelpName = "file", Description = "Write it into a file. Default: to standard output." };
    private readonly Terminal _terminal;

    public SchemaCommand(Terminal terminal)
        : base("schema", "Write the JSON Schema of graphs for the loaded plugins, so that editors complete node types and ports.")
    {
        _terminal = terminal;
        Add(_out);
        Add(_descriptors);
        Add(_workspace);
        this.WithExamples(
            ("nodeengine schema --out graph.schema.json", "Write it beside graphs that name it as their $schema."),
            ("nodeengine schema --descriptors --out model.schema.json", "Write the schema of model descriptors."));
        SetAction((parsed, _) => WriteAsync(parsed));
    }

    private async Task<int> WriteAsync(ParseResult parsed)
    {
        if (parsed.GetValue(_descriptors))
        {
            return Write(DescriptorSchema.Write(), parsed);
        }

        var beside = parsed.GetValue(_out) is { } file ? Workspace.Nearest(Path.GetDirectoryName(Path.GetFullPath(file))) : null;
        if (!Workspace.TryOpen(parsed.GetValue(_workspace) ?? beside, null, out var workspace, out var problem))
        {
            ProblemText.Write([problem], _terminal.Error);
            return ExitCode.WrongInput;
        }

        await using (workspace.ConfigureAwait(false))
        {
            ProblemText.Write(workspace.Warnings, _terminal.Error);
            return Write(GraphSchema.Write(workspace.Catalog), parsed);
        }
    }

    private int Write(string schema, ParseResult parsed)
    {
        if (parsed.GetValue(_out) is not { } file)
        {
            _terminal.Out.Writer.Write(schema);
            return ExitCode.Done;
        }

        try
        {
            WholeFile.Write(file, Encoding.UTF8.GetBytes(schema));
            _terminal.Error.Line($"Wrote {file}.");
            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _terminal.Fail($"'{file}' cannot be written: {e.Message}", "Choose another file with --out.");
            return ExitCode.WrongInput;
        }
    }
}

using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Graphs;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Sdk;

namespace NodeEngine.App.Commands;

/// <summary>Finds every mistake in graphs without running them.</summary>
internal sealed class CheckCommand : Command
{
    private const string SchemaEnding = ".schema.json";

    private readonly Argument<string[]> _files = new("graph") { Arity = ArgumentArity.OneOrMore, Description = "Graph files." };
    private readonly Option<bool> _json = GraphOptions.JsonOption();
    private readonly GraphOptions _options;
    private readonly Terminal _terminal;

    public CheckCommand(Terminal terminal)
        : base("check", "Find every mistake in graphs, with file, line and column, without running anything.")
    {
        _terminal = terminal;
        Add(_files);
        _options = new GraphOptions(this);
        Add(_json);
        this.WithExamples(
            ("nodeengine check graphs/*.json", "Check all graphs of a folder."),
            ("nodeengine check hero.json --set photo=kettle.jpg", "Check with an input that has no default."),
            ("nodeengine check hero.json --json", "Let another program read the problems."));
        SetAction((parsed, _) => CheckAsync(parsed));
    }

    private async Task<int> CheckAsync(ParseResult parsed)
    {
        // A shell that is asked for graphs/*.json names the schema beside the graphs too.
        var schemas = parsed.GetValue(_files)!.Where(file => file.EndsWith(SchemaEnding, StringComparison.OrdinalIgnoreCase)).ToList();
        var files = parsed.GetValue(_files)!.Where(file => !schemas.Contains(file)).ToArray();
        var problems = new List<Problem>();
        var workspaces = new Dictionary<string, Workspace>(StringComparer.Ordinal);
        try
        {
            foreach (var file in files)
            {
                if (Open(parsed, file, workspaces, problems) is { } workspace)
                {
                    problems.AddRange(Check(file, workspace, _options.Inputs(parsed, workspace), _options.Sandbox(parsed)));
                }
            }
        }
        finally
        {
            foreach (var workspace in workspaces.Values)
            {
                await workspace.DisposeAsync().ConfigureAwait(false);
            }
        }

        foreach (var schema in schemas)
        {
            _terminal.Error.Line($"{schema} is a schema and no graph: left out.");
        }

        Report(problems, files.Length, parsed.GetValue(_json));
        return problems.Exists(problem => problem.Severity == Severity.Error) ? ExitCode.WrongInput : ExitCode.Done;
    }

    /// <summary>Files may lie in different workspaces; each is loaded once, and told of once.</summary>
    private Workspace? Open(ParseResult parsed, string file, Dictionary<string, Workspace> open, List<Problem> problems)
    {
        if (Workspace.TryFind(_options.Workspace(parsed), file, out var problem) is not { } folder)
        {
            problems.Add(problem!);
            return null;
        }

        if (!open.TryGetValue(folder, out var workspace))
        {
            workspace = Workspace.Open(folder);
            open.Add(folder, workspace);
            problems.AddRange(workspace.Warnings);
        }

        return workspace;
    }

    private static IEnumerable<Problem> Check(string file, Workspace workspace, PlanInputs inputs, bool sandbox)
    {
        // Who calls nothing needs no caller, and a process that has one starts slower.
        if (!Plan.Create(Graph.Load(file), workspace.Catalog, inputs, out var plan, out var problems) || !plan.Providers.Any())
        {
            return problems;
        }

        using var models = new ModelCaller(workspace.AccessWithoutServer(sandbox));
        return problems.Concat(models.Check(plan).Where(problem => problem.Code != "key-missing").Select(problem =>
            // A key, a base URL or a day can change: only what no setting mends makes a graph wrong.
            sandbox ? problem : problem with { Severity = Severity.Warning }));
    }

    private void Report(List<Problem> problems, int files, bool json)
    {
        if (json)
        {
            Json.Write(_terminal, ProblemsShape.Of(problems));
            return;
        }

        ProblemText.Write(problems, _terminal.Out);
        _terminal.Out.Writer.Flush();
        _terminal.Error.Line($"{ProblemText.Of(files, "graph")} checked: {ProblemText.Count(problems)}.");
    }
}

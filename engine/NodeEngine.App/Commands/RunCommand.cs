using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Graphs;
using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.App.Commands;

/// <summary>Runs a graph and writes its pictures.</summary>
internal sealed class RunCommand : Command
{
    private readonly Argument<string> _graph = new("graph") { Description = "The graph file." };
    private readonly Option<bool> _json = GraphOptions.JsonOption();

    private readonly Option<string?> _out = new("--out")
    {
        HelpName = "dir",
        Description = "Where pictures are written. Default: outputs/<graph>/<run> in the current folder.",
    };

    private readonly Option<string?> _events = new("--events")
    {
        HelpName = "file",
        Description = "Write the course of the run into a file as JSON, one event a line.",
    };

    private readonly Option<string?> _inputs = new("--inputs")
    {
        HelpName = "file",
        Description = "Run once for each row: a JSON array of objects, or CSV whose first line names graph inputs. What a row leaves empty keeps its default. Pictures go to <out>/0001 and so on.",
    };

    private readonly GraphOptions _options;
    private readonly SpendingOptions _spending;
    private readonly Terminal _terminal;

    public RunCommand(Terminal terminal)
        : base("run", "Run a graph and write its pictures. What was made before is not made again, and never paid twice.")
    {
        _terminal = terminal;
        Add(_graph);
        _options = new GraphOptions(this);
        Add(_inputs);
        Add(_out);
        Add(_events);
        _spending = new SpendingOptions(this);
        Add(_json);
        Validators.Add(result =>
        {
            if (result.GetValue(_inputs) is not null && result.GetValue(_events) is not null)
            {
                result.AddError("--events follows one run, and --inputs makes many.");
            }
        });
        this.WithExamples(
            ("nodeengine run hero.json --sandbox", "Try it without a key and without cost."),
            ("nodeengine run hero.json --set subject=\"a blue teapot\" --out pictures", "Set an input, and say where the pictures go."),
            ("nodeengine run hero.json --budget 2.50", "Do not start if it may cost more than $2.50."),
            ("nodeengine run hero.json --inputs products.csv --budget 20 --budget-stop", "One run for each product, overnight, for at most $20."),
            ("nodeengine run hero.json --target thumbnail", "Make one output and only what it needs."),
            ("nodeengine run hero.json --json --events run.jsonl", "Let other programs read the result, and follow the run."));
        SetAction((parsed, _) => RunAsync(parsed));
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var file = parsed.GetValue(_graph)!;
        var isJson = parsed.GetValue(_json);
        if (!Workspace.TryOpen(_options.Workspace(parsed), file, out var workspace, out var problem))
        {
            return JobRunner.Refuse(_terminal, isJson, [problem]);
        }

        await using (workspace.ConfigureAwait(false))
        {
            var settings = _spending.Settings(parsed, _options.Sandbox(parsed));
            var found = new List<Problem>(workspace.Warnings);
            var run = RunId.New();
            var folder = Path.GetFullPath(parsed.GetValue(_out) ?? Path.Combine("outputs", Path.GetFileNameWithoutExtension(file), run));
            var graph = Graph.Load(file);
            if (parsed.GetValue(_inputs) is { } rows)
            {
                var batch = new BatchRunner(_terminal, workspace, settings, isJson);
                return await batch.RunAsync(graph, InputRows.Read(rows, found), row => _options.Inputs(parsed, workspace, row), run, folder, found).ConfigureAwait(false);
            }

            var job = await GraphJob.PrepareAsync(workspace, graph, _options.Inputs(parsed, workspace), settings, run, folder, found).ConfigureAwait(false);
            if (job is not null && !settings.IsSandbox && job.Plan.Providers.Any())
            {
                found.AddRange(workspace.Keys.Check(workspace.Catalog.Providers));
            }

            return await new JobRunner(_terminal, workspace, settings, isJson).RunAsync(job, found, parsed.GetValue(_events)).ConfigureAwait(false);
        }
    }
}

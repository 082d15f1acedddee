using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Graphs;
using NodeEngine.Models;
using NodeEngine.Plans;
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

    private readonly Option<bool> _force = new("--force") { Description = "Call models also after their last day." };

    private readonly GraphOptions _options;
    private readonly Terminal _terminal;

    public RunCommand(Terminal terminal)
        : base("run", "Run a graph and write its pictures. What was made before is not made again.")
    {
        _terminal = terminal;
        Add(_graph);
        _options = new GraphOptions(this);
        Add(_out);
        Add(_events);
        Add(_force);
        Add(_json);
        this.WithExamples(
            ("nodeengine run hero.json --sandbox", "Try it without a key and without cost."),
            ("nodeengine run hero.json --set subject=\"a blue teapot\" --out pictures", "Set an input, and say where the pictures go."),
            ("nodeengine run hero.json --target thumbnail", "Make one output and only what it needs."),
            ("nodeengine run hero.json --json --events run.jsonl", "Let other programs read the result, and follow the run."));
        SetAction((parsed, _) => RunAsync(parsed));
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var file = parsed.GetValue(_graph)!;
        if (!Workspace.TryOpen(_options.Workspace(parsed), file, out var workspace, out var problem))
        {
            return Refuse([problem], parsed);
        }

        await using (workspace.ConfigureAwait(false))
        {
            var found = new List<Problem>(workspace.Warnings);
            var isPlanned = Plan.Create(Graph.Load(file), workspace.Catalog, _options.Inputs(parsed), out var plan, out var problems);
            found.AddRange(problems);
            if (!isPlanned)
            {
                return Refuse(found, parsed);
            }

            var models = await workspace.ConnectAsync(plan!, _options.Sandbox(parsed), parsed.GetValue(_force)).ConfigureAwait(false);
            found.AddRange(models.Check(plan!));
            if (!_options.Sandbox(parsed) && plan!.Providers.Any())
            {
                found.AddRange(workspace.Keys.Check(workspace.Catalog.Providers));
            }

            var run = RunId.New();
            var folder = Path.GetFullPath(parsed.GetValue(_out) ?? Path.Combine("outputs", Path.GetFileNameWithoutExtension(file), run));
            if (plan!.WritesFiles && OutputFolder.Fault(folder) is { } unwritable)
            {
                found.Add(unwritable);
            }

            using var events = EventFile.Open(parsed.GetValue(_events), found);
            if (found.Exists(one => one.Severity == Severity.Error))
            {
                return Refuse(found, parsed);
            }

            ProblemText.Write(found, _terminal.Error);
            return await RunAsync(plan, workspace, models, run, folder, events, parsed).ConfigureAwait(false);
        }
    }

    private async Task<int> RunAsync(Plan plan, Workspace workspace, ModelCaller models, string run, string folder, EventFile? events, ParseResult parsed)
    {
        RunReport report;
        var view = LiveView.Create(_terminal.Error, plan.Nodes);
        await using (view.ConfigureAwait(false))
        {
            using var interruption = new Interruption(_terminal, () => view.Note("Stopping: nothing new starts, and paid calls on their way are waited for. Ctrl+C again leaves at once."));
            var options = new RunOptions
            {
                Run = run,
                OutputFolder = folder,
                OnEvent = what =>
                {
                    events?.Write(what);
                    view.On(what);
                },
            };
            report = await new GraphRunner(workspace.Store, models).RunAsync(plan, options, interruption.Token).ConfigureAwait(false);
        }

        using (report)
        {
            var outputs = OutputFiles.Write(report, folder);
            if (parsed.GetValue(_json))
            {
                Json.Write(_terminal, RunShape.Of(report, outputs, _options.Sandbox(parsed)));
            }
            else
            {
                RunText.WriteOutputs(report, outputs, _terminal.Out);
            }

            events?.Report(_terminal);
            return report.Status switch
            {
                RunStatus.Done => ExitCode.Done,
                RunStatus.Cancelled => ExitCode.Cancelled,
                _ => ExitCode.Failed,
            };
        }
    }

    private int Refuse(IReadOnlyCollection<Problem> problems, ParseResult parsed)
    {
        if (parsed.GetValue(_json))
        {
            Json.Write(_terminal, ProblemsShape.Of(problems));
        }
        else
        {
            ProblemText.Write(problems, _terminal.Error);
            _terminal.Error.Line($"Not run: {ProblemText.Count(problems)}.");
        }

        return ExitCode.WrongInput;
    }
}

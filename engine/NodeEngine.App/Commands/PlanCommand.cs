using System.CommandLine;
using NodeEngine.App.Output;
using NodeEngine.Graphs;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.App.Commands;

/// <summary>Tells what a run would do and cost, and pays nothing.</summary>
internal sealed class PlanCommand : Command
{
    private readonly Argument<string> _graph = new("graph") { Description = "The graph file." };
    private readonly Option<bool> _json = GraphOptions.JsonOption();
    private readonly GraphOptions _options;
    private readonly Terminal _terminal;

    public PlanCommand(Terminal terminal)
        : base("plan", "Tell what a run would do and what it would cost, without paying anything.")
    {
        _terminal = terminal;
        Add(_graph);
        _options = new GraphOptions(this);
        Add(_json);
        this.WithExamples(
            ("nodeengine plan hero.json", "See what is stored, what runs, and the price."),
            ("nodeengine plan hero.json --set subject=\"a blue teapot\"", "See what another input would cost."),
            ("nodeengine plan hero.json --json", "Let another program decide."));
        SetAction(PlanAsync);
    }

    private async Task<int> PlanAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var file = parsed.GetValue(_graph)!;
        if (!Workspace.TryOpen(_options.Workspace(parsed), file, out var workspace, out var problem))
        {
            return Refuse([problem], parsed);
        }

        await using (workspace.ConfigureAwait(false))
        {
            var found = new List<Problem>(workspace.Warnings);
            var isPlanned = Plan.Create(Graph.Load(file), workspace.Catalog, _options.Inputs(parsed, workspace), out var plan, out var problems);
            found.AddRange(problems);
            if (!isPlanned)
            {
                return Refuse(found, parsed);
            }

            var isSandbox = _options.Sandbox(parsed);
            using var models = new ModelCaller(workspace.AccessWithoutServer(isSandbox));

            // A key that is missing or a model that is over stops a run, and not the question what it would cost.
            found.AddRange(models.Check(plan!).Select(one => one with { Severity = Severity.Warning }));
            var forecast = await new GraphRunner(workspace.Store, models).ForecastAsync(plan!, null, cancellation).ConfigureAwait(false);
            found.AddRange(forecast.Warnings);
            if (parsed.GetValue(_json))
            {
                Json.Write(_terminal, PlanShape.Of(forecast, isSandbox, found));
            }
            else
            {
                ProblemText.Write(found, _terminal.Error);
                PlanText.Write(forecast, isSandbox, _terminal.Out);
            }

            return ExitCode.Done;
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
        }

        return ExitCode.WrongInput;
    }
}

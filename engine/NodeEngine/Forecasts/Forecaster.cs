using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.Forecasts;

/// <summary>How far a step came while a forecast was made.</summary>
/// <param name="HasOutputs">Its outputs are there.</param>
/// <param name="IsAddressed">It is known what its result is, though not the result.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="Ran">How long it ran, in milliseconds; null when it did not.</param>
internal readonly record struct Progress(bool HasOutputs, bool IsAddressed, NodeError? Error, double? Ran);

/// <summary>
/// Notes what would be paid while a run goes on that makes no paid call: what is free runs, as far as it must to know what is stored. What is left then
/// follows from the links alone.
/// </summary>
internal sealed class Forecaster(Plan plan, ResultStore store, RunOptions options, DateOnly day)
{
    private const int AfterShown = 10;

    private static readonly Ended NotSent = new(Outcome.Skipped, null, 0, null);

    private readonly ModelPrice?[] _noted = new ModelPrice?[plan.Steps.Length];
    private readonly Progress[] _progress = new Progress[plan.Steps.Length];

    /// <summary>The plan with everything left out that need not be made to know what is paid.</summary>
    public static Plan Narrow(Plan plan) =>
        new(plan.Graph, plan.PlannedFor, plan.Steps, plan.Links, [], [.. Enumerable.Range(0, plan.Steps.Length).Where(i => plan.Steps[i].Node is ModelNode)], plan.OutputSlots) { Inputs = plan.Inputs };

    /// <summary>A step that does more than compute is not run. If it is a model whose inputs are there, what it would cost is noted.</summary>
    public Ended Hold(int index, Address recipe, RunValues values)
    {
        var step = plan.Steps[index];
        if (step.Node is ModelNode model)
        {
            try
            {
                var fault = values.Gather(step, out var inputs);
                _noted[index] = ModelPrice.Of(model, recipe, inputs, fault, day, new EarlierCalls(store, step.Id, options.MayPayAgain(step.Id)));
            }
            catch (NodeException e)
            {
                _noted[index] = new ModelPrice([], [new Fault(e.Code, e.Message, e.Advice)]);
            }
            catch (IOException e)
            {
                _noted[index] = new ModelPrice([], [new Fault("file-unreadable", e.Message)]);
            }
        }

        return NotSent;
    }

    /// <summary>Takes over how far the steps came.</summary>
    public void Take(Func<int, Progress> progress)
    {
        for (var i = 0; i < _progress.Length; i++)
        {
            _progress[i] = progress(i);
        }
    }

    public Forecast Conclude()
    {
        var wanted = Wanted();
        var states = new ForecastState[_progress.Length];
        var after = new string[_progress.Length][];
        foreach (var i in NodeOrder.Of(plan.Links, _progress.Length, _ => { }))
        {
            (states[i], after[i]) = wanted[i] && !_progress[i].HasOutputs ? StateOf(i, states, after) : (ForecastState.Stored, []);
        }

        // Two nodes that make the same call make one.
        var seen = new HashSet<Address>();
        var nodes = new NodeForecast[_progress.Length];
        var warnings = new List<Problem>();
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = Conclude(i, states[i], after[i], seen, warnings);
        }

        return new Forecast
        {
            Nodes = nodes,
            Price = nodes.Aggregate(default(Price), (sum, node) => sum + (node.Price ?? default)),
            Providers = [.. plan.Steps.Where((_, i) => nodes[i].State != ForecastState.Stored).Select(step => (step.Node as ModelNode)?.Provider.Spec)
                .OfType<ProviderSpec>().DistinctBy(spec => spec.Id, StringComparer.Ordinal).OrderBy(spec => spec.Id, StringComparer.Ordinal)],
            Warnings = warnings,
            Ran = plan.Steps.Index().Where(step => _progress[step.Index].Ran is not null).ToDictionary(step => step.Item.Id, step => _progress[step.Index].Ran!.Value, StringComparer.Ordinal),
        };
    }

    /// <summary>The steps that something wanted needs: what is behind a result that is there is not.</summary>
    private bool[] Wanted()
    {
        var wanted = new bool[_progress.Length];
        var open = new Stack<int>(plan.Targets);
        while (open.TryPop(out var i))
        {
            if (wanted[i])
            {
                continue;
            }

            wanted[i] = true;
            if (!_progress[i].HasOutputs)
            {
                foreach (var source in plan.Links.From(i))
                {
                    open.Push(source);
                }
            }
        }

        return wanted;
    }

    private (ForecastState State, string[] After) StateOf(int index, ForecastState[] states, string[][] after)
    {
        var step = plan.Steps[index];
        if (_noted[index] is not null || _progress[index].IsAddressed || _progress[index].Error is not null)
        {
            return (ForecastState.Runs, []);
        }

        string[] waits = [];
        foreach (var source in plan.Links.From(index))
        {
            var more = states[source] switch
            {
                ForecastState.Unknown => after[source],
                ForecastState.Runs when plan.Steps[source].Spec.Purity != Purity.Pure || _progress[source].Error is not null => [plan.Steps[source].Id],
                _ => [],
            };

            // Long chains share one list.
            waits = waits.Length == 0 ? more : more.All(id => waits.Contains(id, StringComparer.Ordinal)) ? waits : [.. waits.Union(more, StringComparer.Ordinal).Take(AfterShown)];
        }

        // An effect runs whatever its inputs turn out to be.
        return (waits.Length > 0 && step.Spec.Purity != Purity.Effect ? ForecastState.Unknown : ForecastState.Runs, step.Spec.Purity == Purity.Effect ? [] : waits);
    }

    private NodeForecast Conclude(int index, ForecastState state, string[] after, HashSet<Address> seen, List<Problem> warnings)
    {
        var step = plan.Steps[index];
        var forecast = new NodeForecast(step.Id, step.Spec.Type, state, default(Price)) { Invocations = state == ForecastState.Stored ? 0 : 1, After = after };
        if (_progress[index].Error is { } error)
        {
            warnings.Add(Warning("node-fails", step, $"It fails: {error.Message}", error.Advice));
        }

        if (state == ForecastState.Stored || step.Node is not ModelNode model)
        {
            return forecast;
        }

        var price = _noted[index] ?? ModelPrice.Unknown(model, step, plan, day);
        foreach (var fault in price.Faults)
        {
            warnings.Add(Warning(fault.Code, step, $"It will fail before anything is sent: {fault.Message}", fault.Suggestion));
        }

        if (price.Faults.Count > 0)
        {
            return forecast;
        }

        var missing = price.Calls.Where(call => call.Recipe.IsNone || seen.Add(call.Recipe)).ToList();
        if (missing.Count == 0)
        {
            return forecast with { State = ForecastState.Stored, Invocations = 0 };
        }

        if (missing[0].Price is null)
        {
            warnings.Add(Warning("price-unknown", step, $"{step.Spec.Type} has no price list: what it costs is not in the forecast.", "Add 'prices' to its descriptor."));
            return forecast with { Price = null };
        }

        var sum = missing.Aggregate(default(Price), (sum, call) => sum + call.Price!.Value);
        return forecast with { Price = state == ForecastState.Unknown ? sum with { Low = 0 } : sum, PriceList = PriceEstimate.ListOf(model.Model, day)?.Id };
    }

    private Problem Warning(string code, Step step, string message, string? suggestion) =>
        new(code, message) { Severity = Severity.Warning, Where = step.Id, File = plan.Graph.File, Suggestion = suggestion };
}

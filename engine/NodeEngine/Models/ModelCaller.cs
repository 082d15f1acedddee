using NodeEngine.Plans;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>
/// Calls models, the same way for every provider: checks, adds the key, keeps the limits, sends, resends only what was certainly not done, reads the
/// answer, keeps the key out of every message. One caller serves all runs of a process.
/// </summary>
public sealed class ModelCaller : IDisposable
{
    /// <summary>A model that ends within as many days is warned of.</summary>
    private const int DaysOfWarning = 60;

    private readonly Func<ProviderSpec, ProviderAccess?> _accessTo;
    private readonly TimeProvider _clock;
    private readonly bool _isForced;
    private readonly CallLimitsByModel _limits;

    /// <summary>A caller.</summary>
    /// <param name="accessTo">
    /// How each provider is reached: <see cref="ApiKeys.AccessTo"/>, or <see cref="ProviderAccess.ToSandbox"/>. Asked at every call. Null: not at all.
    /// </param>
    /// <param name="clock">The clock for waits and for what day it is. Default: the system's.</param>
    /// <param name="isForced">True to call models also after their last day. Default false.</param>
    public ModelCaller(Func<ProviderSpec, ProviderAccess?> accessTo, TimeProvider? clock = null, bool isForced = false)
    {
        _accessTo = accessTo;
        _clock = clock ?? TimeProvider.System;
        _isForced = isForced;
        _limits = new CallLimitsByModel(_clock);
    }

    internal ModelSender Sender { get; } = new();

    /// <summary>Where answers are read.</summary>
    internal ReadingRoom Reading { get; } = new();

    internal TimeProvider Clock => _clock;

    /// <summary>
    /// What stands in the way of calling the models of a plan, or should be known: providers without a key or, in the sandbox, without a stand-in;
    /// models that are over, or soon will be.
    /// </summary>
    /// <param name="plan">The plan.</param>
    public IReadOnlyList<Problem> Check(Plan plan)
    {
        var problems = new List<Problem>();
        var written = new Lazy<Dictionary<string, Graphs.Position>>(() => plan.Graph.Nodes.ToDictionary(node => node.Id, node => node.Position, StringComparer.Ordinal));
        foreach (var step in plan.Steps)
        {
            if (step.Node is ModelNode model)
            {
                problems.AddRange(Check(model).Select(problem => problem with
                {
                    Where = step.Id,
                    File = plan.Graph.File,
                    Line = written.Value[step.Id].Line,
                    Column = written.Value[step.Id].Column,
                }));
            }
        }

        return problems;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sender.Dispose();
        Reading.Dispose();
        _limits.Dispose();
    }

    internal string EndpointOf(ModelNode node) => AccessTo(node)?.Endpoint ?? "";

    internal ProviderAccess? AccessTo(ModelNode node) => _accessTo(node.Provider.Spec);

    internal CallLimits LimitsOf(ModelNode node, ProviderAccess access) => _limits.Of(node.Model, access);

    private IEnumerable<Problem> Check(ModelNode node)
    {
        var provider = node.Provider.Spec;
        ProviderAccess? access = null;
        Problem? broken = null;
        try
        {
            access = AccessTo(node);
        }
        catch (NodeException e)
        {
            broken = new Problem(e.Code, e.Message) { Suggestion = e.Advice };
        }

        if (broken is not null)
        {
            yield return broken;
            yield break;
        }

        if (access is null)
        {
            yield return new Problem("sandbox-missing", $"There is no stand-in for {provider.Name}.") { Suggestion = "Run it with a key, without --sandbox." };
        }
        else if (access is { Key: null, BaseUrl.IsLoopback: false })
        {
            yield return new Problem("key-missing", $"{node.Spec.Type} needs a key of {provider.Name}.")
            {
                Suggestion = $"Add the line {ApiKeys.LineFor(provider)}: … to {ApiKeys.FileName}, or set {ApiKeys.VariableFor(provider)}; or try the graph without a key and without cost: --sandbox.",
            };
        }

        // What a stand-in serves, and until when, is its own business.
        if (access is { Endpoint: not ProviderAccess.Sandbox } && CheckLifecycle(node.Model) is { } late)
        {
            yield return late;
        }
    }

    private Problem? CheckLifecycle(ModelSpec model)
    {
        var life = model.Lifecycle;
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        var instead = life.Replacement is { } other ? $"Use {model.Provider}.{other}" : "Use another model";
        if (life.IsOver(today))
        {
            return new Problem("model-over", $"{model.NodeType} is not served since {life.Shutdown:yyyy-MM-dd}.")
            {
                Severity = _isForced ? Severity.Warning : Severity.Error,
                Suggestion = _isForced ? null : $"{instead}; --force sends the call all the same, and --sandbox tries it without cost.",
            };
        }

        var message = (life.Shutdown?.DayNumber - today.DayNumber) switch
        {
            <= 0 => $"{model.NodeType} may not be served any more: sources disagree whether it ended on {life.Shutdown:yyyy-MM-dd}.",
            <= DaysOfWarning and var days => $"{model.NodeType} ends in {days} {(days == 1 ? "day" : "days")}, on {life.Shutdown:yyyy-MM-dd}{(life.IsUncertain ? ", as far as is known" : "")}.",
            _ => null,
        };
        return message is null ? null : new Problem("model-ends", message) { Severity = Severity.Warning, Suggestion = $"{instead}." };
    }
}

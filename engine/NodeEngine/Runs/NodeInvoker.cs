using System.Diagnostics;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Recipes;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>How one invocation ended. Pictures among the outputs are held for whoever takes them.</summary>
internal readonly record struct Ended(Outcome Outcome, Value[]? Outputs, double Milliseconds, NodeError? Error);

/// <summary>Makes one invocation: looks for a stored result, gathers inputs, runs the node, checks and stores what it returns.</summary>
internal sealed class NodeInvoker(ResultStore store, ModelSession? models, RunValues values, RunHost host, Handover handover, RecipeBook? recipes)
{
    /// <summary>The stored result of a step, or null.</summary>
    public Ended? Stored(Step step, Address recipe)
    {
        var outputs = step.Node is ModelNode model && models is not null
            ? models.Stored(model, step.Id, recipe, values.Count(step, model))
            : store.Get(recipe, step.HasPictures);
        return outputs is null ? null : new Ended(Outcome.Stored, outputs, 0, null);
    }

    /// <summary>Runs a step whose inputs are all there. Whatever goes wrong is in the result.</summary>
    public ValueTask<Ended> InvokeAsync(Step step, int index, Address recipe, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (values.Gather(step, out var inputs) is { } fault)
            {
                return new(new Ended(Outcome.Failed, null, 0, fault));
            }

            if (host.IsHeard)
            {
                host.Tell(new RunEvent.NodeStarted(step.Id));
            }

            var run = new NodeRun(step.Spec, inputs, host, index);
            if (step.Spec.Purity == Purity.Sampled)
            {
                return CallAsync(step, index, recipe, run, started, cancellation);
            }

            var running = step.Node.RunAsync(run, cancellation);
            return running.IsCompletedSuccessfully
                ? new(Accept(step, index, recipe, running.Result, started, cancellation))
                : AwaitAsync(step, index, recipe, running, started, cancellation);
        }
        catch (Exception e)
        {
            return new(Fail(e, started, cancellation));
        }
    }

    /// <summary>A failure that did not come from a node, such as a file that cannot be read for its address.</summary>
    public static Ended Fail(Exception e) => new(Outcome.Failed, null, 0, Explain(e));

    private static Ended Fail(Exception e, long started, CancellationToken cancellation)
    {
        var milliseconds = Milliseconds(started);
        return e switch
        {
            // A timeout of the node's own is a failure, not our cancellation.
            OperationCanceledException when cancellation.IsCancellationRequested => new(Outcome.Cancelled, null, milliseconds, null),
            NodeException { Code: ModelErrors.OutcomeUnknown } => new(Outcome.Unknown, null, milliseconds, Explain(e)),
            _ => new(Outcome.Failed, null, milliseconds, Explain(e)),
        };
    }

    private static double Milliseconds(long started) => Stopwatch.GetElapsedTime(started).TotalMilliseconds;

    private static Value[] Unpack(Step step, NodeOutputs returned)
    {
        var ports = step.Spec.Outputs;
        if (returned.Count != ports.Count)
        {
            throw new NodeException("node-outputs", $"The node returned {returned.Count} outputs and has {ports.Count}.", "This is a fault of the plugin.");
        }

        var outputs = new Value[ports.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = returned[i] ?? throw new NodeException("node-returned-null", $"The node returned nothing for '{ports[i].Key}'.", "This is a fault of the plugin.");
            if (!PortCheck.IsOf(outputs[i], ports[i].Type))
            {
                throw new NodeException(
                    "node-outputs", $"The node returned {PortCheck.Show(outputs[i])} for '{ports[i].Key}', which is {PortCheck.Article(ports[i].Type)}.", "This is a fault of the plugin.");
            }
        }

        if (step.HasPictures)
        {
            Pictures.Each(outputs, ThrowIfFreed);
        }

        return outputs;
    }

    private static void ThrowIfFreed(ImageValue image)
    {
        if (image.IsFreed)
        {
            throw new NodeException("node-outputs", "The node returned a picture whose pixels were freed after an earlier run.", "This is a fault of the plugin: it must make its pictures anew.");
        }
    }

    private static NodeError Explain(Exception e) => e switch
    {
        NodeException known => new(known.Code, known.Message, known.Advice),
        StoreException known => new(known.Code, known.Message, known.Advice),
        OperationCanceledException => new("node-timeout", "The node gave up waiting, though the run was not cancelled.", null),
        _ => new("node-threw", $"{e.GetType().Name}: {e.Message}", "This may be a fault of the plugin."),
    };

    private async ValueTask<Ended> AwaitAsync(Step step, int index, Address recipe, ValueTask<NodeOutputs> running, long started, CancellationToken cancellation)
    {
        try
        {
            return Accept(step, index, recipe, await running.ConfigureAwait(false), started, cancellation);
        }
        catch (Exception e)
        {
            return Fail(e, started, cancellation);
        }
    }

    /// <summary>A Sampled step is made once, however many ask for it at the same time; calls of models see to that themselves, one by one.</summary>
    private async ValueTask<Ended> CallAsync(Step step, int index, Address recipe, NodeRun run, long started, CancellationToken cancellation)
    {
        try
        {
            var isPaid = step.Node is ModelNode && models is not null;
            var (outputs, isNew) = isPaid
                ? await models!.CallAsync((ModelNode)step.Node, step.Id, index, recipe, run, cancellation).ConfigureAwait(false)
                : await store.CallOnceAsync(recipe, async () => Unpack(step, await step.Node.RunAsync(run, cancellation).ConfigureAwait(false)), step.HasPictures, cancellation).ConfigureAwait(false);
            if (isPaid)
            {
                Pictures.Hold(outputs);
            }

            if (isNew && !isPaid && store.IsDurable)
            {
                store.Keep(recipe, step.Spec.Type, outputs, ResultKind.Sampled);
            }

            return new Ended(isNew ? Outcome.Ran : Outcome.Stored, outputs, Milliseconds(started), null);
        }
        catch (Exception e)
        {
            return Fail(e, started, cancellation);
        }
    }

    // Apart, because what the lambda captures would be allocated for every node, with pictures or without.
    private static void Settle(Value[] outputs, CancellationToken cancellation) => Pictures.Each(outputs, image => image.Settle(cancellation));

    private Ended Accept(Step step, int index, Address recipe, NodeOutputs returned, long started, CancellationToken cancellation)
    {
        var outputs = Unpack(step, returned);
        var isPassedOn = false;
        if (step.HasPictures)
        {
            isPassedOn = handover.IsToOne(index);
            if (!isPassedOn)
            {
                Settle(outputs, cancellation);
            }

            Pictures.Hold(outputs);
        }

        var milliseconds = Milliseconds(started);
        if (step.Spec.Purity == Purity.Effect)
        {
            recipes?.AddTo(step, outputs, host.OutputFolder);
        }
        else if (!(isPassedOn && Pictures.AreDeferred(outputs)))
        {
            // What is calculated together with the next node is never there by itself: there is nothing to store.
            store.Put(recipe, outputs, step.HasPictures);
            if (store.IsDurable && ResultStore.IsWorthKeeping(milliseconds, 0) && ResultStore.IsWorthKeeping(milliseconds, Pictures.BytesToKeep(outputs)))
            {
                store.Keep(recipe, step.Spec.Type, outputs, ResultKind.Pure);
            }
        }

        return new Ended(Outcome.Ran, outputs, milliseconds, null);
    }
}

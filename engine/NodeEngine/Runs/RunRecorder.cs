using System.Text;
using System.Text.Json.Nodes;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Recipes;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>Writes down a run in a store on disk: what it is about when it begins, what came of it when it ends; and keeps what the graph shows as outputs.</summary>
internal sealed class RunRecorder(Plan plan, ResultStore store, RunOptions options, ModelCaller? models)
{
    private StoreFolder Folder => store.Paid;

    /// <summary>Whether the models of a plan are stand-ins.</summary>
    public static bool IsSimulated(Plan plan, ModelCaller? models)
    {
        if (models is null)
        {
            return false;
        }

        foreach (var step in plan.Steps)
        {
            if (step.Node is ModelNode model)
            {
                try
                {
                    return models.EndpointOf(model) == ProviderAccess.Sandbox;
                }
                catch (NodeException)
                {
                    // Keys that cannot be read fail the nodes that need them.
                    return false;
                }
            }
        }

        return false;
    }

    public Task BeginAsync()
    {
        var run = new RunRecord
        {
            Run = options.Run,
            Status = "running",
            Name = plan.Graph.Name,
            File = plan.Graph.File is { } file ? Path.GetFullPath(file) : null,
            Folder = plan.Graph.Folder,
            Graph = Encoding.UTF8.GetString(plan.Graph.Source.Span),
            Inputs = plan.PlannedFor.ToJson(),
            Started = Folder.Clock.GetUtcNow(),
            IsSimulated = IsSimulated(plan, models),
        };
        return Folder.Index.WriteAsync(writer => RunTable.Begin(writer, run, Folder.Owners.Me));
    }

    /// <summary>Keeps the results of Pure nodes that are shown as outputs.</summary>
    public NodeError? Keep(RunValues values, StepStates states)
    {
        try
        {
            var shown = plan.Outputs.Select(output => output.Binding.Step).Where(step => step >= 0).Distinct().Where(step => plan.Steps[step].Spec.Purity == Purity.Pure);
            Parallel.ForEach(shown, new ParallelOptions { MaxDegreeOfParallelism = options.ProcessorSlots }, index =>
            {
                var step = plan.Steps[index];
                if (states.RecipeOf(index) is { IsNone: false } recipe && values.Of(step) is { } outputs)
                {
                    store.Keep(recipe, step.Spec.Type, outputs, ResultKind.Pure);
                }
            });
            KeepOutside();
            return null;
        }
        catch (AggregateException e) when (e.InnerException is IOException or NodeException)
        {
            return NodeInvoker.Fail(e.InnerException).Error;
        }
    }

    /// <summary>Waits until all is on disk, and writes down how the run ended.</summary>
    public async Task<NodeError?> EndAsync(RunReport report)
    {
        NodeError? error = null;
        try
        {
            await store.FlushAsync().ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            error = NodeInvoker.Fail(e).Error;
        }

        try
        {
            var nodes = RunTable.Write(report.Nodes.Select(node => new RecordedNode(node.Id, node.Type, Word(node.Outcome), node.Milliseconds, node.PriceUsd, node.Error)));
            var outputs = new JsonObject(report.Outputs.Select(output => KeyValuePair.Create(output.Key, Write(output.Value)))).ToJsonString();
            Failpoint.Pass("run-ending");
            await Folder.Index.WriteAsync(writer => RunTable.End(
                writer, report.Run, Word(report.Status), Folder.Clock.GetUtcNow(), report.Duration.TotalMilliseconds, report.PriceUsd, nodes, outputs)).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            error ??= NodeInvoker.Fail(e).Error;
        }

        return error;
    }

    /// <summary>Keeps copies of pictures from outside the graph's folder, so that the recipes which name them by content can be run again.</summary>
    private void KeepOutside()
    {
        foreach (var (content, path) in options.WritesRecipes ? GraphNote.Outside(plan) : [])
        {
            try
            {
                store.Keep(content, "outside", [ImageValue.FromFile(path)], ResultKind.Pure);
            }
            catch (NodeException)
            {
                // It is no picture, and what reads it has said so if it wanted one.
            }
        }
    }

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();

    private JsonNode? Write(Value value) => value switch
    {
        ListValue list => new JsonArray([.. list.Items.Select(Write)]),
        ImageValue image => store.BlobOf(image)?.ToString(),
        IntegerValue integer => integer.Number,
        NumberValue number => number.Number,
        BooleanValue boolean => boolean.IsTrue,
        _ => value.ToString(),
    };
}

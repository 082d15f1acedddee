using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.Forecasts;

/// <summary>A call that is not stored.</summary>
/// <param name="Recipe">What identifies its result; none when that is not known yet.</param>
/// <param name="Price">What it costs; null without a price list.</param>
internal readonly record struct PricedCall(Address Recipe, Price? Price);

/// <summary>What the calls of one model node would cost.</summary>
/// <param name="Calls">Those that are not stored.</param>
/// <param name="Faults">Why none of them would be sent.</param>
internal sealed record ModelPrice(IReadOnlyList<PricedCall> Calls, IReadOnlyList<Fault> Faults)
{
    /// <summary>The length of a prompt that is not known yet, in characters.</summary>
    private const int UnknownPrompt = 4000;

    /// <summary>The pixels of a picture that is not known yet: from here on pictures do not get dearer.</summary>
    private const long UnknownPixels = 4 << 20;

    /// <summary>The price of a node whose inputs are all there.</summary>
    public static ModelPrice Of(ModelNode node, Address all, Value?[] inputs, NodeError? fault, DateOnly day, EarlierCalls earlier)
    {
        if (fault is not null)
        {
            return new ModelPrice([], [new Fault(fault.Code, fault.Message, fault.Advice)]);
        }

        var faults = node.Faults(i => new KnownInput(true, inputs[i])).Select(found => found.Fault).ToList();
        if (faults.Count > 0)
        {
            return new ModelPrice([], faults);
        }

        var count = node.CountIndex >= 0 && inputs[node.CountIndex] is IntegerValue number ? (int)number.Number : 1;
        var missing = node.Calls(all, count).Select(call => (Call: call, Earlier: earlier.Find(call.Recipe))).Where(call => !call.Earlier.IsStored).ToList();
        var pixels = Pictures(node, inputs);
        return new ModelPrice(
            [.. missing.Select(call => new PricedCall(call.Call.Recipe, Price(node, inputs, pixels, call.Call.Count, day)))],
            [.. missing.Select(call => call.Earlier.Fault).OfType<Fault>().Take(1)]);
    }

    /// <summary>The price of a node some of whose inputs are not there before others ran.</summary>
    public static ModelPrice Unknown(ModelNode node, Step step, Plan plan, DateOnly day)
    {
        var inputs = Array.ConvertAll(step.Inputs, binding => binding.Constant);
        var count = node.CountIndex < 0 ? 1 : inputs[node.CountIndex] is IntegerValue number ? (int)number.Number : node.Model.MaxCount;
        var pixels = Pictures(node, inputs);
        foreach (var key in (string[])["image", "references"])
        {
            if (node.Spec.InputIndex(key) is >= 0 and var index)
            {
                pixels = [.. pixels, .. Enumerable.Repeat(UnknownPixels, PicturesBehind(step.Inputs[index], node, plan))];
            }
        }

        return new ModelPrice([.. node.Calls(default, count).Select(call => new PricedCall(default, Price(node, inputs, pixels, call.Count, day)))], []);
    }

    private static Price? Price(ModelNode node, Value?[] inputs, IReadOnlyList<long> pixels, int count, DateOnly day)
    {
        string? Input(string key) => node.Spec.InputIndex(key) is >= 0 and var index ? inputs[index]?.ToString() : null;
        return PriceEstimate.Of(node.Model, day, Input, Input("prompt")?.Length ?? UnknownPrompt, pixels, count);
    }

    /// <summary>The pixels of the input pictures that are there.</summary>
    private static IReadOnlyList<long> Pictures(ModelNode node, Value?[] inputs)
    {
        var pixels = new List<long>();
        foreach (var key in (string[])["image", "references"])
        {
            if (node.Spec.InputIndex(key) is >= 0 and var index)
            {
                Results.Pictures.Each(inputs[index], image => pixels.Add((long)image.Width * image.Height));
            }
        }

        return pixels;
    }

    /// <summary>How many pictures come along links.</summary>
    private static int PicturesBehind(in Binding binding, ModelNode node, Plan plan)
    {
        if (binding.Items is { } items)
        {
            var sum = 0;
            foreach (ref readonly var item in items.AsSpan())
            {
                sum += item.Step >= 0 ? 1 : 0;
            }

            return sum;
        }

        if (binding.Step < 0)
        {
            return 0;
        }

        var source = plan.Steps[binding.Step];
        var port = source.Spec.Outputs[binding.Output - source.FirstOutput];
        return port.Type.Item is null ? 1
            : source.Node is ModelNode model ? model.CountIndex < 0 ? 1 : source.Inputs[model.CountIndex].Constant is IntegerValue count ? (int)count.Number : model.Model.MaxCount
            : node.Model.References?.Max ?? 1;
    }
}

using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>What flows along the links of one run: the values of all outputs and their addresses, and from them the addresses and inputs of steps.</summary>
internal sealed class RunValues(Plan plan, ResultStore store, ModelCaller? models, bool[]? fresh)
{
    private const int OnStack = 16;

    private readonly Value?[] _values = new Value?[plan.OutputSlots];

    // Only pictures have addresses of their own; those of other values are kept in the values.
    private readonly Address[] _addresses = new Address[Array.Exists(plan.Steps, step => Array.IndexOf(step.ByRecipe, true) >= 0) ? plan.OutputSlots : 0];

    public static void HoldConstants(Step step)
    {
        foreach (var input in step.Inputs)
        {
            Pictures.Each(input.Constant, image => image.TryHoldToRead());
        }
    }

    public static void ReleaseConstants(Step step)
    {
        foreach (var input in step.Inputs)
        {
            Pictures.Each(input.Constant, image => image.Release());
        }
    }

    /// <summary>
    /// What identifies the result of a step: its signature and the addresses of its inputs. False when the step is Sampled, so that the content of
    /// its pictures counts, and the content of one is not known before it is made.
    /// </summary>
    public bool TryAddress(Step step, out Address recipe)
    {
        recipe = default;
        var inputs = step.Inputs;
        Span<Address> addresses = inputs.Length < OnStack ? stackalloc Address[OnStack] : new Address[inputs.Length + 1];
        addresses = addresses[..(inputs.Length + 1)];
        addresses[0] = step.Signature;
        var byContent = step.Spec.Purity == Purity.Sampled;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!TryAddress(inputs[i], byContent, out addresses[i + 1]))
            {
                return false;
            }
        }

        recipe = step.Node is ModelNode model && models is not null
            ? model.Address(models.EndpointOf(model), addresses[1..])
            : Address.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(addresses));
        return true;
    }

    /// <summary>How many pictures a model is asked for. All its sources must be addressed.</summary>
    public int Count(Step step, ModelNode model) =>
        model.CountIndex >= 0 && Value(step.Inputs[model.CountIndex]) is IntegerValue count ? (int)Math.Clamp(count.Number, 1, model.Model.MaxCount) : 1;

    /// <summary>The inputs of a step, converted and checked. All its sources must have their values.</summary>
    public NodeError? Gather(Step step, out Value?[] inputs)
    {
        inputs = new Value?[step.Inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            ref readonly var binding = ref step.Inputs[i];
            var value = Value(binding);
            if (value is not null && binding.Check is { } port && PortCheck.Fault(value, port) is { } fault)
            {
                return new NodeError(fault.Code, $"Input '{step.Spec.Inputs[i].Key}': {fault.Message}", fault.Suggestion);
            }

            inputs[i] = value;
        }

        return null;
    }

    /// <summary>Gives the outputs of a step their addresses before it has run.</summary>
    public void Publish(Step step, Address recipe)
    {
        for (var i = 0; i < step.ByRecipe.Length; i++)
        {
            _addresses[step.FirstOutput + i] = OfOutput(step, i, recipe);
        }
    }

    /// <summary>The outputs of a step are there. They are freed by <see cref="Free"/>.</summary>
    public void Put(Step step, Value[] outputs, Address recipe)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            _values[step.FirstOutput + i] = outputs[i];
            if (step.ByRecipe[i])
            {
                _addresses[step.FirstOutput + i] = OfOutput(step, i, recipe);
            }
        }
    }

    /// <summary>The outputs of a step, or null when they are not there.</summary>
    public Value[]? Of(Step step)
    {
        var values = _values.AsSpan(step.FirstOutput, step.ByRecipe.Length);
        return values.Length == 0 || values.Contains(null) ? null : [.. values!];
    }

    /// <summary>Nobody reads the outputs of a step any more.</summary>
    public void Free(Step step)
    {
        var values = _values.AsSpan(step.FirstOutput, step.ByRecipe.Length);
        foreach (var value in values)
        {
            Pictures.Each(value, image => image.Release());
        }

        values.Clear();
    }

    /// <summary>Nobody reads anything any more.</summary>
    public void FreeAll()
    {
        foreach (var step in plan.Steps)
        {
            Free(step);
        }
    }

    /// <summary>The graph outputs that are there.</summary>
    public OrderedDictionary<string, Value> Outputs()
    {
        var outputs = new OrderedDictionary<string, Value>(StringComparer.Ordinal);
        foreach (var output in plan.Outputs)
        {
            if (Value(output.Binding) is { } value)
            {
                outputs.Add(output.Name, value);
            }
        }

        return outputs;
    }

    private Value? Value(Binding binding)
    {
        Value? value;
        if (binding.Items is { } items)
        {
            var values = new Value[items.Length];
            for (var i = 0; i < values.Length; i++)
            {
                if (Value(items[i]) is not { } item)
                {
                    return null;
                }

                values[i] = item;
            }

            value = new ListValue(values);
        }
        else
        {
            value = binding.Step < 0 ? binding.Constant : _values[binding.Output];
        }

        return value is null || binding.ConvertTo is null ? value : PortCheck.Convert(value, binding.ConvertTo) ?? value;
    }

    private bool TryAddress(in Binding binding, bool byContent, out Address address)
    {
        address = default;
        if (binding.Items is { } items)
        {
            var list = new ListAddress(items.Length);
            for (var i = 0; i < items.Length; i++)
            {
                if (!TryAddress(items[i], byContent, out var item))
                {
                    return false;
                }

                list.Set(i, item);
            }

            address = list.ToAddress();
            return true;
        }

        if (binding.Step < 0)
        {
            address = binding.Constant?.Address ?? default;
            return true;
        }

        address = _addresses.Length > 0 ? _addresses[binding.Output] : default;
        if (address.IsNone)
        {
            // Addressed by content; a step whose source has no value yet is not asked.
            address = Value(binding)!.Address;
            return true;
        }

        if (byContent && !TryContent(binding, ref address))
        {
            return false;
        }

        if (binding.Wraps)
        {
            var list = new ListAddress(1);
            list.Set(0, address);
            address = list.ToAddress();
        }

        return true;
    }

    private bool TryContent(in Binding binding, ref Address address)
    {
        if ((fresh is null || !fresh[binding.Step]) && store.TryGetContent(address, out var content))
        {
            address = content;
            return true;
        }

        if (_values[binding.Output] is not { } value)
        {
            return false;
        }

        content = value.Address;
        store.PutContent(address, content);
        address = content;
        return true;
    }

    private static Address OfOutput(Step step, int output, Address recipe)
    {
        if (step.ByRecipe.Length == 1)
        {
            return recipe;
        }

        Span<Address> both = [recipe, new TextValue(step.Spec.Outputs[output].Key).Address];
        return Address.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(both));
    }
}

using NodeEngine.Graphs;
using NodeEngine.Results;

namespace NodeEngine.Plans;

/// <summary>Makes the plan of a graph in which nothing is wrong: only what is needed, numbered through.</summary>
internal static class PlanAssembly
{
    public static Plan Assemble(Graph graph, PlanInputs inputs, NodeBinder bound, Links written, IReadOnlyList<PlannedOutput> planned, IReadOnlyList<int> effects)
    {
        // A bypassed node is not run, so what is needed is read from the bindings once more.
        var position = new int[bound.Nodes.Length];
        Array.Fill(position, -1);
        var needed = new bool[bound.Nodes.Length];
        var open = new Stack<int>(effects);
        foreach (var output in planned)
        {
            output.Binding.PushSteps(open);
        }

        while (open.TryPop(out var i))
        {
            if (!needed[i])
            {
                needed[i] = true;
                foreach (ref readonly var binding in bound.Bindings[i].AsSpan())
                {
                    binding.PushSteps(open);
                }
            }
        }

        var all = new Step[needed.AsSpan().Count(true)];
        var count = 0;
        for (var i = 0; i < needed.Length; i++)
        {
            if (needed[i])
            {
                position[i] = count;
                all[count++] = Make(graph, bound, i);
            }
        }

        var slots = 0;
        foreach (var step in all)
        {
            step.FirstOutput = slots;
            slots += step.Spec.Outputs.Count;
        }

        foreach (var step in all)
        {
            foreach (ref var binding in step.Inputs.AsSpan())
            {
                binding = binding.At(position, all);
            }
        }

        // Where every node is a step, the steps take from one another as it is written.
        var links = all.Length == bound.Nodes.Length ? written : Links.Of(all);
        for (var i = 0; i < all.Length; i++)
        {
            foreach (var source in links.From(i))
            {
                all[i].TakesEarly |= all[source].IsAddressedEarly;
            }
        }

        var targets = planned.Where(output => output.Binding.Step >= 0).Select(output => position[output.Binding.Step]).Concat(effects.Select(i => position[i])).Distinct().ToArray();
        return new Plan(graph, inputs, all, links, [.. planned.Select(output => output with { Binding = output.Binding.At(position, all) })], targets, slots);
    }

    private static Step Make(Graph graph, NodeBinder bound, int i)
    {
        var spec = bound.Nodes[i]!.Spec;
        var types = bound.OutputTypes[i]!;
        var facts = bound.Facts(spec);
        if (!ReferenceEquals(types, facts.OutputTypes))
        {
            facts = new SpecFacts(spec, types);
        }

        foreach (ref readonly var binding in bound.Bindings[i].AsSpan())
        {
            // Pixels that came from outside cannot be made again, and the plan may be run again: no run frees them.
            Pictures.Each(binding.Constant, image => _ = image.IsEncoded || image.TryHold());
        }

        return new Step
        {
            Id = graph.Nodes[i].Id,
            Node = bound.Nodes[i]!,
            Spec = spec,
            Signature = bound.Variables[i]?.Sign(facts.Signature) ?? facts.Signature,
            Inputs = bound.Bindings[i]!,
            ByRecipe = facts.ByRecipe,
            IsAddressedEarly = facts.IsAddressedEarly,
            HasPictures = facts.HasPictures,
        };
    }
}

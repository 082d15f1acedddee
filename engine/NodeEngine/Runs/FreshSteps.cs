using NodeEngine.Models;
using NodeEngine.Plans;

namespace NodeEngine.Runs;

/// <summary>Which steps run although their results are stored.</summary>
internal static class FreshSteps
{
    /// <summary>The named steps and all that depends on them; of models only the content of their inputs counts.</summary>
    public static bool[]? Of(Plan plan, IReadOnlyCollection<string> named)
    {
        if (named.Count == 0)
        {
            return null;
        }

        var fresh = new bool[plan.Steps.Length];
        var open = new Stack<int>(Enumerable.Range(0, fresh.Length).Where(i => named.Contains(plan.Steps[i].Id)));
        while (open.TryPop(out var i))
        {
            if (fresh[i] || plan.Steps[i].Node is ModelNode)
            {
                continue;
            }

            fresh[i] = true;
            foreach (var dependant in plan.Links.To(i))
            {
                open.Push(dependant);
            }
        }

        return fresh;
    }
}

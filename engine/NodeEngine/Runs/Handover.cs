using NodeEngine.Plans;
using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>
/// Says whose pictures may be handed on before they are calculated. A deferred picture keeps alive what it is made of, so it goes only to a node that
/// takes it up at once and lets it go: the only reader of it, which waits for nothing else.
/// </summary>
internal sealed class Handover
{
    private readonly Plan _plan;
    private readonly HashSet<int>? _outputs;

    public Handover(Plan plan, bool keepsPictures)
    {
        _plan = plan;
        _outputs = keepsPictures ? null : [.. plan.Outputs.Where(output => output.Binding.Step >= 0).Select(output => output.Binding.Step)];
    }

    /// <summary>Whether exactly one node reads what this step gives, can run next, and needs no content to be addressed by.</summary>
    public bool IsToOne(int step)
    {
        var readers = _plan.Links.To(step);
        return readers.Length == 1
            && _outputs is not null
            && !_outputs.Contains(step)
            && _plan.Links.From(readers[0]).Length == 1
            && _plan.Steps[readers[0]].Spec is { Work: Work.Processor, Purity: not Purity.Sampled };
    }
}

namespace NodeEngine.App.Output;

/// <summary>What <c>doctor --json</c> gives.</summary>
internal sealed record DoctorShape(IReadOnlyList<FindingShape> Findings)
{
    public static DoctorShape Of(IEnumerable<Finding> findings) => new([.. findings.Select(finding => new FindingShape(
        finding.Name,
        finding.State switch
        {
            FindingState.Good => "ok",
            FindingState.Note => "note",
            _ => "failed",
        },
        finding.Detail,
        finding.Advice))]);
}

internal sealed record FindingShape(string Name, string State, string Detail, string? Advice);

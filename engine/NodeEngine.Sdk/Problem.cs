namespace NodeEngine.Sdk;

/// <summary>How much a problem matters.</summary>
public enum Severity
{
    /// <summary>What was asked cannot be done.</summary>
    Error,

    /// <summary>It can be done, and something about it should be known.</summary>
    Warning,
}

/// <summary>A mistake in what somebody wrote, found before anything runs: what, where, and how to mend it.</summary>
/// <param name="Code">A short name of the kind of mistake, in lower case with hyphens, such as <c>link-dangling</c>. It never changes.</param>
/// <param name="Message">What is wrong, as a sentence that names the value.</param>
public sealed record Problem(string Code, string Message)
{
    /// <summary>How much it matters. Default <see cref="Severity.Error"/>.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>The file, or null when it came from elsewhere.</summary>
    public string? File { get; init; }

    /// <summary>The line in the file, from 1; 0 when not known.</summary>
    public int Line { get; init; }

    /// <summary>The column in the line, from 1; 0 when not known.</summary>
    public int Column { get; init; }

    /// <summary>The place in the graph, such as <c>shoot.size</c>; null when it is about the whole.</summary>
    public string? Where { get; init; }

    /// <summary>How to mend it, as a sentence; null when the message says it all.</summary>
    public string? Suggestion { get; init; }

    /// <summary><c>file:line:column: error code at where: message suggestion</c>, as compilers write it.</summary>
    public override string ToString()
    {
        var place = File is null ? "" : Line > 0 ? $"{File}:{Line}:{Column}: " : $"{File}: ";
        var kind = Severity == Severity.Error ? "error" : "warning";
        var where = Where is null ? "" : $" at {Where}";
        var suggestion = Suggestion is null ? "" : " " + Suggestion;
        return $"{place}{kind} {Code}{where}: {Message}{suggestion}";
    }
}

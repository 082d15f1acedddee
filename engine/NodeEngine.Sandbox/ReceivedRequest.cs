namespace NodeEngine.Sandbox;

/// <summary>A request the sandbox received, without its keys.</summary>
public sealed record ReceivedRequest
{
    /// <summary>Counts from 1 in the order in which requests arrived complete.</summary>
    public required long Number { get; init; }

    /// <summary>HTTP method in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query. Values of query parameters that carry keys are <c>[redacted]</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Headers by lower-case name. Those that carry keys or cookies are <c>[redacted]</c>, and so is a long key wherever else it stands.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Bytes of the body; 0 when there was none.</summary>
    public required long Length { get; init; }

    /// <summary>SHA-256 of the body, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The body when it is JSON, compact and as sent, but base64 data is <c>[base64, N bytes, sha256 …]</c>. Null for any other body.</summary>
    public string? Json { get; init; }

    /// <summary>The parts of a multipart body in order. Empty for any other body.</summary>
    public IReadOnlyList<ReceivedPart> Parts { get; init; } = [];
}

/// <summary>One part of a multipart request.</summary>
/// <param name="Name">Name of the form field.</param>
/// <param name="FileName">Null for a text part.</param>
/// <param name="ContentType">As declared; null when it was not.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Of the bytes, lower-case hexadecimal.</param>
/// <param name="Text">The value of a text part; null for a file.</param>
public sealed record ReceivedPart(string Name, string? FileName, string? ContentType, long Length, string Sha256, string? Text);

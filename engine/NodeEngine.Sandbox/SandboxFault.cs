namespace NodeEngine.Sandbox;

/// <summary>What a fault does to the request it meets. In JSON in snake case, such as <c>drop_mid_body</c>.</summary>
public enum SandboxFaultKind
{
    /// <summary>Only waits for <see cref="SandboxFault.Delay"/>; then the usual answer.</summary>
    Delay,

    /// <summary>Another answer: see <see cref="SandboxFault.Status"/>, <see cref="SandboxFault.Headers"/> and <see cref="SandboxFault.Body"/>.</summary>
    Answer,

    /// <summary>The connection is dropped when the request has arrived, before any byte of an answer.</summary>
    Drop,

    /// <summary>The connection is closed after half of the usual answer's body.</summary>
    DropMidBody,

    /// <summary>No answer until the client goes away or the sandbox stops.</summary>
    Hang,

    /// <summary>Status 200 and bytes that are neither JSON nor a picture.</summary>
    Garbage,

    /// <summary>The provider's own way to refuse a picture: see <see cref="SandboxFault.Reason"/>.</summary>
    Block,
}

/// <summary>A fault that the sandbox makes on purpose, to see how a graph or a client behaves.</summary>
public sealed record SandboxFault
{
    /// <summary>What happens.</summary>
    public required SandboxFaultKind Kind { get; init; }

    /// <summary>
    /// Part of the path, such as <c>images/edits</c>, <c>gemini-3-pro-image</c> or <c>/pictures/</c>; case matters. Default empty: every request but
    /// those to <c>/sandbox</c>.
    /// </summary>
    public string Path { get; init; } = "";

    /// <summary>The first matching request it meets, counted from 1 since the fault was added. Default 1.</summary>
    public int Call { get; init; } = 1;

    /// <summary>How many requests in a row it meets. Default 1; null for all that follow.</summary>
    public int? Times { get; init; } = 1;

    /// <summary>Wait before whatever the kind does, at most a day. Default none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// For <see cref="SandboxFaultKind.Answer"/>: the HTTP status, 200 to 599, with the provider's own error body unless <see cref="Body"/> is given.
    /// Default null: the usual answer's.
    /// </summary>
    public int? Status { get; init; }

    /// <summary>For <see cref="SandboxFaultKind.Answer"/>: headers added to the answer or put in place of its own. Default none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>For <see cref="SandboxFaultKind.Answer"/>: the body in place of the answer's own. Default null: its own.</summary>
    public string? Body { get; init; }

    /// <summary>
    /// For <see cref="SandboxFaultKind.Block"/>. OpenAI: <c>moderation_blocked</c>, <c>moderation_blocked_output</c>,
    /// <c>content_policy_violation</c>, <c>no_data</c>. Gemini:
    /// <c>prompt:</c> and a blockReason, such as <c>prompt:PROHIBITED_CONTENT</c>; a finishReason without a picture, such as <c>IMAGE_SAFETY</c> or
    /// <c>NO_IMAGE</c>; <c>TEXT_ONLY</c>. A fault meets only requests to a provider that knows its reason.
    /// </summary>
    public string? Reason { get; init; }
}

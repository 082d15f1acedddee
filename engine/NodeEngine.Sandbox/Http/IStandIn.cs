namespace NodeEngine.Sandbox.Http;

/// <summary>One provider's stand-in: answers each request by itself, keeps nothing between two.</summary>
internal interface IStandIn
{
    /// <summary>The provider's id, such as <c>openai</c>.</summary>
    string Provider { get; }

    /// <summary>What its paths start with, such as <c>/openai/v1</c>: the base address a client is given.</summary>
    string Root { get; }

    /// <summary>Longest body it reads, in bytes.</summary>
    long LongestBody { get; }

    Answer Reply(IncomingRequest request);

    /// <summary>What the provider says with this status when nothing is known about the cause.</summary>
    Answer Refuse(IncomingRequest request, int status);

    /// <summary>What the provider says when it will not make the picture, or null when it has no such reason.</summary>
    Answer? Block(IncomingRequest request, string reason);

    /// <summary>The reasons <see cref="Block"/> knows.</summary>
    IReadOnlyList<string> BlockReasons { get; }
}

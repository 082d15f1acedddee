namespace NodeEngine.Sandbox;

/// <summary>How a sandbox behaves.</summary>
public sealed record SandboxOptions
{
    /// <summary>TCP port on 127.0.0.1. Default 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>Wait before each answer of a provider, at most a day. Default none.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The day it pretends to be: models shut down on or before it answer as unknown. Default null: every model is served, retired ones too.</summary>
    public DateOnly? AsOf { get; init; }
}

namespace NodeEngine.App.Output;

/// <summary>What <c>sandbox --json</c> gives when it is ready: where it listens, and the base URL of each provider.</summary>
internal sealed record SandboxShape(string Url, IReadOnlyDictionary<string, string> Providers);

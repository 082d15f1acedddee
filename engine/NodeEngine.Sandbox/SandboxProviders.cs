namespace NodeEngine.Sandbox;

/// <summary>The providers that a sandbox stands in for, known without starting one.</summary>
public static class SandboxProviders
{
    /// <summary>Their ids, in alphabetical order: the keys of <see cref="SandboxServer.Providers"/>.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["gemini", "openai"];
}

namespace NodeEngine.App.Output;

/// <summary>What <c>new --json</c> gives: the workspace, and its files as paths from there.</summary>
internal sealed record NewShape(string Workspace, IReadOnlyList<string> Files);

namespace NodeEngine.App;

/// <summary>What the process returns. Scripts rely on these.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>It failed, or a part of it did.</summary>
    public const int Failed = 1;

    /// <summary>What was given is wrong; nothing was run.</summary>
    public const int WrongInput = 2;

    /// <summary>The budget refuses; nothing was run.</summary>
    public const int OverBudget = 3;

    public const int Cancelled = 130;
}

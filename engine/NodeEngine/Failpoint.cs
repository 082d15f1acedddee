using System.Diagnostics;
using System.Globalization;

namespace NodeEngine;

/// <summary>
/// A place where a test may end this process as <c>kill -9</c> does: <c>NODEENGINE_FAILPOINT=name</c>, or <c>name@3</c> for the third time it is passed.
/// </summary>
internal static class Failpoint
{
    private static readonly string? Name;
    private static int _left;

    static Failpoint()
    {
        if (Environment.GetEnvironmentVariable("NODEENGINE_FAILPOINT") is { Length: > 0 } set)
        {
            var at = set.IndexOf('@', StringComparison.Ordinal);
            Name = at < 0 ? set : set[..at];
            _left = at < 0 ? 1 : int.Parse(set.AsSpan(at + 1), CultureInfo.InvariantCulture);
        }
    }

    public static void Pass(string name)
    {
        if (Name is not null && Name == name && Interlocked.Decrement(ref _left) == 0)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}

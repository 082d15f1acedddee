using NodeEngine.Runs;

namespace NodeEngine.App.Output;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunView : IAsyncDisposable
{
    /// <summary>Takes note of an event; returns at once. Called by one thread at a time.</summary>
    void On(RunEvent what);
}

/// <summary>One line for each node that came to an end: for logs, and for whoever reads with other programs.</summary>
internal sealed class PlainView(Screen screen) : IRunView
{
    public void On(RunEvent what)
    {
        switch (what)
        {
            case RunEvent.NodeFinished node:
                screen.Line($"{node.Node}: {RunText.Outcome(node)}");
                break;
            case RunEvent.NodeWarned node:
                screen.Line($"{node.Node}: {screen.Yellow("warning")} {node.Warning.Code}: {node.Warning.Message}");
                break;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using NodeEngine.Runs;

namespace NodeEngine.App.Output;

/// <summary>One line for each node that came to an end: for logs, and for whoever reads with other programs.</summary>
internal sealed class PlainView(Screen screen) : IRunView
{
    private readonly RunBoard _board = new([]);

    public void On(RunEvent what)
    {
        _board.On(what);
        switch (what)
        {
            case RunEvent.NodeFinished node:
                screen.Line($"{node.Node}: {RunText.Outcome(node)}");
                break;
            case RunEvent.NodeWarned node:
                screen.Line(RunText.Warning(node, screen));
                break;
            case RunEvent.Finished end:
                var (word, rest) = RunText.Summary(end, _board);
                screen.Line(word + rest);
                break;
        }
    }

    public void Note(string text) => screen.Line(text);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

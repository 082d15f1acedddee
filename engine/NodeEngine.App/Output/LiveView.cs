using System.Diagnostics;
using NodeEngine.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NodeEngine.App.Output;

/// <summary>A table of the nodes that is drawn anew several times a second, for somebody who watches.</summary>
internal sealed class LiveView : IRunView
{
    private const int LongestId = 32;
    private const int StateWidth = 13;
    private const int TimeWidth = 10;
    private const int LinesBesideRows = 4;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Screen _screen;
    private readonly IAnsiConsole _console;
    private readonly RunBoard _board;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Task _drawing;
    private string? _note;

    private LiveView(Screen screen, IAnsiConsole console, IEnumerable<string> nodes)
    {
        _screen = screen;
        _console = console;
        _board = new RunBoard(nodes);
        // What was drawn while it went on is as high as it ever was; what stays is drawn anew.
        _drawing = _console.Live(Draw(isFinal: false)).AutoClear(true).StartAsync(DrawAsync);
    }

    /// <summary>A live view where one can be seen, else plain lines.</summary>
    public static IRunView Create(Screen screen, IEnumerable<string> nodes)
    {
        if (!screen.IsTerminal)
        {
            return new PlainView(screen);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            ColorSystem = screen.HasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        return console.Profile.Capabilities.Ansi ? new LiveView(screen, console, nodes) : new PlainView(screen);
    }

    public void On(RunEvent what)
    {
        lock (_gate)
        {
            _board.On(what);
        }
    }

    public void Note(string text) => _note = text;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _drawing.ConfigureAwait(false);
        _over.Dispose();
        _console.Write(Draw(isFinal: true));
        foreach (var what in _board.Memorable)
        {
            _screen.Line(what switch
            {
                RunEvent.NodeWarned warned => RunText.Warning(warned, _screen),
                RunEvent.NodeFinished finished => $"{_screen.Bold(finished.Node)}: {_screen.Red(RunText.Word(finished.Outcome))} {RunText.Error(finished.Error!)}",
                _ => "",
            });
        }
    }

    private async Task DrawAsync(LiveDisplayContext live)
    {
        while (!_over.IsCancellationRequested)
        {
            live.UpdateTarget(Draw(isFinal: false));
            await Task.Delay(Pace, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Rows Draw(bool isFinal)
    {
        lock (_gate)
        {
            var most = Math.Max(1, _console.Profile.Height - LinesBesideRows);
            // Of many nodes only those are shown that move; in the end, none does.
            var rows = isFinal && _board.Count > most ? [] : _board.Rows(most);
            var idWidth = rows.Count == 0 ? 0 : Math.Min(LongestId, rows.Max(row => row.Node.Length));
            var parts = rows.Select(row => (IRenderable)Draw(row, idWidth)).Append(Summary());
            return new Rows(_note is { } note ? parts.Append(new Text(note, new Style(Color.Yellow))) : parts);
        }
    }

    /// <summary>One line a node: what is longer is told in full at the end.</summary>
    private Paragraph Draw(BoardRow row, int idWidth)
    {
        var (state, style) = State(row);
        var time = row.Milliseconds > 0 ? RunText.Time(row.Milliseconds) : "";
        var room = _console.Profile.Width - idWidth - StateWidth - TimeWidth - 6;
        return new Paragraph(Fit(row.Node, idWidth).PadRight(idWidth + 2))
            .Append(state.PadRight(StateWidth + 2), style)
            .Append(time.PadLeft(TimeWidth) + "  ")
            .Append(Fit(row.Message?.ReplaceLineEndings(" ") ?? "", room), new Style(decoration: Decoration.Dim));
    }

    private Paragraph Summary()
    {
        if (_board.End is not { } end)
        {
            return new Paragraph($"{_board.Summary()}, {RunText.Time(Stopwatch.GetElapsedTime(_started).TotalMilliseconds)}", new Style(decoration: Decoration.Dim));
        }

        var (word, rest) = RunText.Summary(end, _board);
        var colour = end.Status switch
        {
            RunStatus.Done => Color.Green,
            RunStatus.Failed => Color.Red,
            _ => Color.Yellow,
        };
        return new Paragraph(word, new Style(colour)).Append(rest);
    }

    private static (string State, Style Style) State(BoardRow row) => row.End?.Outcome switch
    {
        null when !row.IsRunning => ("waiting", new Style(decoration: Decoration.Dim)),
        null => (row.Fraction > 0 ? $"running {row.Fraction * 100:0} %" : "running", new Style(Color.Aqua)),
        Outcome.Ran or Outcome.Stored => (RunText.Word(row.End.Outcome), new Style(Color.Green)),
        Outcome.Failed or Outcome.Unknown => (RunText.Word(row.End.Outcome), new Style(Color.Red)),
        _ => (RunText.Word(row.End.Outcome), new Style(Color.Yellow)),
    };

    private static string Fit(string text, int width)
    {
        if (new Segment(text).CellCount() <= width)
        {
            return text;
        }

        while (text.Length > 0 && new Segment(text).CellCount() >= width)
        {
            text = text[..^1];
        }

        return text + "…";
    }
}

using System.Diagnostics;
using NodeEngine.Runs;

namespace NodeEngine.App.Output;

/// <summary>How far a node is, as far as events have told.</summary>
internal sealed class BoardRow(string node)
{
    public string Node { get; } = node;

    public long Started { get; set; }

    public double Fraction { get; set; }

    public string? Message { get; set; }

    public RunEvent.NodeFinished? End { get; set; }

    public bool IsRunning => Started > 0 && End is null;

    public double Milliseconds => End?.Milliseconds ?? (Started > 0 ? Stopwatch.GetElapsedTime(Started).TotalMilliseconds : 0);
}

/// <summary>The state of all nodes of a run, put together from its events. Not safe for threads.</summary>
internal sealed class RunBoard
{
    private readonly Dictionary<string, BoardRow> _rows = new(StringComparer.Ordinal);
    private readonly List<BoardRow> _order = [];
    private readonly SortedDictionary<Outcome, int> _outcomes = [];
    private readonly List<BoardRow> _running = [];
    private readonly List<BoardRow> _ended = [];

    public RunBoard(IEnumerable<string> nodes)
    {
        foreach (var node in nodes)
        {
            Row(node);
        }
    }

    public int Count => _order.Count;

    /// <summary>How many nodes came to which end.</summary>
    public IReadOnlyDictionary<Outcome, int> Outcomes => _outcomes;

    /// <summary>How the run ended; null while it goes on.</summary>
    public RunEvent.Finished? End { get; private set; }

    /// <summary>What is to be told in full when the view is gone: failures and warnings, in the order in which they came.</summary>
    public List<RunEvent> Memorable { get; } = [];

    public void On(RunEvent what)
    {
        switch (what)
        {
            case RunEvent.NodeStarted started:
                Row(started.Node).Started = Stopwatch.GetTimestamp();
                _running.Add(Row(started.Node));
                break;
            case RunEvent.NodeProgressed progressed:
                var row = Row(progressed.Node);
                (row.Fraction, row.Message) = (progressed.Fraction, progressed.Message ?? row.Message);
                break;
            case RunEvent.NodeWarned warned:
                Row(warned.Node).Message = warned.Warning.Message;
                Memorable.Add(warned);
                break;
            case RunEvent.NodeFinished finished:
                Finish(finished);
                break;
            case RunEvent.Finished end:
                End = end;
                break;
        }
    }

    /// <summary>The rows to show where only so many fit: all, or those that run and then those that ended last.</summary>
    public IReadOnlyList<BoardRow> Rows(int most)
    {
        if (_order.Count <= most)
        {
            return _order;
        }

        var running = _running.TakeLast(most).ToList();
        return [.. Enumerable.Reverse(_ended).Take(most - running.Count).Reverse(), .. running];
    }

    /// <summary>Such as <c>12 of 40, 3 running, 1 failed</c>.</summary>
    public string Summary()
    {
        var parts = new List<string> { $"{_ended.Count} of {_order.Count}" };
        if (_running.Count > 0)
        {
            parts.Add($"{_running.Count} running");
        }

        parts.AddRange(_outcomes.Where(count => count.Key != Outcome.Ran).Select(count => $"{count.Value} {RunText.Word(count.Key)}"));
        return string.Join(", ", parts);
    }

    private void Finish(RunEvent.NodeFinished finished)
    {
        var row = Row(finished.Node);
        row.End = finished;
        row.Message = finished.Error?.Message ?? row.Message;
        _running.Remove(row);
        _ended.Add(row);
        _outcomes[finished.Outcome] = _outcomes.GetValueOrDefault(finished.Outcome) + 1;
        if (finished.Outcome is Outcome.Failed or Outcome.Unknown)
        {
            Memorable.Add(finished);
        }
    }

    private BoardRow Row(string node)
    {
        if (!_rows.TryGetValue(node, out var row))
        {
            _rows.Add(node, row = new BoardRow(node));
            _order.Add(row);
        }

        return row;
    }
}

using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.App.Output;

/// <summary>The file that <c>--events</c> names. When it can no longer be written the run goes on, and says so at its end.</summary>
internal sealed class EventFile : IDisposable
{
    private readonly EventLines _lines;
    private readonly string _path;
    private string? _fault;

    private EventFile(string path)
    {
        _path = path;
        _lines = new EventLines(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read));
    }

    /// <summary>Opens the file; null when none is wanted, or it cannot be written, which is a problem.</summary>
    public static EventFile? Open(string? path, List<Problem> problems)
    {
        try
        {
            return path is null ? null : new EventFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem("events-unwritable", $"Events cannot be written into '{path}': {e.Message}") { Suggestion = "Choose another file with --events." });
            return null;
        }
    }

    public void Write(RunEvent what)
    {
        if (_fault is null)
        {
            try
            {
                _lines.Write(what);
            }
            catch (IOException e)
            {
                _fault = e.Message;
            }
        }
    }

    public void Report(Terminal terminal)
    {
        if (_fault is not null)
        {
            terminal.Error.Line($"{terminal.Error.Yellow("warning")}: The events in '{_path}' are not complete: {_fault}");
        }
    }

    public void Dispose()
    {
        try
        {
            _lines.Dispose();
        }
        catch (IOException)
        {
            // It was told when it began.
        }
    }
}

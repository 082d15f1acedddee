using System.Runtime.InteropServices;
using NodeEngine.App.Output;

namespace NodeEngine.App;

/// <summary>Ctrl+C, and being asked to end by the system: the first time asks to stop, the second leaves at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Terminal _terminal;
    private readonly Action? _onFirst;
    private int _times;

    /// <param name="terminal">Restored before leaving.</param>
    /// <param name="onFirst">Done the first time, before the token is cancelled.</param>
    public Interruption(Terminal terminal, Action? onFirst = null)
    {
        _terminal = terminal;
        _onFirst = onFirst;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, On), PosixSignalRegistration.Create(PosixSignal.SIGTERM, On)];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _source.Dispose();
    }

    private void On(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _times) > 1)
        {
            if (_terminal.Error.IsTerminal)
            {
                // The live view hides the cursor.
                _terminal.Error.Writer.Write("\e[?25h");
            }

            Environment.Exit(ExitCode.Cancelled);
        }

        _onFirst?.Invoke();
        _source.Cancel();
    }
}

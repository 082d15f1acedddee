using NodeEngine.Runs;

namespace NodeEngine.App.Output;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunView : IAsyncDisposable
{
    /// <summary>Takes note of an event; returns at once. Called by one thread at a time.</summary>
    void On(RunEvent what);

    /// <summary>Says something that is no event, such as that Ctrl+C was heard.</summary>
    void Note(string text);
}

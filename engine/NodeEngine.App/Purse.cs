namespace NodeEngine.App;

/// <summary>
/// What runs that go on at the same time may spend together. Each sets aside what it may need before it starts, and gives back what it did not; who
/// finds too little waits for the others, and takes what is left when there are none.
/// </summary>
internal sealed class Purse(decimal usd)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private decimal _left = usd;
    private int _takers;

    /// <summary>Sets an amount aside; less when that is all there is, and nobody will give anything back.</summary>
    public async Task<decimal> TakeAsync(decimal wanted)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (wanted <= _left || _takers == 0)
                {
                    var taken = Math.Min(wanted, Math.Max(0, _left));
                    _left -= taken;
                    _takers++;
                    return taken;
                }

                changed = _changed.Task;
            }

            await changed.ConfigureAwait(false);
        }
    }

    /// <summary>Ends what was begun with <see cref="TakeAsync"/>.</summary>
    /// <param name="rest">What was not spent of it.</param>
    public void GiveBack(decimal rest)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _left += rest;
            _takers--;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}

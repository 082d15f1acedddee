namespace NodeEngine.Models;

/// <summary>
/// Lets so many pictures begin within any minute, in the order in which they ask. The limiters of System.Threading.RateLimiting count by a clock of
/// their own.
/// </summary>
internal sealed class PicturesPerMinute(int most, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<long> _begun = new();

    /// <summary>Waits until some pictures may begin, and counts them. More than a minute allows begin with a whole minute to themselves.</summary>
    public async Task WaitAsync(int pictures, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var needed = Math.Min(pictures, most);
            while (true)
            {
                while (_begun.TryPeek(out var first) && clock.GetElapsedTime(first) >= Minute)
                {
                    _begun.Dequeue();
                }

                if (_begun.Count + needed <= most)
                {
                    break;
                }

                // When the one is a minute old that makes room for all of them.
                var last = _begun.ElementAt(_begun.Count + needed - most - 1);
                await Task.Delay(Minute - clock.GetElapsedTime(last) + TimeSpan.FromMilliseconds(1), clock, cancellation).ConfigureAwait(false);
            }

            for (var i = 0; i < needed; i++)
            {
                _begun.Enqueue(clock.GetTimestamp());
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}

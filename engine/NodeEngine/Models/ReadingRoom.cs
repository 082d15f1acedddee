namespace NodeEngine.Models;

/// <summary>
/// How much of answers is in memory at the same time. Answers that arrive together wait on disk for their turn; small ones are read many at a time, so that
/// their waits for the disk overlap.
/// </summary>
internal sealed class ReadingRoom : IDisposable
{
    /// <summary>Mebibytes of answers. An answer that has more is read alone.</summary>
    private const int Seats = 64;

    private readonly SemaphoreSlim _door = new(1);
    private readonly SemaphoreSlim _seats = new(Seats);

    /// <summary>Waits for room for so many bytes. Whoever enters leaves with what this returns.</summary>
    public async Task<int> EnterAsync(long bytes)
    {
        var seats = (int)Math.Min(Seats, 1 + (bytes >> 20));

        // One at a time, so that no two wait for what the other has taken.
        await _door.WaitAsync().ConfigureAwait(false);
        try
        {
            for (var i = 0; i < seats; i++)
            {
                await _seats.WaitAsync().ConfigureAwait(false);
            }

            return seats;
        }
        finally
        {
            _door.Release();
        }
    }

    public void Leave(int seats) => _seats.Release(seats);

    public void Dispose()
    {
        _door.Dispose();
        _seats.Dispose();
    }
}

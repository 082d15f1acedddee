namespace NodeEngine.Plugins.Tests.Models.Support;

/// <summary>
/// A clock on which every wait is over at once, and is noted; or, when it stands still, never. Waits that are as long as a model's timeout are
/// timeouts, and never come.
/// </summary>
internal sealed class TestClock(bool standsStill = false) : TimeProvider
{
    private static readonly TimeSpan[] Timeouts = [TimeSpan.FromSeconds(180), TimeSpan.FromSeconds(360), TimeSpan.FromSeconds(600)];

    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _waits = [];
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The waits so far, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
            {
                return [.. _waits];
            }
        }
    }

    /// <summary>Ends when somebody waits.</summary>
    public Task Waiting => _waiting.Task;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan && !Timeouts.Contains(dueTime))
        {
            lock (_gate)
            {
                _waits.Add(dueTime);
                _now += standsStill ? TimeSpan.Zero : dueTime;
            }

            _waiting.TrySetResult();
            if (!standsStill)
            {
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }
        }

        return new Nothing();
    }

    private sealed class Nothing : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

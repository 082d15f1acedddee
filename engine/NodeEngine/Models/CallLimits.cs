using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using NodeEngine.Sdk;
using Polly;
using Polly.Retry;

namespace NodeEngine.Models;

/// <summary>
/// How calls to one model with one key are paced: so many at a time, so many pictures a minute, and again only what was certainly not done. Shared by
/// all runs of the process, as the provider's limits are.
/// </summary>
internal sealed class CallLimits : IDisposable
{
    private const int Concurrency = 3;
    private const int ResendsWhenLimited = 8;
    private const int ResendsWhenUnavailable = 3;
    private const int ResendsWhenUnreachable = 4;

    /// <summary>A wait that the provider asks for and that is longer than this is not waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _clock;
    private readonly ConcurrencyLimiter _atOnce;
    private readonly PicturesPerMinute? _perMinute;
    private readonly ResiliencePipeline<ModelAnswer> _resend;
    private readonly Lock _gate = new();
    private ModelError? _pause;

    public CallLimits(ModelLimits limits, TimeProvider clock)
    {
        _clock = clock;
        _atOnce = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = limits.Concurrency ?? Concurrency, QueueLimit = int.MaxValue });
        _perMinute = limits.ImagesPerMinute is { } images ? new PicturesPerMinute(images, clock) : null;
        _resend = new ResiliencePipelineBuilder<ModelAnswer> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<ModelAnswer>
            {
                MaxRetryAttempts = ResendsWhenLimited,
                ShouldHandle = args => ValueTask.FromResult(IsSentAgain(args.Outcome, args.AttemptNumber)),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(args.Outcome.Result?.Error is { } error ? Wait(error, args.AttemptNumber) : Doubled(1, args.AttemptNumber)),
            })
            .Build();
    }

    /// <summary>Makes a call within the limits. Cancelling stops the waiting, never a request on its way.</summary>
    public async Task<ModelAnswer> CallAsync(int pictures, Func<Task<ModelAnswer>> send, CancellationToken cancellation) =>
        await _resend.ExecuteAsync(
            async (call, token) =>
            {
                using var slot = await call.Limits._atOnce.AcquireAsync(1, token).ConfigureAwait(false);
                if (await call.Limits.WaitForPauseAsync(token).ConfigureAwait(false) is { } refused)
                {
                    return refused;
                }

                if (call.Limits._perMinute is { } perMinute)
                {
                    await perMinute.WaitAsync(call.Pictures, token).ConfigureAwait(false);
                }

                token.ThrowIfCancellationRequested();
                var answer = await call.Send().ConfigureAwait(false);
                call.Limits.Notice(answer.Error);
                return answer;
            },
            (Limits: this, Pictures: pictures, Send: send),
            cancellation).ConfigureAwait(false);

    public void Dispose()
    {
        _atOnce.Dispose();
        _perMinute?.Dispose();
    }

    /// <summary>What was told to one call holds for all: none is sent before its time. One that would have to wait too long is refused unsent.</summary>
    private async Task<ModelAnswer?> WaitForPauseAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ModelError? pause;
            lock (_gate)
            {
                pause = _pause;
            }

            var wait = pause?.RetryAt - _clock.GetUtcNow();
            if (wait is not { } time || time <= TimeSpan.Zero)
            {
                return null;
            }

            if (time > LongestWait)
            {
                return new ModelAnswer { Error = pause };
            }

            await Task.Delay(Whole(time), _clock, cancellation).ConfigureAwait(false);
        }
    }

    private void Notice(ModelError? error)
    {
        if (error is { Kind: ModelErrorKind.RateLimited or ModelErrorKind.Unavailable } && Asked(error) is { } wait && wait > TimeSpan.Zero)
        {
            lock (_gate)
            {
                _pause = error with { RetryAfter = null, RetryAt = _clock.GetUtcNow() + wait };
            }
        }
    }

    private bool IsSentAgain(Outcome<ModelAnswer> outcome, int attempt) => outcome switch
    {
        { Exception: NodeException { Code: ModelErrors.Unreachable } } => attempt < ResendsWhenUnreachable,
        { Result.Error: { Kind: ModelErrorKind.RateLimited } error } => !(Asked(error) > LongestWait),
        { Result.Error: { Kind: ModelErrorKind.Unavailable } error } => attempt < ResendsWhenUnavailable && !(Asked(error) > LongestWait),
        _ => false,
    };

    // The provider's own word wins. Without it, lack of capacity is waited for 10 s, 20 s, 40 s, a rate limit 2 s, 4 s, 8 s, up to 60 s.
    private TimeSpan Wait(ModelError error, int attempt) => Asked(error) ?? Doubled(error.Kind == ModelErrorKind.Unavailable ? 10 : 2, attempt);

    private TimeSpan? Asked(ModelError error) => (error.RetryAfter ?? (error.RetryAt - _clock.GetUtcNow())) is { } wait ? Whole(wait) : null;

    // Timers count whole milliseconds, and must not end before their time.
    private static TimeSpan Whole(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, wait.TotalMilliseconds)));

    private static TimeSpan Doubled(int seconds, int attempt) => TimeSpan.FromSeconds(Math.Min(60, seconds << attempt));
}

/// <summary>The limits of every model and key that was called.</summary>
internal sealed class CallLimitsByModel(TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<(string Provider, string Model, string? Key, ModelLimits Limits), CallLimits> _limits = new();

    public CallLimits Of(ModelSpec model, ProviderAccess access)
    {
        var limits = new ModelLimits(access.Limits.Concurrency ?? model.Limits.Concurrency, access.Limits.ImagesPerMinute ?? model.Limits.ImagesPerMinute);
        return _limits.GetOrAdd((model.Provider, model.FirstName, access.Key, limits), key => new CallLimits(key.Limits, clock));
    }

    public void Dispose()
    {
        foreach (var limits in _limits.Values)
        {
            limits.Dispose();
        }
    }
}

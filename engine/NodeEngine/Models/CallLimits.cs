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
    private const int Resends = 4;

    /// <summary>A wait that the provider asks for and that is longer than this is not waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly ConcurrencyLimiter _atOnce;
    private readonly TokenBucketRateLimiter? _perMinute;
    private readonly ResiliencePipeline<ModelAnswer> _resend;

    public CallLimits(ModelLimits limits, TimeProvider clock)
    {
        _atOnce = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = limits.Concurrency ?? Concurrency, QueueLimit = int.MaxValue });
        if (limits.ImagesPerMinute is { } images)
        {
            _perMinute = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(images, 1),
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1) / images,
                QueueLimit = int.MaxValue,
            });
        }

        _resend = new ResiliencePipelineBuilder<ModelAnswer> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<ModelAnswer>
            {
                MaxRetryAttempts = Resends,
                ShouldHandle = args => ValueTask.FromResult(IsSurelyUndone(args.Outcome)),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(args.Outcome.Result?.Error is { } error ? Wait(error, args.AttemptNumber) : Doubled(1, args.AttemptNumber)),
            })
            .Build();
    }

    /// <summary>Makes a call within the limits. Cancelling stops the waiting, never a request on its way.</summary>
    public async Task<ModelAnswer> CallAsync(int pictures, Func<Task<ModelAnswer>> send, CancellationToken cancellation) =>
        await _resend.ExecuteAsync(
            async (state, token) =>
            {
                using var slot = await state._atOnce.AcquireAsync(1, token).ConfigureAwait(false);
                for (var i = 0; i < pictures && state._perMinute is { } perMinute; i++)
                {
                    // One by one, so that a request for more pictures than a minute allows still goes.
                    using var picture = await perMinute.AcquireAsync(1, token).ConfigureAwait(false);
                }

                token.ThrowIfCancellationRequested();
                return await send().ConfigureAwait(false);
            },
            this,
            cancellation).ConfigureAwait(false);

    public void Dispose()
    {
        _atOnce.Dispose();
        _perMinute?.Dispose();
    }

    private static bool IsSurelyUndone(Outcome<ModelAnswer> outcome) =>
        outcome.Exception is NodeException { Code: ModelErrors.Unreachable }
        || (outcome.Result?.Error is { Kind: ModelErrorKind.RateLimited or ModelErrorKind.Unavailable } error && !(error.RetryAfter > LongestWait));

    // Unavailable without a time to wait: 10 s, 20 s, 40 s, 60 s; rate limits 2 s, 4 s, 8 s, 16 s. The provider's own word wins.
    private static TimeSpan Wait(ModelError error, int attempt) => error.RetryAfter ?? Doubled(error.Kind == ModelErrorKind.Unavailable ? 10 : 2, attempt);

    private static TimeSpan Doubled(int seconds, int attempt) => TimeSpan.FromSeconds(Math.Min(60, seconds << attempt));
}

/// <summary>The limits of every model and key that was called.</summary>
internal sealed class CallLimitsByModel(TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<(string NodeType, string? Key, ModelLimits Limits), CallLimits> _limits = new();

    public CallLimits Of(ModelSpec model, ProviderAccess access)
    {
        var limits = new ModelLimits(access.Limits.Concurrency ?? model.Limits.Concurrency, access.Limits.ImagesPerMinute ?? model.Limits.ImagesPerMinute);
        return _limits.GetOrAdd((model.NodeType, access.Key, limits), key => new CallLimits(key.Limits, clock));
    }

    public void Dispose()
    {
        foreach (var limits in _limits.Values)
        {
            limits.Dispose();
        }
    }
}

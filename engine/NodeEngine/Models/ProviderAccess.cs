using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>How a provider is reached.</summary>
/// <param name="BaseUrl">Where requests go, with a slash at the end.</param>
/// <param name="Key">The key, or null when there is none.</param>
/// <param name="Endpoint">What stands for the place in addresses, so that moving behind a proxy buys nothing again.</param>
public sealed record ProviderAccess(Uri BaseUrl, string? Key, string Endpoint)
{
    /// <summary>The endpoint of every stand-in.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>Limits that are set for this key; they win over those of the descriptors. Default none.</summary>
    public ModelLimits Limits { get; init; } = new();

    /// <summary>The most that all calls of one day may cost, in US dollars. Null: no bound.</summary>
    public decimal? DailyBudgetUsd { get; init; }

    /// <summary>Access to stand-ins that need no key.</summary>
    /// <param name="providers">The base URL of each provider's stand-in, by provider id.</param>
    public static Func<ProviderSpec, ProviderAccess?> ToSandbox(IReadOnlyDictionary<string, Uri> providers) =>
        provider => providers.TryGetValue(provider.Id, out var url)
            ? new ProviderAccess(WithSlash(url), Sandbox, Sandbox) { Limits = new ModelLimits(Concurrency: 16, ImagesPerMinute: 100_000) }
            : null;

    /// <summary>The same URL with a slash at the end, so that relative ones stay below it.</summary>
    internal static Uri WithSlash(Uri url) => url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
}

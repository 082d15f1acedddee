using System.Text.RegularExpressions;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>How a provider is reached.</summary>
/// <param name="BaseUrl">Where requests go, with a slash at the end.</param>
/// <param name="Key">The key, or null when there is none.</param>
/// <param name="Endpoint">What stands for the place in addresses, so that moving behind a proxy buys nothing again.</param>
public sealed partial record ProviderAccess(Uri BaseUrl, string? Key, string Endpoint)
{
    /// <summary>The endpoint of every stand-in.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>Limits that are set for this key; they win over those of the descriptors. Default none.</summary>
    public ModelLimits Limits { get; init; } = new();

    /// <summary>The most that a day may cost at this provider, in US dollars. Null: no bound.</summary>
    public decimal? DailyBudgetUsd { get; init; }

    /// <summary>Access to stand-ins that need no key.</summary>
    /// <param name="providers">The base URL of each provider's stand-in, by provider id.</param>
    public static Func<ProviderSpec, ProviderAccess?> ToSandbox(IReadOnlyDictionary<string, Uri> providers) =>
        provider => providers.TryGetValue(provider.Id, out var url)
            ? new ProviderAccess(BaseFor(provider, url), Sandbox, Sandbox) { Limits = new ModelLimits(Concurrency: 16, ImagesPerMinute: 100_000) }
            : null;

    /// <summary>
    /// The URL below which a provider's requests go: with a slash at the end, and with the version of the API unless the URL already ends in one.
    /// </summary>
    internal static Uri BaseFor(ProviderSpec provider, Uri url)
    {
        var address = url.AbsoluteUri.TrimEnd('/');
        if (provider.Version.Length == 0)
        {
            return new Uri(address + "/");
        }

        // People copy addresses from manuals, up to where the model's name begins.
        address = address.EndsWith("/models", StringComparison.Ordinal) ? address[..^"/models".Length].TrimEnd('/') : address;
        return new Uri(EndsInVersion().IsMatch(address) ? address + "/" : $"{address}/{provider.Version}/");
    }

    [GeneratedRegex("/v[0-9]+(alpha|beta)?[0-9]*$")]
    private static partial Regex EndsInVersion();
}

using System.Globalization;
using NodeEngine.Sdk;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NodeEngine.Models;

/// <summary>
/// The keys of a workspace: lines <c>external_&lt;provider&gt;_api_key</c>, <c>…_base_url</c>, <c>…_endpoint_name</c>, <c>…_concurrency</c>,
/// <c>…_images_per_minute</c> and <c>…_daily_budget_usd</c> in api_keys.yaml, or the same as environment variables with <c>NODEENGINE_</c> before it in capitals, which win. Read at
/// every use, so that an edit takes effect at once.
/// </summary>
/// <param name="folder">The workspace: the folder of api_keys.yaml.</param>
public sealed class ApiKeys(string folder)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "api_keys.yaml";

    private const string ApiKey = "api_key";
    private const string BaseUrl = "base_url";
    private const string EndpointName = "endpoint_name";
    private const string Concurrency = "concurrency";
    private const string ImagesPerMinute = "images_per_minute";

    private const string DailyBudget = "daily_budget_usd";

    private static readonly string[] Settings = [ApiKey, BaseUrl, EndpointName, Concurrency, ImagesPerMinute, DailyBudget];

    /// <summary>The file, whether it is there or not.</summary>
    public string File { get; } = Path.Combine(Path.GetFullPath(folder), FileName);

    /// <summary>The line of api_keys.yaml that holds a provider's key, as people write it.</summary>
    public static string LineFor(ProviderSpec provider) => Name(provider, ApiKey);

    /// <summary>The environment variable that holds a provider's key.</summary>
    public static string VariableFor(ProviderSpec provider) => Variable(provider, ApiKey);

    /// <summary>How a provider is reached. The key is null when there is none.</summary>
    /// <exception cref="NodeException">The file cannot be read, a base URL is not one, a key cannot be one, or a limit is no number.</exception>
    public ProviderAccess AccessTo(ProviderSpec provider)
    {
        var lines = Read().ToDictionary(line => line.Name, line => line.Value, StringComparer.Ordinal);
        var address = ProviderAccess.BaseFor(provider, Find(lines, provider, BaseUrl) is { } url ? Check(url, provider) : provider.BaseUrl);
        return new ProviderAccess(address, Key(lines, provider), Find(lines, provider, EndpointName) ?? address.AbsoluteUri)
        {
            Limits = new ModelLimits(Number(lines, provider, Concurrency), Number(lines, provider, ImagesPerMinute)),
            DailyBudgetUsd = Money(lines, provider, DailyBudget),
        };
    }

    /// <summary>What is wrong with the file: lines that nobody reads, and permissions that let others read it.</summary>
    /// <param name="providers">The providers there are.</param>
    public IReadOnlyList<Problem> Check(IEnumerable<ProviderSpec> providers)
    {
        var problems = new List<Problem>();
        try
        {
            var known = providers.SelectMany(provider => Settings.Select(setting => Name(provider, setting))).ToList();
            foreach (var (name, _, line) in Read().Where(line => !known.Contains(line.Name, StringComparer.Ordinal)))
            {
                var nearest = Nearest.To(name, known);
                problems.Add(new Problem("key-unknown", $"Nobody reads the line '{name}'.")
                {
                    Severity = Severity.Warning,
                    File = File,
                    Line = line,
                    Column = 1,
                    Suggestion = nearest is null ? "Lines begin with external_ and the id of a provider." : $"Did you mean '{nearest}'?",
                });
            }
        }
        catch (NodeException e)
        {
            problems.Add(new Problem(e.Code, e.Message) { File = File, Suggestion = e.Advice });
        }

        if (!OperatingSystem.IsWindows() && System.IO.File.Exists(File) && (System.IO.File.GetUnixFileMode(File) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
        {
            problems.Add(new Problem("keys-readable", "Other users of this machine can read the keys.") { Severity = Severity.Warning, File = File, Suggestion = $"Run: chmod 600 {File}" });
        }

        return problems;
    }

    private static Uri Check(string url, ProviderSpec provider) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) && address is { UserInfo: "", Query: "", Fragment: "" }
            ? address
            : throw new NodeException("base-url", $"{Name(provider, BaseUrl)} is '{url}'.", "Write a URL with https and without user or query; http is for servers on this machine.");

    private static string? Find(Dictionary<string, string> lines, ProviderSpec provider, string setting)
    {
        var value = Environment.GetEnvironmentVariable(Variable(provider, setting)) is { Length: > 0 } set ? set : lines.GetValueOrDefault(Name(provider, setting));
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    private static int? Number(Dictionary<string, string> lines, ProviderSpec provider, string setting) => Find(lines, provider, setting) switch
    {
        null => null,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number,
        { } text => throw new NodeException("keys-unreadable", $"{Name(provider, setting)} is '{text}'.", "Write a whole number of at least 1."),
    };

    private static decimal? Money(Dictionary<string, string> lines, ProviderSpec provider, string setting) => Find(lines, provider, setting) switch
    {
        null => null,
        { } text when decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) => usd,
        { } text => throw new NodeException("keys-unreadable", $"{Name(provider, setting)} is '{text}'.", "Write US dollars such as 12.50."),
    };

    /// <summary>A key goes into a header: a space or line break in it is a slip of the clipboard, and is not shown.</summary>
    private static string? Key(Dictionary<string, string> lines, ProviderSpec provider) => Find(lines, provider, ApiKey) switch
    {
        { } key when key.All(c => c is > ' ' and <= '~') => key,
        null => null,
        _ => throw new NodeException("key-malformed", $"{Name(provider, ApiKey)} has a space, a line break or another character that no key has.", "Copy the key again."),
    };

    private static string Name(ProviderSpec provider, string setting) => $"external_{provider.Id}_{setting}";

    private static string Variable(ProviderSpec provider, string setting) => $"NODEENGINE_{Name(provider, setting).ToUpperInvariant()}";

    private List<(string Name, string Value, int Line)> Read()
    {
        if (!System.IO.File.Exists(File))
        {
            return [];
        }

        try
        {
            using var text = System.IO.File.OpenText(File);
            var yaml = new YamlStream();
            yaml.Load(text);
            return yaml.Documents switch
            {
                [] => [],
                [{ RootNode: YamlMappingNode map }] => [.. map.Children.Select(line => (line.Key.ToString(), (line.Value as YamlScalarNode)?.Value ?? "", (int)line.Key.Start.Line))],
                [{ RootNode: YamlScalarNode { Value: "" or null } }] => [],
                _ => throw new NodeException("keys-unreadable", $"{File} is not a list of lines.", "Write lines such as external_openai_api_key: sk-…."),
            };
        }
        catch (YamlException e)
        {
            // The parser's message may quote the line, and with it the key.
            throw new NodeException("keys-unreadable", $"{File} is not YAML at line {e.Start.Line}.", "Write lines such as external_openai_api_key: sk-….");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeException("keys-unreadable", $"{File} cannot be read: {e.Message}", "Check its permissions.");
        }
    }
}

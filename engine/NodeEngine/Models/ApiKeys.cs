using NodeEngine.Sdk;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NodeEngine.Models;

/// <summary>
/// The keys of a workspace: <c>external_&lt;provider&gt;_api_key</c>, <c>…_base_url</c> and <c>…_endpoint_name</c> in api_keys.yaml, or the same as
/// environment variables with <c>NODEENGINE_</c> before it in capitals, which win. Read at every use, so that an edit takes effect at once.
/// </summary>
/// <param name="folder">The workspace: the folder of api_keys.yaml.</param>
public sealed class ApiKeys(string folder)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "api_keys.yaml";

    /// <summary>The file, whether it is there or not.</summary>
    public string File { get; } = Path.Combine(Path.GetFullPath(folder), FileName);

    /// <summary>How a provider is reached. The key is null when there is none.</summary>
    /// <exception cref="NodeException">The file cannot be read, or a base URL is not one.</exception>
    public ProviderAccess AccessTo(ProviderSpec provider)
    {
        var lines = Read();
        var url = Find(lines, provider, "base_url");
        var address = url is null ? provider.BaseUrl : Check(url, provider);
        return new ProviderAccess(
            ProviderAccess.WithSlash(address), Find(lines, provider, "api_key"), Find(lines, provider, "endpoint_name") ?? ProviderAccess.WithSlash(address).AbsoluteUri);
    }

    /// <summary>The line of api_keys.yaml that holds a provider's key, as people write it.</summary>
    public static string LineFor(ProviderSpec provider) => Name(provider, "api_key");

    /// <summary>The environment variable that holds a provider's key.</summary>
    public static string VariableFor(ProviderSpec provider) => Variable(provider, "api_key");

    private static Uri Check(string url, ProviderSpec provider) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw new NodeException("base-url", $"{Name(provider, "base_url")} is '{url}'.", "Write a URL with https; http is for servers on this machine.");

    private static string? Find(Dictionary<string, string> lines, ProviderSpec provider, string what)
    {
        var value = Environment.GetEnvironmentVariable(Variable(provider, what)) is { Length: > 0 } set ? set : lines.GetValueOrDefault(Name(provider, what));
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    private static string Name(ProviderSpec provider, string what) => $"external_{provider.Id}_{what}";

    private static string Variable(ProviderSpec provider, string what) => $"NODEENGINE_{Name(provider, what).ToUpperInvariant()}";

    private Dictionary<string, string> Read()
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!System.IO.File.Exists(File))
        {
            return lines;
        }

        try
        {
            using var text = System.IO.File.OpenText(File);
            var yaml = new YamlStream();
            yaml.Load(text);
            if (yaml.Documents is [{ RootNode: YamlMappingNode map }])
            {
                foreach (var (name, value) in map.Children)
                {
                    lines[name.ToString()] = (value as YamlScalarNode)?.Value ?? "";
                }
            }
        }
        catch (YamlException e)
        {
            // The message of the parser may quote the line, and with it the key.
            throw new NodeException("keys-unreadable", $"{File} is not YAML at line {e.Start.Line}.", "Write lines such as external_openai_api_key: sk-….");
        }

        return lines;
    }
}

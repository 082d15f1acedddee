using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NodeEngine.Sdk;

namespace NodeEngine.Catalog;

/// <summary>One plugin as <c>plugins.json</c> names it.</summary>
/// <param name="Id">The name of the plugin, unique in the file.</param>
/// <param name="Path">The dll, absolute.</param>
/// <param name="IsEnabled">False: it is not loaded.</param>
/// <param name="Settings">What the plugin is told, by name.</param>
internal sealed record PluginEntry(string Id, string Path, bool IsEnabled, IReadOnlyDictionary<string, string> Settings);

/// <summary>Reads <c>plugins.json</c>, the file that makes a folder a workspace.</summary>
internal static class PluginsFile
{
    public const string Name = "plugins.json";

    private static readonly string[] TopMembers = ["$schema", "plugins"];
    private static readonly string[] PluginMembers = ["id", "path", "enabled", "settings"];

    public static List<PluginEntry> Read(string folder, List<Problem> problems)
    {
        var file = Path.Combine(folder, Name);
        var entries = new List<PluginEntry>();
        try
        {
            using var reader = new JsonTextReader(new StreamReader(file));
            var root = JToken.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
            if (root is not JObject { } top || top["plugins"] is not JArray plugins)
            {
                problems.Add(At(root, file, "plugins-invalid", "There is no list of plugins.", "Write { \"plugins\": [ { \"id\": …, \"path\": … } ] }."));
                return entries;
            }

            ReportUnknown(top, TopMembers, null, file, problems);
            foreach (var plugin in plugins)
            {
                ReadOne(plugin, folder, file, entries, problems);
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add(new Problem("plugins-missing", $"There is no {Name} in '{folder}'.") { File = file, Suggestion = "Make a workspace with: nodeengine new." });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem("plugins-unreadable", $"It cannot be read: {e.Message}") { File = file });
        }
        catch (JsonReaderException e)
        {
            var end = e.Message.IndexOf(" Path '", StringComparison.Ordinal);
            problems.Add(new Problem("json-invalid", end > 0 ? e.Message[..end] : e.Message) { File = file, Line = e.LineNumber, Column = e.LinePosition + 1 });
        }

        return entries;
    }

    private static void ReportUnknown(JObject of, string[] known, string? where, string file, List<Problem> problems)
    {
        foreach (var member in of.Properties().Where(member => !known.Contains(member.Name, StringComparer.Ordinal)))
        {
            var nearest = Nearest.To(member.Name, known);
            problems.Add(At(member, file, "member-unknown", $"'{member.Name}' is not known here.", nearest is null ? $"Known are {string.Join(", ", known)}." : $"Did you mean '{nearest}'?") with { Where = where });
        }
    }

    private static void ReadOne(JToken token, string folder, string file, List<PluginEntry> entries, List<Problem> problems)
    {
        if (token is not JObject plugin || (plugin["id"] as JValue)?.Value is not string { Length: > 0 } id
            || (plugin["path"] as JValue)?.Value is not string { Length: > 0 } path || path.Contains('\0', StringComparison.Ordinal))
        {
            problems.Add(At(token, file, "plugins-invalid", "A plugin is an object with id and path.", "Write { \"id\": \"mine\", \"path\": \"plugins/Mine/Mine.dll\" }."));
            return;
        }

        ReportUnknown(plugin, PluginMembers, id, file, problems);

        if (entries.Exists(entry => string.Equals(entry.Id, id, StringComparison.Ordinal)))
        {
            problems.Add(At(token, file, "plugin-duplicate", $"Plugin '{id}' is here a second time.", "Remove one of them.") with { Where = id });
            return;
        }

        if (plugin["enabled"] is { Type: not JTokenType.Boolean } wrong)
        {
            problems.Add(At(wrong, file, "value-wrong", "'enabled' is true or false.", null) with { Where = id });
        }

        if (plugin["settings"] is { } other and not JObject)
        {
            problems.Add(At(other, file, "value-wrong", "'settings' is an object: name to value.", null) with { Where = id });
        }

        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in (plugin["settings"] as JObject)?.Properties() ?? [])
        {
            settings[setting.Name] = setting.Value.ToString();
        }

        entries.Add(new PluginEntry(id, Path.GetFullPath(path, folder), plugin["enabled"] is not JValue { Value: false }, settings));
    }

    private static Problem At(JToken token, string file, string code, string message, string? suggestion)
    {
        // The reader tells where a token ends; how long it is as written follows from its value, escapes left aside.
        var line = (IJsonLineInfo)token;
        var length = token switch
        {
            JProperty member => member.Name.Length + "\"\":".Length,
            JValue { Value: string text } => text.Length + "\"\"".Length,
            JValue value => value.ToString(Formatting.None).Length,
            _ => 1,
        };
        return new Problem(code, message) { File = file, Line = line.LineNumber, Column = Math.Max(1, line.LinePosition - length + 1), Suggestion = suggestion };
    }
}

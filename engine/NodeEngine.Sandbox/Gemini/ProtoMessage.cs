using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.Gemini;

/// <summary>The type of a field in Google's JSON, as protocol buffers name it.</summary>
internal abstract record ProtoType
{
    private ProtoType()
    {
    }

    /// <summary>A string, 32-bit integer, number, boolean or base64.</summary>
    internal sealed record Scalar(string Name) : ProtoType;

    internal sealed record Choice(string Name, IReadOnlyList<string> Values) : ProtoType;

    internal sealed record Message(string Name, IReadOnlyDictionary<string, ProtoField> Fields) : ProtoType;
}

/// <summary>A field: its type, and whether it is a list.</summary>
internal sealed record ProtoField(ProtoType Type, bool Repeated = false);

/// <summary>
/// Reads JSON against a message type as Google's front end does: snake and camel case are the same, every unknown name and wrong value is reported,
/// all at once.
/// </summary>
internal sealed partial class ProtoReader
{
    private const string Package = "type.googleapis.com/google.ai.generativelanguage.v1beta.";

    public List<(string Field, string Description)> Violations { get; } = [];

    /// <summary>A copy with every name in camel case, so that readers look in one place.</summary>
    public JObject ReadMessage(JObject body, ProtoType.Message type, string path = "")
    {
        var read = new JObject();
        foreach (var (name, value) in body)
        {
            var key = Camel(name);
            if (!type.Fields.TryGetValue(key, out var field) || (name != key && name != Snake(key)))
            {
                Unknown(name, path, "Cannot find field.");
            }
            else if (value is { Type: not JTokenType.Null } && ReadField(value, field, name, path) is { } good)
            {
                read[key] = good;
            }
        }

        return read;
    }

    private JToken? ReadField(JToken value, ProtoField field, string name, string path)
    {
        var at = path.Length == 0 ? Snake(name) : $"{path}.{Snake(name)}";
        if (!field.Repeated)
        {
            if (value is JArray)
            {
                Unknown(name, path, "Proto field is not repeating, cannot start list.");
                return null;
            }

            return ReadValue(value, field.Type, at);
        }

        // A single value stands for a list of one.
        var list = new JArray();
        var items = value is JArray array ? array.ToList() : [value];
        for (var i = 0; i < items.Count; i++)
        {
            if (ReadValue(items[i], field.Type, $"{at}[{i}]") is { } item)
            {
                list.Add(item);
            }
        }

        return list;
    }

    private JToken? ReadValue(JToken value, ProtoType type, string at)
    {
        switch (type)
        {
            case ProtoType.Message message when value is JObject body:
                return ReadMessage(body, message, at);
            case ProtoType.Message message:
                Wrong(value, at, Package + message.Name);
                return null;
            case ProtoType.Choice choice:
                var text = value.Type == JTokenType.String ? ((string)value!).ToUpperInvariant() : null;
                if (text is null || !choice.Values.Contains(text))
                {
                    Wrong(value, at, Package + choice.Name);
                    return null;
                }

                return text;
            case ProtoType.Scalar scalar:
                return ReadScalar(value, scalar.Name, at);
            default:
                throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    private JToken? ReadScalar(JToken value, string type, string at)
    {
        var text = value is JValue { Value: string written } ? written : null;
        var digits = text ?? (value.Type == JTokenType.Integer ? value.ToString() : "");
        JToken? read = type switch
        {
            "TYPE_STRING" => text is not null ? value : null,
            "TYPE_BOOL" => value.Type == JTokenType.Boolean ? value : null,
            "TYPE_FLOAT" when value.Type is JTokenType.Integer or JTokenType.Float => value,
            "TYPE_FLOAT" => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
            "TYPE_INT32" => int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
            "TYPE_BYTES" => text is not null && Decode(text) is not null ? value : null,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a scalar."),
        };
        if (read is null)
        {
            Wrong(value, at, type);
        }

        return read;
    }

    /// <summary>Decodes standard and URL-safe base64, as Google does; null when it is neither.</summary>
    public static byte[]? Decode(string base64)
    {
        var text = base64.AsSpan().ContainsAny('-', '_') ? base64.Replace('-', '+').Replace('_', '/') : base64;
        text = (text.Length % 4) switch { 2 => text + "==", 3 => text + "=", _ => text };
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    private void Unknown(string name, string path, string why) =>
        Violations.Add((path, $"Invalid JSON payload received. Unknown name \"{name}\"{(path.Length == 0 ? "" : $" at '{path}'")}: {why}"));

    private void Wrong(JToken value, string at, string type)
    {
        var text = value.Type is JTokenType.String ? $"\"{value}\"" : value.ToString(Newtonsoft.Json.Formatting.None);
        text = text.Length > 100 ? text[..100] + "…\"" : text;
        Violations.Add((at, $"Invalid value at '{at}' ({type}), {(type == "TYPE_BYTES" ? "Base64 decoding failed for " : "")}{text}"));
    }

    private static string Camel(string name) => SnakeJoint().Replace(name, match => match.Groups[1].Value.ToUpperInvariant());

    private static string Snake(string name) => CamelJoint().Replace(name, match => $"_{match.Value.ToLowerInvariant()}");

    [GeneratedRegex("_([a-z0-9])")]
    private static partial Regex SnakeJoint();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex CamelJoint();
}

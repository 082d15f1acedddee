using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace NodeEngine.Sdk;

/// <summary>The XML documentation of one member, read from the file beside its assembly when somebody first asks for help.</summary>
internal sealed partial class Documentation
{
    private static readonly ConditionalWeakTable<Assembly, Lazy<Dictionary<string, XElement>>> Files = [];

    private readonly Lazy<XElement?> _member;

    private Documentation(Assembly assembly, string prefix) =>
        _member = new(() => Files.GetValue(assembly, a => new(() => Read(a))).Value.GetValueOrDefault(prefix));

    public string Summary => Text(_member.Value?.Element("summary"));

    public string Returns => Text(_member.Value?.Element("returns"));

    public static Documentation Of(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var signature = parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => Name(parameter.ParameterType)))})";
        return new(method.DeclaringType!.Assembly, $"M:{Name(method.DeclaringType)}.{method.Name}{signature}");
    }

    public static Documentation Of(Type type) => new(type.Assembly, $"T:{Name(type)}");

    public string Parameter(string name) =>
        Text(_member.Value?.Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == name));

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var members = new Dictionary<string, XElement>(StringComparer.Ordinal);
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(path))
        {
            return members;
        }

        try
        {
            foreach (var member in XDocument.Load(path).Descendants("member"))
            {
                members.TryAdd((string?)member.Attribute("name") ?? "", member);
            }
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            // A damaged help file costs the help, not the plugin.
        }

        return members;
    }

    /// <summary>A type as the compiler names it in documentation, such as <c>System.Collections.Generic.IReadOnlyList{System.String}</c>.</summary>
    private static string Name(Type type)
    {
        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        var name = (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName?.Replace('+', '.') ?? type.Name;
        return type.IsConstructedGenericType
            ? $"{name.Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(Name))}}}"
            : name;
    }

    private static string Text(XElement? element)
    {
        if (element is null)
        {
            return "";
        }

        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText plain => plain.Value,
            // Who reads help knows ports, not parameters.
            XElement { Name.LocalName: "paramref" } reference => PortTypes.SnakeCase((string?)reference.Attribute("name") ?? ""),
            XElement { Name.LocalName: "see", IsEmpty: true } reference =>
                (string?)reference.Attribute("langword") ?? ((string?)reference.Attribute("cref"))?.Split('(')[0].Split('.')[^1] ?? (string?)reference.Attribute("href"),
            XElement inner => Text(inner),
            _ => "",
        }));
        return Whitespace().Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}

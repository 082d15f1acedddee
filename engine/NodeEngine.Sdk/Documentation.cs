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

    // Overloads are told apart by what follows the name; two node types never share a method name.
    public static Documentation Of(MethodInfo method) =>
        new(method.DeclaringType!.Assembly, $"M:{method.DeclaringType.FullName!.Replace('+', '.')}.{method.Name}");

    public static Documentation Of(Type type) => new(type.Assembly, $"T:{type.FullName?.Replace('+', '.')}");

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
                var name = (string?)member.Attribute("name") ?? "";
                members.TryAdd(name.Split('(')[0], member);
            }
        }
        catch (XmlException)
        {
            // A damaged help file costs the help, not the plugin.
        }

        return members;
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
            XElement { Name.LocalName: "see" or "paramref" } reference =>
                (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? ((string?)reference.Attribute("cref"))?.Split('.')[^1],
            XElement inner => Text(inner),
            _ => "",
        }));
        return Whitespace().Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}

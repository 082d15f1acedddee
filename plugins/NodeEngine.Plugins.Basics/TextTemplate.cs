using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>A text with placeholders. Each placeholder of the written template is an input of its own.</summary>
internal sealed class TextTemplate : INode
{
    private const string TemplateKey = "template";

    private readonly IReadOnlyList<Part>? _parts;

    public TextTemplate() => Spec = SpecWith([]);

    private TextTemplate(IReadOnlyList<Part> parts)
    {
        _parts = parts;
        Spec = SpecWith(parts.Where(part => part.IsPlaceholder).Select(part => part.Text).Distinct(StringComparer.Ordinal));
    }

    public NodeSpec Spec { get; }

    public INode Specialize(IReadOnlyDictionary<string, Value> literals) =>
        literals.TryGetValue(TemplateKey, out var template) ? new TextTemplate(Parse(((TextValue)template).Text)) : this;

    public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation)
    {
        if (_parts is null)
        {
            throw Wrong("The template is not known before the run.", "Write it in the graph, or set it as a graph input.");
        }

        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part.IsPlaceholder ? run.Input<TextValue>(part.Text).Text : part.Text);
        }

        return new(new NodeOutputs(new TextValue(text.ToString())));
    }

    private static NodeSpec SpecWith(IEnumerable<string> placeholders)
    {
        var template = new Port(TemplateKey, PortType.Text)
        {
            IsLiteral = true,
            Help = "The text. {name} becomes an input that is put in its place, as often as it occurs; {{ and }} are braces.",
        };
        var inputs = placeholders.Select(name => new Port(name, PortType.Text) { Help = $"Put where the template says {{{name}}}." });
        return new NodeSpec("text.template", [template, .. inputs], [new Port("text", PortType.Text) { Help = "The template with its placeholders replaced." }])
        {
            Help = "Fills the placeholders of a text. Each {name} in the template is an input; what comes in is put there as it is, braces and all.",
        };
    }

    private static List<Part> Parse(string template)
    {
        var parts = new List<Part>();
        var literal = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var character = template[i];
            if (character is not ('{' or '}'))
            {
                literal.Append(character);
            }
            else if (i + 1 < template.Length && template[i + 1] == character)
            {
                literal.Append(character);
                i++;
            }
            else if (character == '}')
            {
                throw Wrong($"The template has a '}}' at character {i + 1} that closes nothing.", "Write }} for a brace.");
            }
            else
            {
                var name = Placeholder(template, i);
                parts.Add(new Part(literal.ToString(), IsPlaceholder: false));
                parts.Add(new Part(name, IsPlaceholder: true));
                literal.Clear();
                i += name.Length + 1;
            }
        }

        parts.Add(new Part(literal.ToString(), IsPlaceholder: false));
        return parts;
    }

    private static string Placeholder(string template, int open)
    {
        var length = template.AsSpan(open + 1).IndexOfAny('{', '}');
        if (length < 0 || template[open + 1 + length] == '{')
        {
            throw Wrong($"The template has a '{{' at character {open + 1} that is not closed.", "Close it with }, or write {{ for a brace.");
        }

        var name = template.Substring(open + 1, length);
        if (name.Length == 0)
        {
            throw Wrong($"The template has a placeholder without a name at character {open + 1}.", "Name it, such as {subject}, or write {{}} for two braces.");
        }

        if (!PortKey.IsOne(name))
        {
            throw Wrong(
                $"The placeholder '{{{name}}}' cannot be an input.",
                $"{PortKey.Rule}; or write {{{{ and }}}} for braces.");
        }

        return name != TemplateKey
            ? name
            : throw Wrong($"The placeholder '{{{name}}}' has the name of the template's own input.", "Give it another name.");
    }

    private static NodeException Wrong(string message, string advice) => new("template-wrong", message, advice) { Port = TemplateKey };

    private readonly record struct Part(string Text, bool IsPlaceholder);
}

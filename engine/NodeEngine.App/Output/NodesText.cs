using System.Globalization;
using NodeEngine.Catalog;
using NodeEngine.Sdk;

namespace NodeEngine.App.Output;

/// <summary>Shows node types to people.</summary>
internal static class NodesText
{
    private const int Widest = 120;

    /// <summary>All types by area, with the first sentence of their help.</summary>
    public static void WriteList(IReadOnlyList<CatalogNode> nodes, Screen screen)
    {
        var width = nodes.Count == 0 ? 0 : nodes.Max(node => node.Node.Spec.Type.Length);
        var isFirst = true;
        foreach (var area in nodes.GroupBy(node => node.Node.Spec.Type.Split('.')[0], StringComparer.Ordinal))
        {
            if (!isFirst)
            {
                screen.Line();
            }

            isFirst = false;
            screen.Line(screen.Bold(area.Key));
            foreach (var spec in area.Select(node => node.Node.Spec))
            {
                WriteColumns("  " + spec.Type.PadRight(width + 2), screen.Cyan(spec.Type), FirstSentence(spec.Help), width + 4, screen);
            }
        }
    }

    /// <summary>One type with all that it takes and gives.</summary>
    public static void WriteOne(CatalogNode node, ModelSpec? model, Screen screen)
    {
        var spec = node.Node.Spec;
        screen.Line($"{screen.Bold(spec.Type)}  {screen.Dim($"version {spec.Version}, {Purity(spec.Purity)}, plugin {node.Plugin}")}");
        WriteParagraph(spec.Help, 0, screen);
        if (model is not null)
        {
            screen.Line();
            ModelsText.WriteFacts(model, screen);
        }

        WritePorts("Inputs", spec.Inputs, Takes, screen);
        WritePorts("Outputs", spec.Outputs, port => port.Type.Name, screen);
        if (spec.HasLiterals)
        {
            var literals = string.Join(", ", spec.Inputs.Where(port => port.IsLiteral).Select(port => $"'{port.Key}'"));
            screen.Line();
            WriteParagraph($"More ports follow from {literals}, which must be written in the graph or set as a graph input.", 0, screen);
        }
    }

    /// <summary>What an input takes, such as <c>integer, 1 to 100, default 80</c>.</summary>
    private static string Takes(Port port)
    {
        var parts = new List<string> { port.Choices.Count > 0 ? $"{port.Type.Name}: {string.Join(" | ", port.Choices)}" : port.Type.Name };
        parts.AddRange((port.Min, port.Max) switch
        {
            ({ } min, { } max) => [string.Create(CultureInfo.InvariantCulture, $"{min} to {max}")],
            ({ } min, null) => [string.Create(CultureInfo.InvariantCulture, $"from {min}")],
            (null, { } max) => [string.Create(CultureInfo.InvariantCulture, $"up to {max}")],
            _ => Array.Empty<string>(),
        });
        if (port.MaxItems is { } items)
        {
            parts.Add($"up to {items} items");
        }

        parts.Add(port switch
        {
            { Default: TextValue text } when port.Type != PortType.Choice => $"default \"{text.Text.ReplaceLineEndings("\\n")}\"",
            { Default: ListValue { Items.Count: 0 } } => "default none",
            { Default: { } value } => $"default {value}",
            { IsOptional: true } => "optional",
            _ => "required",
        });
        return string.Join(", ", parts);
    }

    private static string Purity(Purity purity) => purity switch
    {
        Sdk.Purity.Pure => "pure: the same inputs give the same outputs",
        Sdk.Purity.Sampled => "sampled: a stored result is used until another take is asked for",
        _ => "effect: runs each time",
    };

    private static void WritePorts(string title, IReadOnlyList<Port> ports, Func<Port, string> describe, Screen screen)
    {
        if (ports.Count == 0)
        {
            return;
        }

        screen.Line();
        screen.Line(screen.Bold(title));
        var width = ports.Max(port => port.Key.Length) + 4;
        foreach (var port in ports)
        {
            WriteColumns("  " + port.Key.PadRight(width - 2), screen.Cyan(port.Key), describe(port), width, screen);
            WriteParagraph(port.Help, width, screen, screen.Dim);
        }
    }

    private static void WriteColumns(string first, string painted, string second, int indent, Screen screen)
    {
        var lines = Wrap(second, Width(screen) - indent);
        screen.Line((first.Replace(first.Trim(), painted, StringComparison.Ordinal) + lines.FirstOrDefault()).TrimEnd());
        foreach (var line in lines.Skip(1))
        {
            screen.Line(new string(' ', indent) + line);
        }
    }

    private static void WriteParagraph(string text, int indent, Screen screen, Func<string, string>? paint = null)
    {
        foreach (var line in Wrap(text, Width(screen) - indent))
        {
            screen.Line(new string(' ', indent) + (paint is null ? line : paint(line)));
        }
    }

    private static int Width(Screen screen) => screen.IsTerminal ? Math.Clamp(Console.WindowWidth, 40, Widest) : Widest;

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static string FirstSentence(string help)
    {
        var end = help.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? help : help[..(end + 1)];
    }
}

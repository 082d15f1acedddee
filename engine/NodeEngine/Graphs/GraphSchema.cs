using Newtonsoft.Json.Linq;
using NodeEngine.Catalog;
using NodeEngine.Sdk;

namespace NodeEngine.Graphs;

/// <summary>
/// Writes the JSON Schema (draft 2020-12) of graph files for the node types of a catalog, so that an editor completes node types and ports and shows
/// their help. What a schema cannot say, such as whether a link leads anywhere, is for <see cref="Plans.Plan"/> to find.
/// </summary>
public static class GraphSchema
{
    private const string Definitions = "#/$defs/";

    /// <summary>The schema, indented, with a line feed at the end.</summary>
    /// <param name="catalog">The node types that graphs may use.</param>
    public static string Write(NodeCatalog catalog)
    {
        var nodes = catalog.Nodes.Select(node => node.Node.Spec).ToList();
        var schema = new JObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "NodeEngine graph",
            ["description"] = "A graph: nodes, and links that carry texts, numbers and pictures between them.",
            ["type"] = "object",
            ["required"] = new JArray("format", "nodes"),
            ["additionalProperties"] = false,
            ["properties"] = new JObject
            {
                ["$schema"] = Text("The schema that editors complete with."),
                ["format"] = Described(new JObject { ["const"] = Graph.Format }, "The version of the format."),
                ["name"] = Text("The name for people."),
                ["description"] = Text("What the graph is for."),
                ["inputs"] = MapOf("input", "What can be set from outside, by name: --set name=value."),
                ["nodes"] = Described(
                    new JObject
                    {
                        ["type"] = "object",
                        ["propertyNames"] = new JObject { ["pattern"] = "^[a-z][a-z0-9_-]*$" },
                        ["additionalProperties"] = Reference("node"),
                    },
                    "The nodes, by id."),
                ["outputs"] = MapOf("link", "What the graph gives, by name: pictures are written to files of that name."),
                ["editor"] = Described([], "What an editor keeps here; it changes nothing."),
            },
            ["$defs"] = new JObject
            {
                ["link"] = Described(Closed(new JProperty("link", Text("node.port"))), "The output of a node."),
                ["source"] = Source(),
                ["input"] = GraphInput(),
                ["node"] = Node(nodes),
            },
        };
        var definitions = (JObject)schema["$defs"]!;
        foreach (var node in nodes)
        {
            definitions["inputs:" + node.Type] = Inputs(node);
        }

        return schema.ToString().ReplaceLineEndings("\n") + "\n";
    }

    private static JObject Node(List<NodeSpec> nodes) => new()
    {
        ["type"] = "object",
        ["required"] = new JArray("type"),
        ["additionalProperties"] = false,
        ["properties"] = new JObject
        {
            ["type"] = new JObject
            {
                // Any text, because aliases of models are node types too, and a graph may wait for a plugin; the known ones are offered.
                ["anyOf"] = new JArray(
                    new JObject { ["enum"] = new JArray(nodes.Select(node => node.Type)), ["enumDescriptions"] = new JArray(nodes.Select(node => node.Help)) },
                    new JObject { ["type"] = "string", ["pattern"] = "^[a-z0-9_-]+\\.[a-z0-9._-]+$" }),
                ["description"] = "The node type.",
            },
            ["title"] = Text("The name for people; it changes nothing."),
            ["inputs"] = Described(new JObject { ["type"] = "object" }, "The inputs of the node, by port."),
            ["bypass"] = Described(new JObject { ["type"] = "boolean" }, "True: the node does not run, and passes on its first input that fits."),
            ["editor"] = Described([], "What an editor keeps here; it changes nothing."),
        },
        ["allOf"] = new JArray(nodes.Select(node => new JObject
        {
            ["if"] = new JObject { ["properties"] = new JObject { ["type"] = new JObject { ["const"] = node.Type } }, ["required"] = new JArray("type") },
            ["then"] = Then(node),
        })),
    };

    private static JObject Then(NodeSpec node)
    {
        var then = Described(new JObject { ["properties"] = new JObject { ["inputs"] = Reference("inputs:" + node.Type) } }, node.Help);
        var required = node.Inputs.Where(port => port.IsRequired).Select(port => port.Key).ToList();
        if (required.Count > 0)
        {
            // A node that is bypassed needs only what it passes on.
            then["anyOf"] = new JArray(
                new JObject
                {
                    ["required"] = new JArray("inputs"),
                    ["properties"] = new JObject { ["inputs"] = new JObject { ["required"] = new JArray(required) } },
                },
                new JObject { ["required"] = new JArray("bypass"), ["properties"] = new JObject { ["bypass"] = new JObject { ["const"] = true } } });
        }

        return then;
    }

    private static JObject Inputs(NodeSpec node)
    {
        var inputs = new JObject
        {
            ["type"] = "object",
            ["properties"] = new JObject(node.Inputs.Select(port => new JProperty(port.Key, Of(port)))),
        };

        // Of a node whose ports follow from what is written, the others are not known here.
        inputs["additionalProperties"] = node.HasLiterals ? new JObject() : false;
        return inputs;
    }

    private static JObject Of(Port port)
    {
        var schema = new JObject { ["description"] = port.IsRequired ? $"{port.Type}. {port.Help}" : $"{port.Type}, optional. {port.Help}" };
        if (port.Default is TextValue or IntegerValue or NumberValue or BooleanValue)
        {
            schema["default"] = Literal(port.Default);
        }

        if (port.Examples.Count > 0)
        {
            schema["examples"] = new JArray(port.Examples);
        }

        schema["anyOf"] = new JArray(Values(port, port.Type), Reference("source"));
        return schema;
    }

    /// <summary>What may be written for a value of a type; a single value may stand for a list of one.</summary>
    private static JObject Values(Port port, PortType type)
    {
        if (type.Item is not { } item)
        {
            return Single(port, type);
        }

        var items = new JObject { ["anyOf"] = new JArray(Values(port, item), Reference("source")) };
        var list = new JObject { ["type"] = "array", ["items"] = items };
        if (type == port.Type && port.MaxItems is { } most)
        {
            list["maxItems"] = most;
        }

        return new JObject { ["anyOf"] = new JArray(list, Values(port, item)) };
    }

    private static JObject Single(Port port, PortType type) => type.Name switch
    {
        "integer" => Bounded(new JObject { ["type"] = "integer" }, port),
        "number" => Bounded(new JObject { ["type"] = "number" }, port),
        "boolean" => new JObject { ["type"] = "boolean" },
        "choice" => new JObject { ["enum"] = new JArray(port.Choices) },
        _ when type.Variable is not null => new JObject { ["type"] = new JArray("string", "number", "boolean", "array") },
        _ => new JObject { ["type"] = "string" },
    };

    private static JObject Bounded(JObject schema, Port port)
    {
        if (port.Min is { } min)
        {
            schema["minimum"] = Whole(min);
        }

        if (port.Max is { } max)
        {
            schema["maximum"] = Whole(max);
        }

        return schema;
    }

    private static JToken Whole(double bound) => bound == Math.Floor(bound) && Math.Abs(bound) < 1L << 53 ? (long)bound : bound;

    private static JToken Literal(Value value) => value switch
    {
        IntegerValue integer => integer.Number,
        NumberValue number => number.Number,
        BooleanValue boolean => boolean.IsTrue,
        _ => value.ToString(),
    };

    private static JObject Source() => new()
    {
        ["description"] = "Where the value comes from.",
        ["oneOf"] = new JArray(
            Closed(new JProperty("link", Text("The output of a node, as node.port."))),
            Closed(new JProperty("input", Text("The name of a graph input."))),
            Closed(new JProperty("value", Described([], "A value as it is, even if it looks like one of the others.")))),
    };

    private static JObject GraphInput() => new()
    {
        ["type"] = "object",
        ["required"] = new JArray("type"),
        ["additionalProperties"] = false,
        ["properties"] = new JObject
        {
            ["type"] = Described(
                new JObject { ["type"] = "string", ["pattern"] = "^(text|integer|number|boolean|choice|image|mask|file)(\\[\\])*$" },
                "text, integer, number, boolean, choice, image, mask or file; with [] after it a list."),
            ["default"] = Described([], "The value when none is set. Without it, one must be set. A picture or file is a path from the folder of the graph."),
            ["help"] = Text("What it means, for people."),
        },
    };

    private static JObject MapOf(string definition, string help) => Described(new JObject { ["type"] = "object", ["additionalProperties"] = Reference(definition) }, help);

    private static JObject Closed(JProperty member) =>
        new() { ["type"] = "object", ["properties"] = new JObject(member), ["required"] = new JArray(member.Name), ["additionalProperties"] = false };

    private static JObject Reference(string definition) => new() { ["$ref"] = Definitions + definition };

    private static JObject Text(string help) => Described(new JObject { ["type"] = "string" }, help);

    private static JObject Described(JObject schema, string help)
    {
        schema["description"] = help;
        return schema;
    }
}

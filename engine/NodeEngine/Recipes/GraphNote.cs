using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NodeEngine.Plans;
using NodeEngine.Sdk;

namespace NodeEngine.Recipes;

/// <summary>A graph as recipes keep it: as it was written, but for files outside its folder. Those are named by their content, not by where they lay.</summary>
internal static class GraphNote
{
    /// <summary>The graph of a plan.</summary>
    public static JObject Write(Plan plan)
    {
        var graph = Parse(Encoding.UTF8.GetString(plan.Graph.Source.Span));
        foreach (var input in Objects(graph["inputs"]))
        {
            if (input.Value["default"] is { } written)
            {
                input.Value["default"] = Hide(written, plan.Inputs.GetValueOrDefault(input.Name), plan.Graph.Folder);
            }
        }

        var steps = plan.Steps.ToDictionary(step => step.Id, StringComparer.Ordinal);
        foreach (var (id, node) in Objects(graph["nodes"]))
        {
            var step = steps.GetValueOrDefault(id);
            foreach (var input in (node["inputs"] as JObject)?.Properties() ?? [])
            {
                var index = step?.Spec.InputIndex(input.Name) ?? -1;
                input.Value = Hide(input.Value, index < 0 ? null : step!.Inputs[index].Constant, plan.Graph.Folder);
            }
        }

        return graph;
    }

    /// <summary>A value as it is written in a graph.</summary>
    public static JToken Write(Value value, string folder) => value switch
    {
        ListValue list => new JArray(list.Items.Select(item => Write(item, folder))),
        IntegerValue integer => integer.Number,
        NumberValue number => number.Number,
        BooleanValue boolean => boolean.IsTrue,
        FileValue file => Below(file.Path, folder) ?? value.Address.ToString(),
        ImageValue image => (image.Encoded is not Results.BlobSource and { FilePath: { } path } ? Below(path, folder) : null) ?? value.Address.ToString(),
        _ => value.ToString()!,
    };

    /// <summary>The pictures and files outside the folder of a plan's graph, which recipes name by their content.</summary>
    public static IEnumerable<(Address Content, string Path)> Outside(Plan plan)
    {
        var open = new Stack<Value>(plan.Inputs.Values);
        foreach (var step in plan.Steps)
        {
            foreach (var input in step.Inputs)
            {
                input.PushConstants(open);
            }
        }

        while (open.TryPop(out var value))
        {
            var path = value switch
            {
                FileValue file => file.Path,
                ImageValue { Encoded: { FilePath: { } picture } and not Results.BlobSource } => picture,
                _ => null,
            };
            if (path is not null && Below(path, plan.Graph.Folder) is null)
            {
                yield return (value.Address, path);
            }

            foreach (var item in value is ListValue list ? list.Items : [])
            {
                open.Push(item);
            }
        }
    }

    /// <summary>The part of a graph that leads to one picture.</summary>
    public static JObject Cut(JObject graph, IEnumerable<string> nodes, string picture)
    {
        var cut = new JObject();
        foreach (var member in graph.Properties())
        {
            switch (member.Name)
            {
                case "nodes":
                    cut["nodes"] = new JObject(nodes.Select(id => ((JObject)member.Value).Property(id, StringComparison.Ordinal)));
                    break;
                case "outputs":
                    cut["outputs"] = new JObject(((JObject)member.Value).Properties().Where(output => output.Name == picture));
                    break;
                case "editor":
                    break;
                default:
                    cut[member.Name] = member.Value;
                    break;
            }
        }

        return cut;
    }

    /// <summary>JSON without interpretation: dates stay text, and numbers are written back as they were.</summary>
    public static JObject Parse(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json.TrimStart('\uFEFF'))) { DateParseHandling = DateParseHandling.None };
        return JObject.Load(reader, new JsonLoadSettings { CommentHandling = CommentHandling.Ignore });
    }

    private static IEnumerable<(string Name, JObject Value)> Objects(JToken? members) =>
        ((members as JObject)?.Properties() ?? []).Where(member => member.Value is JObject).Select(member => (member.Name, (JObject)member.Value));

    private static JToken Hide(JToken written, Value? value, string folder)
    {
        switch (written)
        {
            case JArray array:
                var items = (value as ListValue)?.Items;
                for (var i = 0; i < array.Count; i++)
                {
                    array[i] = Hide(array[i], items?.Count == array.Count ? items[i] : null, folder);
                }

                return array;
            case JValue { Value: string path } when Path.IsPathRooted(path):
                return value switch
                {
                    ImageValue or FileValue => Write(value, folder),
                    ListValue { Items: [ImageValue or FileValue] } list => Write(list.Items[0], folder),

                    // It belongs to a node that did not run, so that nobody knows whether it means a file.
                    null when File.Exists(path) => Path.GetFileName(path),
                    _ => written,
                };
            default:
                return written;
        }
    }

    private static string? Below(string path, string folder)
    {
        var relative = Path.GetRelativePath(folder, path);
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? null : relative.Replace('\\', '/');
    }
}

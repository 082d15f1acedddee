using Newtonsoft.Json.Linq;

namespace NodeEngine.Models.Descriptors;

/// <summary>Writes the JSON Schema (draft 2020-12) of descriptors, so that editors complete them and show help.</summary>
public static class DescriptorSchema
{
    /// <summary>The schema, indented, with a line feed at the end.</summary>
    public static string Write()
    {
        var schema = Of(DescriptorFormat.Descriptor);
        schema.AddFirst(new JProperty("title", "NodeEngine model descriptor"));
        schema.AddFirst(new JProperty("$schema", "https://json-schema.org/draft/2020-12/schema"));
        // What a descriptor extends may have the rest.
        schema.Remove("required");
        return schema.ToString().ReplaceLineEndings("\n") + "\n";
    }

    private static JObject Of(Shape shape)
    {
        var schema = shape switch
        {
            Shape.Map map => new JObject
            {
                ["type"] = "object",
                ["properties"] = new JObject(map.Members.Select(member => new JProperty(member.Name, Of(member.Shape)))),
                ["required"] = new JArray(map.Members.Where(member => member.IsRequired).Select(member => member.Name)),
                ["additionalProperties"] = false,
            },
            // An inherited entry is taken out with null.
            Shape.MapOf map => new JObject { ["type"] = "object", ["additionalProperties"] = new JObject { ["anyOf"] = new JArray(Of(map.Value), new JObject { ["type"] = "null" }) } },
            Shape.ListOf { MayBeSingle: true } list => new JObject { ["anyOf"] = new JArray(Of(list.Item), new JObject { ["type"] = "array", ["items"] = Of(list.Item) }) },
            Shape.ListOf list => new JObject { ["type"] = "array", ["items"] = Of(list.Item) },
            Shape.Number number => Number(number),
            Shape.Day => new JObject { ["type"] = "string", ["format"] = "date" },
            Shape.Flag => new JObject { ["type"] = "boolean" },
            Shape.Scalar => new JObject { ["type"] = new JArray("string", "number", "boolean") },
            Shape.Text { Choices.Length: > 0 } text => new JObject { ["enum"] = new JArray(text.Choices) },
            _ => new JObject { ["type"] = "string" },
        };
        schema["description"] = shape.Help;
        return schema;
    }

    private static JObject Number(Shape.Number number)
    {
        var schema = new JObject { ["type"] = number.IsWhole ? "integer" : "number" };
        if (number.Min > double.MinValue)
        {
            schema["minimum"] = number.Min;
        }

        return schema;
    }
}

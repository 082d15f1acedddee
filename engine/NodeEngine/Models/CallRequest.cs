using System.Text.Json.Nodes;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>What was asked of a model, as the ledger keeps it: enough to settle the price in a later process. Input pictures are only counted.</summary>
internal static class CallRequest
{
    public static string Write(ModelRequest request) => new JsonObject
    {
        ["prompt"] = request.Prompt,
        ["count"] = request.Count,
        ["size"] = request.Size,
        ["parameters"] = new JsonObject(request.Parameters.Select(parameter => KeyValuePair.Create(parameter.Key, Write(parameter.Value)))),
        ["references"] = request.References.Count,
        ["image"] = request.Image is not null,
        ["mask"] = request.Mask is not null,
    }.ToJsonString();

    public static ModelRequest Read(string json, ModelSpec model)
    {
        var request = JsonNode.Parse(json)!;
        return new ModelRequest
        {
            Model = model,
            Prompt = (string?)request["prompt"] ?? "",
            Count = (int?)request["count"] ?? 1,
            Size = (string?)request["size"],
            Parameters = [.. (request["parameters"] as JsonObject ?? []).Select(parameter => KeyValuePair.Create(parameter.Key, Read(parameter.Value!)))],
            References = [.. Enumerable.Repeat(Gone, (int?)request["references"] ?? 0)],
            Image = (bool?)request["image"] == true ? Gone : null,
        };
    }

    /// <summary>Stands for an input picture: whether there was one changes what the answer's tokens mean.</summary>
    private static ImageValue Gone => ImageValue.FromEncoded(ReadOnlyMemory<byte>.Empty);

    private static JsonNode? Write(Value value) => value switch
    {
        IntegerValue integer => JsonValue.Create(integer.Number),
        NumberValue number => JsonValue.Create(number.Number),
        BooleanValue boolean => JsonValue.Create(boolean.IsTrue),
        _ => JsonValue.Create(value.ToString())!,
    };

    private static Value Read(JsonNode value) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => BooleanValue.Of((bool)value),
        System.Text.Json.JsonValueKind.Number => value.AsValue().TryGetValue<long>(out var integer) ? new IntegerValue(integer) : new NumberValue((double)value),
        _ => new TextValue((string)value!),
    };
}

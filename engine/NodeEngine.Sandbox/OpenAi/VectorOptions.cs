using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>The <c>svg</c> object of gpt-image-2.6: which language model writes the drawing, and with how much effort.</summary>
internal static class VectorOptions
{
    private static readonly string[] Efforts = ["minimal", "low", "medium", "high"];

    public static void Check(RequestFields fields)
    {
        if (fields.Take("svg") is not { } value)
        {
            return;
        }

        if (Object(value, "svg", ["model", "reasoning"], fields) is not { } svg)
        {
            return;
        }

        if (svg["model"] is { Type: not JTokenType.String } model)
        {
            fields.Refuse(OpenAiError.WrongType("svg.model", "a string", RequestFields.Describe(model)));
        }

        if (svg["reasoning"] is { } reasoning
            && Object(reasoning, "svg.reasoning", ["effort"], fields)?["effort"] is { } effort
            && !Efforts.Contains(effort.ToString()))
        {
            fields.Refuse(OpenAiError.WrongValue("svg.reasoning.effort", effort.ToString(), Efforts));
        }
    }

    private static JObject? Object(JToken value, string name, string[] members, RequestFields fields)
    {
        if (value is not JObject entry)
        {
            fields.Refuse(OpenAiError.WrongType(name, "an object", RequestFields.Describe(value)));
            return null;
        }

        foreach (var member in entry.Properties().Where(member => !members.Contains(member.Name)))
        {
            fields.Refuse(OpenAiError.UnknownParameter($"{name}.{member.Name}"));
        }

        return entry;
    }
}

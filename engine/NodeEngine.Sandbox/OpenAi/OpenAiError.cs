using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Http;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>OpenAI's error body: <c>{"error":{"message","type","param","code"}}</c> (openai-openapi, Error).</summary>
internal sealed record OpenAiError(int Status, string Message, string? Code, string? Param = null)
{
    public string Type { get; init; } = "invalid_request_error";

    /// <summary>Stage and categories of a safety block.</summary>
    public JObject? ModerationDetails { get; init; }

    public static OpenAiError Bad(string message, string? code, string? param = null) => new(400, message, code, param);

    public static OpenAiError UnknownParameter(string name) => Bad($"Unknown parameter: '{name}'.", "unknown_parameter", name);

    public static OpenAiError MissingParameter(string name) => Bad($"Missing required parameter: '{name}'.", "missing_required_parameter", name);

    public static OpenAiError WrongType(string name, string expected, string got) =>
        Bad($"Invalid type for '{name}': expected {expected}, but got {got} instead.", "invalid_type", name);

    public static OpenAiError WrongValue(string name, string value, IReadOnlyList<string> supported) =>
        Bad($"Invalid value: '{value}'. Supported values are: {List(supported)}.", "invalid_value", name);

    public static OpenAiError UnknownModel(string id) => new(404, $"The model '{id}' does not exist or you do not have access to it.", "model_not_found");

    public Answer ToAnswer()
    {
        var error = new JObject { ["message"] = Message, ["type"] = Type, ["param"] = Param, ["code"] = Code };
        if (ModerationDetails is not null)
        {
            error["moderation_details"] = ModerationDetails;
        }

        return Answer.Json(Status, new JObject { ["error"] = error });
    }

    private static string List(IReadOnlyList<string> values)
    {
        var quoted = values.Select(value => $"'{value}'").ToList();
        return quoted.Count switch
        {
            1 => quoted[0],
            2 => $"{quoted[0]} and {quoted[1]}",
            _ => $"{string.Join(", ", quoted.Take(quoted.Count - 1))}, and {quoted[^1]}",
        };
    }
}

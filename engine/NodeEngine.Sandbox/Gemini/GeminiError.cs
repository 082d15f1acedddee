using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Http;

namespace NodeEngine.Sandbox.Gemini;

/// <summary>Google's error body: <c>{"error":{"code","message","status","details"}}</c> (google.rpc.Status).</summary>
internal sealed record GeminiError(int Code, string Status, string Message)
{
    private const string TypePrefix = "type.googleapis.com/google.rpc.";

    public IReadOnlyList<JObject> Details { get; init; } = [];

    public static GeminiError Bad(string message) => new(400, "INVALID_ARGUMENT", message);

    /// <summary>What the JSON reader of Google's APIs says: all faults of form at once.</summary>
    public static GeminiError Form(IReadOnlyList<(string Field, string Description)> violations)
    {
        var listed = violations.Select(violation => violation.Field.Length == 0
            ? new JObject { ["description"] = violation.Description }
            : new JObject { ["field"] = violation.Field, ["description"] = violation.Description });
        return Bad(string.Join('\n', violations.Select(violation => violation.Description))) with { Details = [Detail("BadRequest", ("fieldViolations", new JArray(listed)))] };
    }

    public static GeminiError UnknownModel(string id, string version) => new(
        404,
        "NOT_FOUND",
        $"models/{id} is not found for API version {version}, or is not supported for generateContent. " +
        "Call ListModels to see the list of available models and their supported methods.");

    public static JObject Detail(string type, params (string Name, JToken Value)[] members)
    {
        var detail = new JObject { ["@type"] = TypePrefix + type };
        foreach (var (name, value) in members)
        {
            detail[name] = value;
        }

        return detail;
    }

    public Answer ToAnswer()
    {
        var error = new JObject { ["code"] = Code, ["message"] = Message, ["status"] = Status };
        if (Details.Count > 0)
        {
            error["details"] = new JArray(Details);
        }

        return Answer.Json(Code, new JObject { ["error"] = error });
    }
}

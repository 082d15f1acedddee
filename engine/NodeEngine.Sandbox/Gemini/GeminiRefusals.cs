using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Http;

namespace NodeEngine.Sandbox.Gemini;

/// <summary>What Google says when it refuses for a reason that is not in the parameters.</summary>
internal static class GeminiRefusals
{
    private const string PromptPrefix = "prompt:";
    private const string TextOnly = "TEXT_ONLY";

    // python-genai BlockedReason and FinishReason.
    private static readonly string[] Blocks = ["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY"];
    private static readonly string[] Finishes =
    [
        "MAX_TOKENS", "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MALFORMED_FUNCTION_CALL",
        "IMAGE_SAFETY", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "IMAGE_PROHIBITED_CONTENT", "NO_IMAGE", "IMAGE_RECITATION", "IMAGE_OTHER",
    ];

    public static IReadOnlyList<string> BlockReasons { get; } = [.. Blocks.Select(reason => PromptPrefix + reason), .. Finishes, TextOnly];

    public static GeminiError? CheckKey(IncomingRequest request)
    {
        var key = request.Headers["x-goog-api-key"].ToString();
        if (key.Length == 0)
        {
            return new(
                403,
                "PERMISSION_DENIED",
                "Method doesn't allow unregistered callers (callers without established identity). " +
                "Please use API Key or other form of API consumer identity to call this API.");
        }

        return key.Contains("invalid", StringComparison.OrdinalIgnoreCase) ? InvalidKey : null;
    }

    public static GeminiError ForStatus(int status) => status switch
    {
        400 => new(status, "FAILED_PRECONDITION", "User location is not supported for the API use."),
        403 => new(status, "PERMISSION_DENIED", "The caller does not have permission"),
        404 => new(status, "NOT_FOUND", "Requested entity was not found."),
        413 => GeminiError.Bad("Request payload size exceeds the limit: 104857600 bytes. Please use the File API to upload larger files."),
        429 => new(status, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details.\nPlease retry in 34s.")
        {
            Details = Quota("GenerateRequestsPerMinutePerProjectPerModel", "34s"),
        },
        503 => new(status, "UNAVAILABLE", "The model is overloaded. Please try again later."),
        504 => new(status, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
        >= 500 => new(status, "INTERNAL", "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting"),
        _ => new(status, "UNKNOWN", "The request could not be processed."),
    };

    public static Answer? ForReason(string reason, string model, string responseId)
    {
        var body = new JObject();
        if (reason.StartsWith(PromptPrefix, StringComparison.Ordinal) && Blocks.Contains(reason[PromptPrefix.Length..]))
        {
            body["promptFeedback"] = new JObject { ["blockReason"] = reason[PromptPrefix.Length..] };
        }
        else if (reason == TextOnly)
        {
            var text = new JObject { ["text"] = "I can describe that picture, but shall I draw it in oil or in watercolour?" };
            var content = new JObject { ["parts"] = new JArray(text), ["role"] = "model" };
            body["candidates"] = new JArray(new JObject { ["content"] = content, ["finishReason"] = "STOP", ["index"] = 0 });
        }
        else if (Finishes.Contains(reason))
        {
            body["candidates"] = new JArray(new JObject { ["finishReason"] = reason, ["finishMessage"] = "Unable to show the generated image.", ["index"] = 0 });
        }
        else
        {
            return null;
        }

        var tokens = new JArray(new JObject { ["modality"] = "TEXT", ["tokenCount"] = 10 });
        body["usageMetadata"] = new JObject { ["promptTokenCount"] = 10, ["totalTokenCount"] = 10, ["promptTokensDetails"] = tokens };
        body["modelVersion"] = model;
        body["responseId"] = responseId;
        return Answer.Json(200, body);
    }

    // Google answers 400, not 401, to a key that it does not know; the detail's reason tells it from a wrong field.
    private static GeminiError InvalidKey => GeminiError.Bad("API key not valid. Please pass a valid API key.") with
    {
        Details =
        [
            GeminiError.Detail("ErrorInfo", ("reason", "API_KEY_INVALID"), ("domain", "googleapis.com"), ("metadata", new JObject { ["service"] = "generativelanguage.googleapis.com" })),
            GeminiError.Detail("LocalizedMessage", ("locale", "en-US"), ("message", "API key not valid. Please pass a valid API key.")),
        ],
    };

    private static IReadOnlyList<JObject> Quota(string quota, string delay) =>
    [
        GeminiError.Detail("QuotaFailure", ("violations", new JArray(new JObject
        {
            ["quotaMetric"] = "generativelanguage.googleapis.com/generate_content_requests",
            ["quotaId"] = quota,
            ["quotaDimensions"] = new JObject { ["location"] = "global", ["model"] = "gemini-2.5-flash-preview-image" },
        }))),
        GeminiError.Detail("Help", ("links", new JArray(new JObject { ["description"] = "Learn more about Gemini API quotas", ["url"] = "https://ai.google.dev/gemini-api/docs/rate-limits" }))),
        GeminiError.Detail("RetryInfo", ("retryDelay", delay)),
    ];
}

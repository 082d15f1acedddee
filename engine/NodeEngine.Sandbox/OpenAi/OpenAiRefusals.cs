using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Http;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>What OpenAI says when it refuses for a reason that is not in the parameters.</summary>
internal static class OpenAiRefusals
{
    public static IReadOnlyList<string> BlockReasons { get; } = ["moderation_blocked", "moderation_blocked_output", "content_policy_violation", "no_data"];

    public static OpenAiError? CheckKey(IncomingRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        var key = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        if (key.Length == 0)
        {
            return new(
                401,
                "You didn't provide an API key. " +
                "You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).", null);
        }

        return key.Contains("invalid", StringComparison.OrdinalIgnoreCase)
            ? new(401, $"Incorrect API key provided: {Mask(key)}. You can find your API key at https://platform.openai.com/account/api-keys.", "invalid_api_key")
            : null;
    }

    public static OpenAiError ForStatus(int status) => status switch
    {
        401 => new(status, "Incorrect API key provided: sk-***. You can find your API key at https://platform.openai.com/account/api-keys.", "invalid_api_key"),
        403 => new(status, "Your organization must be verified to use this model.", null),
        404 => new(status, "The model does not exist or you do not have access to it.", "model_not_found"),
        413 => new(status, "Maximum content size limit exceeded.", null),
        429 => new(status, "Rate limit reached for requests per min (RPM): Limit 5, Used 5, Requested 1. Please try again in 232ms.", "rate_limit_exceeded") { Type = "requests" },
        503 => new(status, "The engine is currently overloaded, please try again later.", null) { Type = "service_unavailable_error" },
        >= 500 => new(status, "The server had an error while processing your request. Sorry about that!", "server_error") { Type = "server_error" },
        _ => new(status, "The request could not be processed.", null),
    };

    public static Answer? ForReason(string reason) => reason switch
    {
        "moderation_blocked" => Blocked("input"),
        "moderation_blocked_output" => Blocked("output"),
        "content_policy_violation" => OpenAiError.Bad("Your request was rejected as a result of our safety system.", reason).ToAnswer(),
        "no_data" => Answer.Json(200, new JObject { ["created"] = 1763856000, ["data"] = new JArray() }),
        _ => null,
    };

    private static Answer Blocked(string stage) =>
        (OpenAiError.Bad("Your request was rejected by the safety system.", "moderation_blocked") with
        {
            Type = "image_generation_user_error",
            ModerationDetails = new() { ["moderation_stage"] = stage, ["categories"] = new JArray("violence") },
        }).ToAnswer();

    // OpenAI shows the ends of a wrong key.
    private static string Mask(string key) => key.Length < 12 ? "***" : $"{key[..4]}{new string('*', key.Length - 8)}{key[^4..]}";
}

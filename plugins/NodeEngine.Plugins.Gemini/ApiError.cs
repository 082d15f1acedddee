using System.Globalization;
using System.Text.Json;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Gemini;

/// <summary>Reads the errors of Google's APIs (google.rpc.Status with details).</summary>
internal static class ApiError
{
    public static ModelError Read(JsonElement root, int httpStatus)
    {
        // Streaming fronts wrap the error in a list.
        var error = (root.ValueKind == JsonValueKind.Array ? root[0] : root).GetProperty("error");
        var message = GenerateContentAnswer.Text(error, "message") ?? "";
        var status = GenerateContentAnswer.Text(error, "status");
        var details = error.TryGetProperty("details", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToList() : [];
        var reason = details.Select(detail => GenerateContentAnswer.Text(detail, "reason")).FirstOrDefault(text => text is not null);
        var quotas = details.Where(detail => detail.TryGetProperty("violations", out _))
            .SelectMany(detail => detail.GetProperty("violations").EnumerateArray())
            .Select(violation => GenerateContentAnswer.Text(violation, "quotaId") ?? "")
            .ToList();
        var wait = details.Select(detail => Seconds(GenerateContentAnswer.Text(detail, "retryDelay"))).FirstOrDefault(time => time is not null);
        return (httpStatus, status, reason) switch
        {
            (_, _, "API_KEY_INVALID" or "API_KEY_EXPIRED" or "API_KEY_SERVICE_BLOCKED") => new ModelError(ModelErrorKind.Authentication, message),
            (403, _, _) when message.Contains("unregistered callers", StringComparison.Ordinal) => new ModelError(ModelErrorKind.Authentication, message),
            (400, "FAILED_PRECONDITION", _) => new ModelError(ModelErrorKind.Forbidden, message) { Advice = "Turn billing on for the key's project, and check that the API serves your region." },
            (429, _, _) when message.Contains("limit: 0", StringComparison.Ordinal) => new ModelError(ModelErrorKind.Quota, message)
            {
                Advice = "This key has no quota for pictures at all: the free tier has none. Turn billing on for its project.",
            },
            (429, _, _) when quotas.Exists(quota => quota.Contains("PerDay", StringComparison.Ordinal)) => new ModelError(ModelErrorKind.Quota, $"the quota of the day is used up: {message}")
            {
                Advice = "It renews at midnight Pacific time.",
            },
            // Without a time to wait it is lack of capacity rather than a limit of this key.
            (429, _, _) when wait is null => new ModelError(ModelErrorKind.Unavailable, message),
            _ => new ModelError(Classify(httpStatus), message) { RetryAfter = wait },
        };
    }

    public static ModelErrorKind Classify(int status) => status switch
    {
        401 => ModelErrorKind.Authentication,
        403 => ModelErrorKind.Forbidden,
        404 => ModelErrorKind.NotFound,
        429 => ModelErrorKind.RateLimited,
        503 => ModelErrorKind.Unavailable,
        499 or 502 or 504 or 524 => ModelErrorKind.OutcomeUnknown,
        >= 500 => ModelErrorKind.ProviderFailed,
        _ => ModelErrorKind.BadRequest,
    };

    /// <summary>A duration as Google writes it: <c>3.299376739s</c>.</summary>
    private static TimeSpan? Seconds(string? text) =>
        text is [.. var number, 's'] && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : null;
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.OpenAI;

/// <summary>Reads and classifies errors. Codes and statuses: the error guide of the API, and answers seen by others.</summary>
internal static partial class ApiError
{
    public static ModelError Read(JsonElement root, int status)
    {
        var error = root.GetProperty("error");
        var (code, type) = (ImageAnswer.Text(error, "code"), ImageAnswer.Text(error, "type"));
        var message = ImageAnswer.Text(error, "message") ?? "";
        var kind = Classify(status, code, type);
        if (kind == ModelErrorKind.Blocked)
        {
            return Blocked(error, message);
        }

        return new ModelError(kind, message) { RetryAfter = Said(message), Advice = Advice(kind, code, message) };
    }

    public static ModelErrorKind Classify(int status, string? code, string? type) => (status, code, type) switch
    {
        (_, "moderation_blocked" or "content_policy_violation", _) => ModelErrorKind.Blocked,
        // A limit of spending is final although it is a 429.
        (_, "insufficient_quota" or "billing_not_active" or "billing_hard_limit_reached", _) => ModelErrorKind.Quota,
        (_, "organization_spend_limit_exceeded" or "project_spend_limit_exceeded" or "organization_usage_limit_exceeded", _) => ModelErrorKind.Quota,
        (_, _, "insufficient_quota") => ModelErrorKind.Quota,
        (401, _, _) => ModelErrorKind.Authentication,
        (403, _, _) => ModelErrorKind.Forbidden,
        (404, _, _) => ModelErrorKind.NotFound,
        (429, _, _) => ModelErrorKind.RateLimited,
        (503, _, _) => ModelErrorKind.Unavailable,
        (502 or 504 or 524, _, _) => ModelErrorKind.OutcomeUnknown,
        ( >= 500, _, _) => ModelErrorKind.ProviderFailed,
        _ => ModelErrorKind.BadRequest,
    };

    /// <summary>A block with its stage and categories: newer answers give them apart, older ones in the message, some not at all.</summary>
    private static ModelError Blocked(JsonElement error, string message)
    {
        if (!error.TryGetProperty("moderation_details", out var details))
        {
            return new ModelError(ModelErrorKind.Blocked, message);
        }

        var categories = details.TryGetProperty("categories", out var list) && list.ValueKind == JsonValueKind.Array
            ? string.Join(", ", list.EnumerateArray().Select(category => category.ToString()))
            : "";
        var isOutput = ImageAnswer.Text(details, "moderation_stage") == "output";
        var why = categories.Length == 0 ? "the provider gives no category" : categories;
        return new ModelError(isOutput ? ModelErrorKind.ResultBlocked : ModelErrorKind.Blocked, $"{message.TrimEnd('.')} ({why})");
    }

    private static string? Advice(ModelErrorKind kind, string? code, string message) => (kind, code) switch
    {
        (ModelErrorKind.Forbidden, _) when message.Contains("verified", StringComparison.Ordinal) => "Verify your organization in the provider's settings; it takes effect within a quarter of an hour.",
        (ModelErrorKind.Quota, "billing_hard_limit_reached" or "organization_spend_limit_exceeded" or "project_spend_limit_exceeded" or "organization_usage_limit_exceeded") =>
            "Raise the spending limit in the provider's settings.",
        _ => null,
    };

    private static TimeSpan? Said(string message)
    {
        var said = TryAgain().Match(message);
        if (!said.Success || !double.TryParse(said.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return said.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromSeconds(number),
        };
    }

    [GeneratedRegex(@"try again in (?<number>[0-9]{1,6}(\.[0-9]{1,6})?)(?<unit>ms|s|m)", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex TryAgain();
}

using System.Globalization;
using System.Text.RegularExpressions;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>Says what a failed call means and what to do, the same way for every provider, and never shows the key.</summary>
internal static partial class ModelErrors
{
    public const string OutcomeUnknown = "outcome-unknown";
    public const string TooLarge = "answer-too-large";
    public const string Unreachable = "provider-unreachable";
    public const string KeyRefused = "key-refused";
    public const string QuotaUsedUp = "quota-used-up";

    /// <summary>Whether an error will meet every other call to the same provider too.</summary>
    public static bool StopsProvider(NodeException error) => error.Code is KeyRefused or QuotaUsedUp;

    /// <summary>A classified error as the failure of a node.</summary>
    public static NodeException Explain(ModelError error, ModelNode node, ProviderAccess? access, TimeProvider clock)
    {
        var (name, wire) = (node.Provider.Spec.Name, node.Model.WireId);
        var (code, what, advice) = error.Kind switch
        {
            ModelErrorKind.BadRequest => ("model-refused-request", $"{name} refused the request", "Change what it names."),
            ModelErrorKind.Blocked => ("content-blocked", $"{name} blocked the content", "Change the prompt or the pictures; sending the same again gives the same."),
            ModelErrorKind.ResultBlocked => ("result-blocked", $"{name} blocked the picture that it made", "Change the prompt or the pictures. The call may have been paid."),
            ModelErrorKind.OnlyWords => ("answered-in-words", $"{name} answered in words instead of a picture", "Say in the prompt what it asks for, or what to draw; sending it again is another paid call."),
            ModelErrorKind.Forbidden => ("access-refused", $"{name} does not let this key use {wire}", "Unlock the model for the key's project, or use another model."),
            ModelErrorKind.NoImage => ("no-image", $"{name} answered without a picture", "Change the prompt, or ask for another take; that is another paid call."),
            ModelErrorKind.Authentication => (KeyRefused, $"{name} refused the key", $"Check {ApiKeys.LineFor(node.Provider.Spec)} in {ApiKeys.FileName}, and that the key may use {wire}."),
            ModelErrorKind.Quota => (QuotaUsedUp, $"The quota or credit at {name} is used up", "Add credit, or wait until the quota renews."),
            ModelErrorKind.NotFound => ("model-not-found", $"{name} has no model {wire} for this key", Instead(node.Model)),
            ModelErrorKind.RateLimited => ("rate-limited", $"{name} takes no more requests for now", Later(error, clock)),
            ModelErrorKind.Unavailable => ("provider-unavailable", $"{name} is overloaded", Later(error, clock)),
            ModelErrorKind.ProviderFailed => ("provider-failed", $"{name} failed", "Run again later. The provider says that nothing was made."),
            ModelErrorKind.OutcomeUnknown => (OutcomeUnknown, $"{name} gave no clear answer, and the call may have been paid", "Look it up at the provider; to send it again and perhaps pay again, name the node with --pay-again."),
            _ => ("answer-unreadable", $"The answer of {name} cannot be read", "Check the base URL: a proxy may have answered. The call may have been paid."),
        };
        var message = error.Message.Trim().TrimEnd('.');
        return new NodeException(code, Redact(message.Length == 0 ? $"{what}." : $"{what}: {message}.", access), error.Advice ?? advice);
    }

    /// <summary>A text without the key in it, and without the ends of keys that providers show.</summary>
    public static string Redact(string text, ProviderAccess? access) =>
        MaskedKey().Replace(access?.Key is { Length: > 0 } key ? text.Replace(key, "[key]", StringComparison.Ordinal) : text, "[key]");

    [GeneratedRegex(@"[\w-]*\*{3,}[\w-]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MaskedKey();

    private static string Instead(ModelSpec model) => model.Lifecycle.Replacement is { } other ? $"Use {model.Provider}.{other}." : "Use another model.";

    private static string Later(ModelError error, TimeProvider clock) => (error.RetryAt ?? (clock.GetUtcNow() + error.RetryAfter)) is { } time
        ? $"Run again after {TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)}."
        : "Run again later.";
}

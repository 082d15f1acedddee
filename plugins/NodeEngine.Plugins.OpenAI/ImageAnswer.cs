using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.OpenAI;

/// <summary>Reads answers. Pictures are decoded where they lie in the body: an 8 MiB picture takes no second copy of its 11 MB of base64.</summary>
internal static partial class ImageAnswer
{
    public static ModelAnswer Read(ModelResponse response)
    {
        var requestId = response.Headers.GetValueOrDefault("x-request-id");
        try
        {
            return response.Status == 200 ? ReadImages(response.Body, requestId) : Failed(ReadError(response), requestId);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            var kind = response.Status switch
            {
                200 => ModelErrorKind.Unreadable,
                _ => Classify(response.Status, null, null),
            };
            return Failed(new ModelError(kind, $"status {response.Status}, and a body that is not the API's JSON"), requestId);
        }
    }

    private static ModelAnswer Failed(ModelError error, string? requestId) => new() { Error = error, RequestId = requestId };

    private static ModelAnswer ReadImages(Memory<byte> body, string? requestId)
    {
        var images = new List<ReadOnlyMemory<byte>>();
        var usage = new Dictionary<string, long>(StringComparer.Ordinal);
        string? revised = null;
        var json = new Utf8JsonReader(body.Span);
        var path = new Stack<string>();
        var name = "";
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = json.GetString()!;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    path.Push(name);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.Pop();
                    break;
                case JsonTokenType.String when name == "b64_json":
                    images.Add(Decode(ref json, body));
                    break;
                case JsonTokenType.String when name == "revised_prompt":
                    revised ??= json.GetString();
                    break;
                case JsonTokenType.Number when path.Contains("usage") && json.TryGetInt64(out var amount):
                    usage[path.Peek() == "usage" ? name : $"{path.Peek()}.{name}"] = amount;
                    break;
            }
        }

        return images.Count > 0
            ? new ModelAnswer { Images = images, Text = revised, Usage = usage, RequestId = requestId }
            : Failed(new ModelError(ModelErrorKind.NoImage, "the answer has no data"), requestId);
    }

    private static ReadOnlyMemory<byte> Decode(ref Utf8JsonReader json, Memory<byte> body)
    {
        // Slashes may be written \/; then the text is longer than the base64 in it.
        var start = (int)json.TokenStartIndex + 1;
        var text = body.Slice(start, json.ValueSpan.Length);
        var length = json.ValueIsEscaped ? json.CopyString(text.Span) : text.Length;
        return Base64.DecodeFromUtf8InPlace(text.Span[..length], out var written) == OperationStatus.Done
            ? text[..written]
            : throw new FormatException("A picture is not base64.");
    }

    private static ModelError ReadError(ModelResponse response)
    {
        using var document = JsonDocument.Parse(response.Body);
        var error = document.RootElement.GetProperty("error");
        var code = Text(error, "code");
        var message = Text(error, "message") ?? "";
        var kind = Classify(response.Status, code, Text(error, "type"));
        return new ModelError(kind, message) { RetryAfter = RetryAfter(response, message) };
    }

    // Codes and statuses: the error guide of the API, and answers seen by others; a spend limit is final although it is a 429.
    private static ModelErrorKind Classify(int status, string? code, string? type) => (status, code, type) switch
    {
        (_, "moderation_blocked" or "content_policy_violation", _) => ModelErrorKind.Blocked,
        (_, "insufficient_quota" or "billing_not_active" or "billing_hard_limit_reached", _) => ModelErrorKind.Quota,
        (_, "organization_spend_limit_exceeded" or "project_spend_limit_exceeded" or "organization_usage_limit_exceeded", _) => ModelErrorKind.Quota,
        (_, _, "insufficient_quota") => ModelErrorKind.Quota,
        (401 or 403, _, _) => ModelErrorKind.Authentication,
        (404, _, _) => ModelErrorKind.NotFound,
        (429, _, _) => ModelErrorKind.RateLimited,
        (503, _, _) => ModelErrorKind.Unavailable,
        (502 or 504 or 524, _, _) => ModelErrorKind.OutcomeUnknown,
        ( >= 500, _, _) => ModelErrorKind.ProviderFailed,
        _ => ModelErrorKind.BadRequest,
    };

    private static TimeSpan? RetryAfter(ModelResponse response, string message)
    {
        if (Number(response, "retry-after-ms") is { } milliseconds)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        if (Number(response, "retry-after") is { } seconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (response.Headers.TryGetValue("retry-after", out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var date))
        {
            var wait = date - DateTimeOffset.UtcNow;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }

        var said = TryAgain().Match(message);
        return !said.Success ? null
            : said.Groups["unit"].Value == "ms" ? TimeSpan.FromMilliseconds(double.Parse(said.Groups["number"].Value, CultureInfo.InvariantCulture))
            : TimeSpan.FromSeconds(double.Parse(said.Groups["number"].Value, CultureInfo.InvariantCulture));
    }

    private static double? Number(ModelResponse response, string header) =>
        response.Headers.TryGetValue(header, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"try again in (?<number>[0-9.]+)(?<unit>ms|s)", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex TryAgain();
}

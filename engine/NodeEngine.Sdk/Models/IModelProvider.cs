using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NodeEngine.Sdk;

/// <summary>
/// Speaks one provider's wire format: writes requests and reads answers. It never sends; the engine does, and adds the key, limits, resends and
/// records the same way for every provider. Export it with <c>[Export(typeof(IModelProvider))]</c>; its models are descriptor files in the
/// <c>models</c> folder beside the plugin's dll.
/// </summary>
/// <remarks>One instance serves all calls at the same time: it holds no state of a call.</remarks>
public interface IModelProvider
{
    /// <summary>Who the provider is and how its key is sent. The same object at every call.</summary>
    ProviderSpec Spec { get; }

    /// <summary>Writes the HTTP request, with a URL relative to the base URL and without the key.</summary>
    /// <param name="request">What is asked of the model; already checked against its <see cref="ModelSpec"/>.</param>
    /// <exception cref="NodeException">The request cannot be said in this wire format.</exception>
    HttpRequestMessage Write(ModelRequest request);

    /// <summary>Reads an answer, possibly in a later process than the one that asked: everything it needs is in the response.</summary>
    /// <param name="response">The answer, whole, with whatever status it has.</param>
    /// <returns>The pictures, a ticket to ask again with, or a classified error. An answer that makes no sense is an error, not an exception.</returns>
    ModelAnswer Read(ModelResponse response);

    /// <summary>Writes the request that asks for the outcome of a ticket; for providers that make you wait.</summary>
    /// <param name="ticket">What <see cref="Read"/> returned as <see cref="ModelAnswer.Ticket"/>.</param>
    /// <exception cref="NotSupportedException">This provider answers at once and gives no tickets. The default.</exception>
    HttpRequestMessage Poll(string ticket) => throw new NotSupportedException($"Provider '{Spec.Id}' gives no tickets.");
}

/// <summary>Who a provider is and how its key is sent.</summary>
/// <param name="Id">The first part of its node types and of its lines in api_keys.yaml, such as <c>openai</c>.</param>
/// <param name="Name">For people, such as <c>OpenAI</c>.</param>
/// <param name="BaseUrl">Where requests go unless configured otherwise: https, with a slash at the end, without the version.</param>
/// <param name="KeyHeader">The header that carries the key, such as <c>Authorization</c>.</param>
/// <param name="KeyPrefix">What stands before the key in it, such as <c>Bearer </c>. Default nothing.</param>
public sealed record ProviderSpec(string Id, string Name, Uri BaseUrl, string KeyHeader, string KeyPrefix = "")
{
    /// <summary>
    /// The version of the API that comes after a base URL which does not itself end in one (<c>v1</c>, <c>v1beta</c>, <c>v2alpha</c>, …). Default
    /// empty: base URLs are taken as they are.
    /// </summary>
    public string Version { get; init; } = "";
}

/// <summary>What is asked of a model. It holds only what is sent: a parameter left at the provider's default is not here.</summary>
public sealed class ModelRequest
{
    /// <summary>The model.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>The prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>The picture to edit, in a format that the model takes; null when none is edited.</summary>
    public ImageValue? Image { get; init; }

    /// <summary>Where to edit it, a PNG as the provider wants it (<see cref="ModelSpec.Mask"/>), of the size of <see cref="Image"/>; null for everywhere.</summary>
    public ImageValue? Mask { get; init; }

    /// <summary>The reference pictures, in order, in formats that the model takes. Default none.</summary>
    public IReadOnlyList<ImageValue> References { get; init; } = [];

    /// <summary>How many pictures in this request, from 1 to <see cref="ModelSpec.MaxCountPerRequest"/>. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The size, or null when the default is asked for.</summary>
    public string? Size { get; init; }

    /// <summary>
    /// The other parameters by wire name, in the order of the descriptor; after them what is sent with every request. Default none.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, Value>> Parameters { get; init; } = [];

    /// <summary>The same request for another number of pictures.</summary>
    internal ModelRequest With(int count) => new()
    {
        Model = Model,
        Prompt = Prompt,
        Image = Image,
        Mask = Mask,
        References = References,
        Count = count,
        Size = Size,
        Parameters = Parameters,
    };
}

/// <summary>An answer as it arrived, whole, on disk or in memory.</summary>
public sealed class ModelResponse
{
    private const int LongString = 1 << 20;

    private readonly List<Range> _long = [];

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The headers, names without regard to case; several values of one name are joined with a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body's bytes. The reader may decode in place: nobody else uses this copy.</summary>
    public required Memory<byte> Body { get; init; }

    /// <summary>
    /// The error with the wait that the headers ask for: <c>retry-after-ms</c>, or <c>Retry-After</c> in seconds or as a date. Unchanged when they
    /// ask for none.
    /// </summary>
    /// <param name="error">What the answer says otherwise.</param>
    public ModelError WithWait(ModelError error)
    {
        if (Headers.TryGetValue("retry-after-ms", out var milliseconds) && Number(milliseconds) is { } ms)
        {
            return error with { RetryAfter = TimeSpan.FromMilliseconds(ms) };
        }

        if (!Headers.TryGetValue("retry-after", out var text))
        {
            return error;
        }

        return Number(text) is { } seconds ? error with { RetryAfter = TimeSpan.FromSeconds(seconds) }
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? error with { RetryAfter = null, RetryAt = date }
            : error;
    }

    /// <summary>
    /// The body as JSON. Strings of a megabyte and more, which are pictures, are not in it: their elements stand for a place in <see cref="Body"/>, and
    /// <see cref="DecodeBase64"/> knows it. A document of all would take as much again.
    /// </summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public JsonDocument ParseJson()
    {
        var body = Body.Span;
        var json = new Utf8JsonReader(body);
        var rest = new ArrayBufferWriter<byte>();
        var copied = 0;
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.String && json.ValueSpan.Length >= LongString)
            {
                var start = (int)json.TokenStartIndex + 1;
                rest.Write(body[copied..start]);
                Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u0000{_long.Count}"), rest);
                _long.Add(start..(start + json.ValueSpan.Length));
                copied = start + json.ValueSpan.Length;
            }
        }

        if (copied == 0)
        {
            return JsonDocument.Parse(Body);
        }

        rest.Write(body[copied..]);
        return JsonDocument.Parse(rest.WrittenMemory);
    }

    /// <summary>Decodes base64 of a document from <see cref="ParseJson"/>: a large picture where it stands in <see cref="Body"/>, once.</summary>
    /// <param name="text">A string of the document.</param>
    /// <exception cref="FormatException">It is not base64.</exception>
    public ReadOnlyMemory<byte> DecodeBase64(JsonElement text)
    {
        if (text.GetString() is not ['\0', .. var number])
        {
            return text.GetBytesFromBase64();
        }

        var range = _long[int.Parse(number, CultureInfo.InvariantCulture)];
        var place = Body[range];
        var length = place.Length;
        if (place.Span.Contains((byte)'\\'))
        {
            // Slashes may be written \/: then the text is longer than the base64 in it.
            var quoted = new Utf8JsonReader(Body.Span[(range.Start.Value - 1)..]);
            quoted.Read();
            length = quoted.CopyString(place.Span);
        }

        return Base64.DecodeFromUtf8InPlace(place.Span[..length], out var written) == OperationStatus.Done
            ? place[..written]
            : throw new FormatException("A picture is not base64.");
    }

    // No wait is longer than a year: what is above is no number of seconds but something else.
    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 31_536_000_000 ? number : null;
}

/// <summary>What an answer says.</summary>
public sealed class ModelAnswer
{
    /// <summary>The pictures in their order, as encoded bytes exactly as the provider made them. Empty when there is an error or a ticket.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Images { get; init; } = [];

    /// <summary>Where further pictures are to be fetched, in their order; the engine does, without the key. Default none.</summary>
    public IReadOnlyList<Uri> ImageUrls { get; init; } = [];

    /// <summary>The text that came with the pictures: a revised prompt or a remark. Null: none.</summary>
    public string? Text { get; init; }

    /// <summary>The model that answered, by its own name, when the answer tells: providers reroute without a word. Null: it does not tell.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>The provider's own id of the request, for its support. Null: none.</summary>
    public string? RequestId { get; init; }

    /// <summary>What the provider says it used, by its own names (tokens, pictures). Empty when it says nothing.</summary>
    public IReadOnlyDictionary<string, long> Usage { get; init; } = new Dictionary<string, long>();

    /// <summary>What the provider decided where it was left to it, by its own names (size, quality). Empty when it does not tell.</summary>
    public IReadOnlyDictionary<string, string> Decided { get; init; } = new Dictionary<string, string>();

    /// <summary>What to ask again with, when the provider makes you wait. Null: this is the outcome.</summary>
    public string? Ticket { get; init; }

    /// <summary>Why there are no pictures. Null: there are, or there is a ticket.</summary>
    public ModelError? Error { get; init; }
}

/// <summary>An answer without pictures, classified: the kind decides what the engine does, message and advice are for people.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Message">The provider's reason, in its words where it gives one.</param>
public sealed record ModelError(ModelErrorKind Kind, string Message)
{
    /// <summary>What to do about it, as a sentence; null when the kind's general advice is enough.</summary>
    public string? Advice { get; init; }

    /// <summary>How long the provider asks to wait before the request is sent again. Null: it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The time before which the provider asks not to send the request again. Null: it does not say, or says how long instead.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>What an answer without pictures means.</summary>
public enum ModelErrorKind
{
    /// <summary>A wrong field or combination. Not resent.</summary>
    BadRequest,

    /// <summary>Prompt or pictures were refused for their content. Not resent.</summary>
    Blocked,

    /// <summary>The picture that was made was refused for its content, and may have been paid. Not resent.</summary>
    ResultBlocked,

    /// <summary>The model answered without a picture. Not resent: it would be another paid call.</summary>
    NoImage,

    /// <summary>The model answered in words instead of a picture: a question, or a polite refusal. Not resent: it would be another paid call.</summary>
    OnlyWords,

    /// <summary>The key is missing or wrong. Stops the provider for the run.</summary>
    Authentication,

    /// <summary>The key is good, and may not do this: a model that must be unlocked, or a region that is not served. Not resent.</summary>
    Forbidden,

    /// <summary>Money or quota is used up. Stops the provider for the run.</summary>
    Quota,

    /// <summary>The model is not there any more, or not for this key. Not resent.</summary>
    NotFound,

    /// <summary>Too many requests for now. Certainly not done: resent after a wait.</summary>
    RateLimited,

    /// <summary>The provider is overloaded. Certainly not done: resent after a wait.</summary>
    Unavailable,

    /// <summary>The provider failed. Not resent.</summary>
    ProviderFailed,

    /// <summary>The provider may or may not have done and charged the work, such as a gateway's timeout. Never resent by itself.</summary>
    OutcomeUnknown,

    /// <summary>The answer cannot be read. Not resent: it may have been paid.</summary>
    Unreadable,
}

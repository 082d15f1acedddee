using System.Globalization;
using System.Text.Json.Nodes;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>How far a model call is, or how it ended.</summary>
public enum CallState
{
    /// <summary>It is being made, or was when its process died and nobody has looked since.</summary>
    Open,

    /// <summary>The provider makes it, and is asked from time to time whether it is done.</summary>
    Waiting,

    /// <summary>The process died after the answer had arrived whole; the next run that needs it, or a recovery, reads it. Nothing is paid again.</summary>
    Answered,

    /// <summary>Its pictures are stored.</summary>
    Done,

    /// <summary>The provider refused or failed.</summary>
    Failed,

    /// <summary>It may or may not have been paid: it is booked at its high estimate, and sent again only when that is asked for.</summary>
    Unknown,

    /// <summary>An answer arrived that cannot be read; it is kept, booked, and sent again only when that is asked for.</summary>
    Unreadable,
}

/// <summary>One model call in the ledger.</summary>
public sealed record CallRecord
{
    /// <summary>Its number in the order in which calls were admitted, whatever the clock said.</summary>
    public long Seq { get; init; }

    /// <summary>Its id, unique.</summary>
    public required string Id { get; init; }

    /// <summary>How far it is.</summary>
    public CallState State { get; init; }

    /// <summary>The run that it was made for.</summary>
    public required string Run { get; init; }

    /// <summary>The node, or invocation, that it was made for.</summary>
    public required string Node { get; init; }

    /// <summary>Which take.</summary>
    public long Take { get; init; }

    /// <summary>The provider's id.</summary>
    public required string Provider { get; init; }

    /// <summary>The node type, <c>provider.model</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Where it went, as addresses see it.</summary>
    public required string Endpoint { get; init; }

    /// <summary>True when a stand-in answered: nothing was paid, and the price is as if.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>How many pictures were asked for.</summary>
    public int Pictures { get; init; }

    /// <summary>The day whose budget it counts in, local to the machine.</summary>
    public DateOnly Day { get; init; }

    /// <summary>When it was admitted.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What it is booked at, in US dollars: reserved while it is on its way, then what it cost.</summary>
    public decimal PriceUsd { get; init; }

    /// <summary>True when the price is an estimate, because the answer did not tell or there was none.</summary>
    public bool IsEstimate { get; init; }

    /// <summary>The price list that it was counted by, or null.</summary>
    public string? PriceList { get; init; }

    /// <summary>The model by its own name, when the answer told; else null.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>The provider's own id of the request, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>What the provider says it used, by its own names.</summary>
    public IReadOnlyDictionary<string, long> Usage { get; init; } = new Dictionary<string, long>();

    /// <summary>What the provider chose where the request left the choice to it, by its own names, such as <c>size</c> for <c>auto</c>.</summary>
    public IReadOnlyDictionary<string, string> Decided { get; init; } = new Dictionary<string, string>();

    /// <summary>Why it ended without pictures, or null.</summary>
    public string? Error { get; init; }

    /// <summary>What identifies its result.</summary>
    public Address Recipe { get; init; }

    internal string Owner { get; init; } = "";

    internal string? Ticket { get; init; }

    internal Price Estimate { get; init; }

    /// <summary>The request as far as later processes need it: JSON.</summary>
    internal string Request { get; init; } = "{}";

    /// <summary>The record as a receipt: everything that the index needs to be made anew.</summary>
    internal JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["state"] = State.ToString().ToLowerInvariant(),
        ["recipe"] = Recipe.ToString(),
        ["run"] = Run,
        ["node"] = Node,
        ["take"] = Take,
        ["provider"] = Provider,
        ["model"] = Model,
        ["endpoint"] = Endpoint,
        ["simulated"] = IsSimulated,
        ["pictures"] = Pictures,
        ["day"] = Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["started"] = Started.ToString("O", CultureInfo.InvariantCulture),
        ["ended"] = Ended?.ToString("O", CultureInfo.InvariantCulture),
        ["price_usd"] = PriceUsd,
        ["estimate"] = IsEstimate,
        ["expected_usd"] = Estimate.Expected,
        ["high_usd"] = Estimate.High,
        ["price_list"] = PriceList,
        ["model_version"] = ModelVersion,
        ["request_id"] = RequestId,
        ["usage"] = UsageJson(),
        ["decided"] = DecidedJson(),
        ["ticket"] = Ticket,
        ["error"] = Error,
        ["request"] = JsonNode.Parse(Request),
    };

    internal static CallRecord FromJson(JsonNode json) => new()
    {
        Id = (string)json["id"]!,
        State = Enum.Parse<CallState>((string)json["state"]!, ignoreCase: true),
        Recipe = Address.TryParse((string?)json["recipe"], out var recipe) ? recipe : throw new FormatException("The recipe is no address."),
        Run = (string)json["run"]!,
        Node = (string)json["node"]!,
        Take = (long)json["take"]!,
        Provider = (string)json["provider"]!,
        Model = (string)json["model"]!,
        Endpoint = (string)json["endpoint"]!,
        IsSimulated = (bool)json["simulated"]!,
        Pictures = (int)json["pictures"]!,
        Day = DateOnly.ParseExact((string)json["day"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        Started = DateTimeOffset.Parse((string)json["started"]!, CultureInfo.InvariantCulture),
        Ended = (string?)json["ended"] is { } ended ? DateTimeOffset.Parse(ended, CultureInfo.InvariantCulture) : null,
        PriceUsd = (decimal)json["price_usd"]!,
        IsEstimate = (bool)json["estimate"]!,
        Estimate = new Price(0, (decimal)json["expected_usd"]!, (decimal)json["high_usd"]!),
        PriceList = (string?)json["price_list"],
        ModelVersion = (string?)json["model_version"],
        RequestId = (string?)json["request_id"],
        Usage = ReadUsage(json["usage"]),
        Decided = ReadDecided(json["decided"]),
        Ticket = (string?)json["ticket"],
        Error = (string?)json["error"],
        Request = json["request"]?.ToJsonString() ?? "{}",
    };

    internal JsonObject UsageJson() => new(Usage.OrderBy(used => used.Key, StringComparer.Ordinal).Select(used => KeyValuePair.Create(used.Key, (JsonNode?)JsonValue.Create(used.Value))));

    internal static Dictionary<string, long> ReadUsage(JsonNode? json) =>
        json is JsonObject usage ? usage.ToDictionary(used => used.Key, used => (long)used.Value!, StringComparer.Ordinal) : [];

    internal JsonObject DecidedJson() => new(Decided.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Key, (JsonNode?)JsonValue.Create(one.Value))));

    internal static Dictionary<string, string> ReadDecided(JsonNode? json) =>
        json is JsonObject decided ? decided.ToDictionary(one => one.Key, one => (string)one.Value!, StringComparer.Ordinal) : [];
}

using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>Calls as rows of the index.</summary>
internal static class CallTable
{
    private const string Columns = """
        seq, id, recipe, state, owner, run, node, take, provider, model, endpoint, simulated, pictures, day, started, ended, expected, high, booked, request,
        is_estimate, price_list, model_version, request_id, usage, ticket, error, decided
        """;

    private const string SettledAndReserved = """
        COALESCE(SUM(CASE WHEN state IN ('open', 'waiting') THEN 0 ELSE booked END), 0),
        COALESCE(SUM(CASE WHEN state IN ('open', 'waiting') THEN booked ELSE 0 END), 0)
        """;

    public static void Insert(StoreConnection index, CallRecord call) => index.Execute(
        """
        INSERT OR REPLACE INTO calls (
            id, recipe, state, owner, run, node, take, provider, model, endpoint, simulated, pictures, day, started, ended, expected, high, booked, request,
            is_estimate, price_list, model_version, request_id, usage, ticket, error, decided)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
        """,
        call.Id, call.Recipe, Text(call.State), call.Owner, call.Run, call.Node, call.Take, call.Provider, call.Model, call.Endpoint, call.IsSimulated ? 1 : 0,
        call.Pictures, ToNumber(call.Day),
        call.Started.ToUnixTimeMilliseconds(), call.Ended?.ToUnixTimeMilliseconds(), Money.ToParts(call.Estimate.Expected), Money.ToParts(call.Estimate.High), Money.ToParts(call.PriceUsd),
        call.Request, call.IsEstimate ? 1 : 0, call.PriceList, call.ModelVersion, call.RequestId, call.UsageJson().ToJsonString(), call.Ticket, call.Error, call.DecidedJson().ToJsonString());

    /// <summary>Writes everything that may change after a call was admitted.</summary>
    public static int Update(StoreConnection index, CallRecord call) => index.Execute(
        """
        UPDATE calls SET state = $2, owner = $3, ended = $4, booked = $5, is_estimate = $6, model_version = $7, request_id = $8, usage = $9, ticket = $10, error = $11, decided = $12
        WHERE id = $1
        """,
        call.Id, Text(call.State), call.Owner, call.Ended?.ToUnixTimeMilliseconds(), Money.ToParts(call.PriceUsd), call.IsEstimate ? 1 : 0, call.ModelVersion, call.RequestId,
        call.UsageJson().ToJsonString(), call.Ticket, call.Error, call.DecidedJson().ToJsonString());

    public static void Delete(StoreConnection index, string id) => index.Execute("DELETE FROM calls WHERE id = $1", id);

    /// <summary>The latest call for a result.</summary>
    public static CallRecord? Latest(StoreConnection index, Address recipe) =>
        index.First($"SELECT {Columns} FROM calls WHERE recipe = $1 ORDER BY seq DESC LIMIT 1", Read, recipe);

    public static CallRecord? Find(StoreConnection index, string id) => index.First($"SELECT {Columns} FROM calls WHERE id = $1", Read, id);

    /// <summary>The call that gave a result.</summary>
    public static CallRecord? Paid(StoreConnection index, Address recipe) =>
        index.First($"SELECT {Columns} FROM calls WHERE recipe = $1 AND state = 'done' ORDER BY seq DESC LIMIT 1", Read, recipe);

    public static List<CallRecord> In(StoreConnection index, params IReadOnlyList<CallState> states) =>
        index.All($"SELECT {Columns} FROM calls WHERE state IN ({string.Join(", ", states.Select(state => $"'{Text(state)}'"))}) ORDER BY seq", Read);

    public static List<CallRecord> All(StoreConnection index) => index.All($"SELECT {Columns} FROM calls ORDER BY seq", Read);

    /// <summary>What is booked for good, and what is reserved for calls on their way, in a run.</summary>
    public static (long Settled, long Reserved) OfRun(StoreConnection index, string run) => index.First(
        $"SELECT {SettledAndReserved} FROM calls WHERE run = $1",
        Sums,
        run);

    /// <summary>The same for a provider on a day; what is simulated does not count.</summary>
    public static (long Settled, long Reserved) OfDay(StoreConnection index, string provider, DateOnly day) => index.First(
        $"SELECT {SettledAndReserved} FROM calls WHERE provider = $1 AND day = $2 AND simulated = 0",
        Sums,
        provider,
        ToNumber(day));

    /// <summary>The latest day that a provider was called on, or null.</summary>
    public static DateOnly? LastDay(StoreConnection index, string provider) =>
        index.Number("SELECT MAX(day) FROM calls WHERE provider = $1", provider) is > 0 and var day ? ToDay(day) : null;

    private static (long Settled, long Reserved) Sums(SqliteDataReader row) => (row.GetInt64(0), row.GetInt64(1));

    private static CallRecord Read(SqliteDataReader row) => new()
    {
        Seq = row.GetInt64(0),
        Id = row.GetString(1),
        Recipe = new Address((byte[])row.GetValue(2)),
        State = Enum.Parse<CallState>(row.GetString(3), ignoreCase: true),
        Owner = row.GetString(4),
        Run = row.GetString(5),
        Node = row.GetString(6),
        Take = row.GetInt64(7),
        Provider = row.GetString(8),
        Model = row.GetString(9),
        Endpoint = row.GetString(10),
        IsSimulated = row.GetInt64(11) != 0,
        Pictures = row.GetInt32(12),
        Day = ToDay(row.GetInt64(13)),
        Started = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(14)),
        Ended = row.IsDBNull(15) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(15)),
        Estimate = new Price(0, Money.ToUsd(row.GetInt64(16)), Money.ToUsd(row.GetInt64(17))),
        PriceUsd = Money.ToUsd(row.GetInt64(18)),
        Request = row.GetString(19),
        IsEstimate = row.GetInt64(20) != 0,
        PriceList = Optional(row, 21),
        ModelVersion = Optional(row, 22),
        RequestId = Optional(row, 23),
        Usage = CallRecord.ReadUsage(Optional(row, 24) is { } usage ? JsonNode.Parse(usage) : null),
        Ticket = Optional(row, 25),
        Error = Optional(row, 26),
        Decided = CallRecord.ReadDecided(Optional(row, 27) is { } decided ? JsonNode.Parse(decided) : null),
    };

    private static string? Optional(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string Text(CallState state) => state switch
    {
        CallState.Open => "open",
        CallState.Waiting => "waiting",
        CallState.Answered => "answered",
        CallState.Done => "done",
        CallState.Failed => "failed",
        CallState.Unknown => "unknown",
        _ => "unreadable",
    };

    private static long ToNumber(DateOnly day) => long.Parse(day.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static DateOnly ToDay(long day) => new((int)(day / 10_000), (int)(day / 100 % 100), (int)(day % 100));
}

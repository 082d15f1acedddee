using Microsoft.Data.Sqlite;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>Why a result is kept.</summary>
internal enum ResultKind
{
    /// <summary>It can be made again, and costs only time.</summary>
    Pure = 0,

    /// <summary>It cannot be made again just so.</summary>
    Sampled = 1,

    /// <summary>It was paid for.</summary>
    Paid = 2,
}

/// <summary>A stored result.</summary>
/// <param name="Recipe">What identifies it.</param>
/// <param name="Kind">Why it is kept.</param>
/// <param name="Outputs">The values, by <see cref="ValueCodec"/>.</param>
/// <param name="Bytes">What it takes on disk, blobs included.</param>
/// <param name="Type">The node type that made it.</param>
internal sealed record ResultRow(Address Recipe, ResultKind Kind, byte[] Outputs, long Bytes, string Type);

/// <summary>What is read of a stored result to use it.</summary>
internal sealed record StoredResult(byte[] Outputs, ResultKind Kind, DateTimeOffset Used);

/// <summary>Results as rows of the index.</summary>
internal static class ResultTable
{
    public static void Put(StoreConnection index, ResultRow row, DateTimeOffset now) => index.Execute(
        "INSERT OR REPLACE INTO results (recipe, kind, outputs, bytes, made, used, type) VALUES ($1, $2, $3, $4, $5, $5, $6)",
        row.Recipe, (int)row.Kind, row.Outputs, row.Bytes, now.ToUnixTimeMilliseconds(), row.Type);

    public static StoredResult? Find(StoreConnection index, Address recipe) => index.First(
        "SELECT outputs, kind, used FROM results WHERE recipe = $1",
        row => new StoredResult((byte[])row.GetValue(0), (ResultKind)row.GetInt32(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))),
        recipe);

    public static void Delete(StoreConnection index, Address recipe) => index.Execute("DELETE FROM results WHERE recipe = $1", recipe);

    /// <summary>Notes that results were used, for deciding what to give up.</summary>
    public static void Use(StoreConnection index, Address recipe, DateTimeOffset now) =>
        index.Execute("UPDATE results SET used = $2 WHERE recipe = $1", recipe, now.ToUnixTimeMilliseconds());

    public static List<(ResultRow Row, DateTimeOffset Used)> All(StoreConnection index) =>
        index.All("SELECT recipe, kind, outputs, bytes, used, type FROM results ORDER BY used", Read);

    /// <summary>The first bytes of every recipe that is not paid: most that are looked for are not there.</summary>
    public static List<long> Recipes(StoreConnection index) =>
        index.All("SELECT recipe FROM results WHERE kind <> 2", row => BitConverter.ToInt64((byte[])row.GetValue(0)));

    public static Address? Content(StoreConnection index, Address recipe) =>
        index.First<Address?>("SELECT content FROM contents WHERE recipe = $1", row => new Address((byte[])row.GetValue(0)), recipe);

    public static void PutContent(StoreConnection index, Address recipe, Address content) =>
        index.Execute("INSERT OR REPLACE INTO contents (recipe, content) VALUES ($1, $2)", recipe, content);

    private static (ResultRow, DateTimeOffset) Read(SqliteDataReader row) => (
        new ResultRow(new Address((byte[])row.GetValue(0)), (ResultKind)row.GetInt32(1), (byte[])row.GetValue(2), row.GetInt64(3), row.GetString(5)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));
}

using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using NodeEngine.Runs;

namespace NodeEngine.Results;

/// <summary>Runs as rows of the index.</summary>
internal static class RunTable
{
    private const string Columns =
        "seq, id, status, name, file, folder, graph, inputs, started, ended, milliseconds, COALESCE(price, (SELECT SUM(booked) FROM calls WHERE run = runs.id), 0), simulated, nodes, outputs";

    public static void Begin(StoreConnection index, RunRecord run, string owner) => index.Execute(
        "INSERT OR REPLACE INTO runs (id, owner, status, name, file, folder, graph, inputs, started, simulated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        run.Run, owner, run.Status, run.Name, run.File, run.Folder, run.Graph, run.Inputs, run.Started.ToUnixTimeMilliseconds(), run.IsSimulated ? 1 : 0);

    public static void End(StoreConnection index, string run, string status, DateTimeOffset ended, double milliseconds, decimal price, string nodes, string outputs) => index.Execute(
        "UPDATE runs SET status = $2, ended = $3, milliseconds = $4, price = $5, nodes = $6, outputs = $7 WHERE id = $1",
        run, status, ended.ToUnixTimeMilliseconds(), milliseconds, Money.ToParts(price), nodes, outputs);

    public static RunRecord? Find(StoreConnection index, string run) => index.First($"SELECT {Columns} FROM runs WHERE id = $1", row => Read(row, whole: true), run);

    /// <summary>The newest runs, without their nodes.</summary>
    public static List<RunRecord> Newest(StoreConnection index, int count, string? status) => status is null
        ? index.All($"SELECT {Columns} FROM runs ORDER BY seq DESC LIMIT $1", row => Read(row, whole: false), count)
        : index.All($"SELECT {Columns} FROM runs WHERE status = $2 ORDER BY seq DESC LIMIT $1", row => Read(row, whole: false), count, status);

    /// <summary>The owners of runs that have not ended.</summary>
    public static List<string> Running(StoreConnection index) => index.All("SELECT DISTINCT owner FROM runs WHERE status = 'running'", row => row.GetString(0));

    public static void Interrupt(StoreConnection index, string owner) => index.Execute("UPDATE runs SET status = 'interrupted' WHERE owner = $1 AND status = 'running'", owner);

    public static string Write(IEnumerable<RecordedNode> nodes)
    {
        using var bytes = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var node in nodes)
            {
                json.WriteStartObject();
                json.WriteString("id", node.Id);
                json.WriteString("type", node.Type);
                json.WriteString("outcome", node.Outcome);
                json.WriteNumber("milliseconds", Math.Round(node.Milliseconds, 3));
                if (node.PriceUsd != 0)
                {
                    json.WriteNumber("price_usd", node.PriceUsd);
                }

                if (node.Error is { } error)
                {
                    json.WriteStartObject("error");
                    json.WriteString("code", error.Code);
                    json.WriteString("message", error.Message);
                    json.WriteString("advice", error.Advice);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static RunRecord Read(SqliteDataReader row, bool whole) => new()
    {
        Seq = row.GetInt64(0),
        Run = row.GetString(1),
        Status = row.GetString(2),
        Name = row.IsDBNull(3) ? null : row.GetString(3),
        File = row.IsDBNull(4) ? null : row.GetString(4),
        Folder = row.GetString(5),
        Graph = row.GetString(6),
        Inputs = row.GetString(7),
        Started = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)),
        Ended = row.IsDBNull(9) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9)),
        Milliseconds = row.IsDBNull(10) ? 0 : row.GetDouble(10),
        PriceUsd = Money.ToUsd(row.GetInt64(11)),
        IsSimulated = row.GetInt64(12) != 0,
        Nodes = !whole || row.IsDBNull(13) ? [] : ReadNodes(row.GetString(13)),
        Outputs = row.IsDBNull(14) ? [] : JsonNode.Parse(row.GetString(14))!.AsObject(),
    };

    private static List<RecordedNode> ReadNodes(string json) =>
    [
        .. JsonNode.Parse(json)!.AsArray().Select(node => new RecordedNode(
            (string)node!["id"]!,
            (string)node["type"]!,
            (string)node["outcome"]!,
            (double)node["milliseconds"]!,
            node["price_usd"] is { } price ? (decimal)price : 0,
            node["error"] is { } error ? new NodeError((string)error["code"]!, (string)error["message"]!, (string?)error["advice"]) : null)),
    ];
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NodeEngine.Results;

/// <summary>
/// A file for each call that was or may have been paid, beside the blobs: from them the index can be made anew, and people can read them when nothing
/// else works.
/// </summary>
internal sealed class Receipts(string root, bool isDurable)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes a receipt. When it returns, it is on disk.</summary>
    public void Write(CallRecord call, byte[]? outputs)
    {
        if (!isDurable)
        {
            return;
        }

        var path = Path.Combine(root, call.Id[^2..], call.Id + ".json");
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                DurableFiles.SyncFolder(root);
            }

            var json = call.ToJson();
            json["outputs"] = outputs is null ? null : Convert.ToBase64String(outputs);
            json["blobs"] = outputs is null ? null : new JsonArray([.. ValueCodec.BlobsOf(outputs).Select(blob => (JsonNode)blob.Content.ToString())]);
            DurableFiles.WriteWhole(path, Encoding.UTF8.GetBytes(json.ToJsonString(Indented)), isDurable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreException.Of(e, path);
        }
    }

    /// <summary>All receipts that can be read, in the order of their calls, and the files that cannot.</summary>
    public List<(CallRecord Call, byte[]? Outputs)> ReadAll(List<string> unreadable)
    {
        var found = new List<(CallRecord, byte[]?)>();
        foreach (var file in Directory.Exists(root) ? Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories) : [])
        {
            try
            {
                var json = JsonNode.Parse(File.ReadAllText(file))!;
                found.Add((CallRecord.FromJson(json), (string?)json["outputs"] is { } outputs ? Convert.FromBase64String(outputs) : null));
            }
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or NullReferenceException or IOException)
            {
                unreadable.Add(file);
            }
        }

        // Ids begin with the time.
        return [.. found.OrderBy(receipt => receipt.Item1.Id, StringComparer.Ordinal)];
    }
}

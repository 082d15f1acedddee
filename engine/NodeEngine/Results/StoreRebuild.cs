using System.Globalization;

namespace NodeEngine.Results;

/// <summary>What making an index anew brought back.</summary>
/// <param name="Results">Paid results.</param>
/// <param name="Calls">Calls in the ledger.</param>
/// <param name="Unreadable">Receipts that cannot be read.</param>
/// <param name="Damaged">Where the damaged index was put, or null when there was none.</param>
public sealed record RebuildReport(int Results, int Calls, IReadOnlyList<string> Unreadable, string? Damaged);

/// <summary>Makes an index anew from the receipts and the answers of calls that were on their way. Runs and results without cost are lost with the old one.</summary>
internal static class StoreRebuild
{
    public static bool HasTraces(string root) => HasFiles(StoreFolder.ReceiptsOf(root)) || HasFiles(Path.Combine(root, "calls"));

    public static RebuildReport Run(string root, TimeProvider clock)
    {
        try
        {
            return Make(root, clock);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreException.Of(e, root);
        }
    }

    private static RebuildReport Make(string root, TimeProvider clock)
    {
        var index = StoreFolder.IndexOf(root);
        ThrowIfUsed(root);
        var aside = File.Exists(index) ? $"{index}.damaged-{clock.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}" : null;
        foreach (var ending in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(index + ending))
            {
                File.Move(index + ending, (aside ?? index + ".damaged") + ending, overwrite: true);
            }
        }

        var unreadable = new List<string>();
        using var store = StoreFolder.ForRebuild(root, clock);
        var receipts = store.Receipts.ReadAll(unreadable);
        var open = Directory.GetFiles(Path.Combine(root, "calls"), "*.answer").Select(spool => AnswerSpool.Read(spool, withBody: false)).OfType<SpooledAnswer>()
            .Where(spool => !receipts.Exists(receipt => receipt.Call.Id == spool.Call.Id)).ToList();
        store.Index.WriteAsync(writer =>
        {
            foreach (var (call, outputs) in receipts)
            {
                CallTable.Insert(writer, call);
                if (outputs is not null)
                {
                    var bytes = outputs.Length + ValueCodec.BlobsOf(outputs).Sum(blob => blob.Length);
                    ResultTable.Put(writer, new ResultRow(call.Recipe, ResultKind.Paid, outputs, bytes, call.Model), clock.GetUtcNow());
                }
            }

            foreach (var spool in open)
            {
                // Booked at its high estimate from the start; opening the store says what became of it.
                var state = spool.Status is null ? CallState.Unknown : CallState.Answered;
                CallTable.Insert(writer, spool.Call with { State = state, Owner = "", Error = "The index was lost while the call was on its way." });
            }
        }).GetAwaiter().GetResult();
        return new RebuildReport(receipts.Count(receipt => receipt.Outputs is not null), receipts.Count + open.Count, unreadable, aside);
    }

    private static void ThrowIfUsed(string root)
    {
        var folder = Path.Combine(root, "owners");
        if (!Directory.Exists(folder))
        {
            return;
        }

        using var me = new Owners(folder);
        if (Directory.EnumerateFiles(folder, "*.lock").Select(Path.GetFileNameWithoutExtension).Any(owner => owner != me.Me && !me.IsDead(owner!)))
        {
            throw new StoreException("store-in-use", $"'{root}' is used by another process.", "Wait until it is done, or end it; then run nodeengine store rebuild again.");
        }
    }

    private static bool HasFiles(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any();
}

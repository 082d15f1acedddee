using System.Globalization;
using NodeEngine.Results;

namespace NodeEngine.App.Output;

/// <summary>Shows the store to people.</summary>
internal static class StoreText
{
    /// <summary>Bytes as people say them: <c>12 kB</c>, <c>3.4 MB</c>.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}

/// <summary>What <c>store info --json</c> gives.</summary>
internal sealed record StoreInfoShape(string Folder, int Paid, long PaidBytes, int Free, long FreeBytes, int Blobs, long BlobBytes, int Calls, int Unfinished, int Unknown, int Runs)
{
    public static StoreInfoShape Of(StoreInfo info) => new(
        info.Folder, info.Paid, info.PaidBytes, info.Free, info.FreeBytes, info.Blobs, info.BlobBytes, info.Calls, info.Unfinished, info.Unknown, info.Runs);
}

/// <summary>What <c>store verify --json</c> gives.</summary>
internal sealed record VerifyShape(int Blobs, long Bytes, IReadOnlyList<DamageShape> Damages)
{
    public static VerifyShape Of(VerifyReport report) => new(report.Blobs, report.Bytes, [.. report.Damages.Select(damage => new DamageShape(damage.File, damage.Message, damage.IsPaid))]);
}

internal sealed record DamageShape(string File, string Message, bool Paid);

/// <summary>What <c>store gc --json</c> gives.</summary>
internal sealed record CollectShape(int Results, int Blobs, long Bytes, decimal PaidUsd, bool DryRun);

/// <summary>What <c>store rebuild --json</c> gives.</summary>
internal sealed record RebuildShape(int Results, int Calls, IReadOnlyList<string> Unreadable, string? Damaged);

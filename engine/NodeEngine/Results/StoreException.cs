using Microsoft.Data.Sqlite;

namespace NodeEngine.Results;

/// <summary>The store cannot be used, or something in it is lost. The message names the file.</summary>
public sealed class StoreException : IOException
{
    internal StoreException(string code, string message, string advice, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Advice = advice;
    }

    /// <summary>A short name of the kind of failure. It never changes.</summary>
    public string Code { get; }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Advice { get; }

    internal const string PaidLost = "paid-result-lost";

    internal static StoreException Of(Exception e, string path) => e switch
    {
        StoreException known => known,
        SqliteException sql => Of(sql, path),
        UnauthorizedAccessException => ReadOnly(path, e),
        IOException io when IsFull(io) => Full(path, e),
        IOException io when (io.HResult & 0xFFFF) == 30 => ReadOnly(path, e),
        _ => new StoreException("store-unusable", $"'{path}' cannot be used: {e.Message}", "Check the disk and the permissions.", e),
    };

    private static StoreException Of(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => new StoreException(
            "store-damaged", $"'{path}' is damaged: {e.Message}", "Run: nodeengine store rebuild. It makes the index anew from the receipts beside the pictures; nothing paid is lost.", e),
        SQLitePCL.raw.SQLITE_FULL => Full(path, e),
        SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_PERM => ReadOnly(path, e),
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => new StoreException(
            "store-busy", $"'{path}' is held by another process for too long.", "Wait until the other process is done, and run again.", e),
        _ => new StoreException("store-unusable", $"'{path}' cannot be used: {e.Message}", "Check the disk and the permissions.", e),
    };

    // ENOSPC and EDQUOT; on Windows ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    private static bool IsFull(IOException e) => OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 112 or 39 : (e.HResult & 0xFFFF) is 28 or 122;

    private static StoreException Full(string path, Exception e) =>
        new("store-full", $"The disk is full: '{path}' cannot be written.", "Make room, for example with nodeengine store gc, and run again: what was received is kept.", e);

    private static StoreException ReadOnly(string path, Exception e) =>
        new("store-read-only", $"'{path}' cannot be written: {e.Message}", "Make the folder writable; nothing is paid for that cannot be stored.", e);
}

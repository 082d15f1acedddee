using System.Runtime.InteropServices;

namespace NodeEngine.Results;

/// <summary>What files need beyond writing them to be there after a power loss, and where they would not be.</summary>
internal static class DurableFiles
{
    // Locks, or a rename together with an fsync, are not dependable on these.
    private static readonly string[] NetworkKinds =
    [
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "ncpfs", "9p", "afs", "ceph", "glusterfs", "lustre", "gpfs", "ocfs2", "gfs2",
        "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.glusterfs", "fuse.gcsfuse", "fuse.davfs", "fuse.davfs2", "fuse.ceph-fuse", "fuse.curlftpfs", "fuse.gvfsd-fuse",
    ];

    /// <summary>
    /// Does work that waits for the disk on a thread of its own: the pool has about one for each processor, and many calls wait at the same time.
    /// </summary>
    public static Task<T> WaitAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <inheritdoc cref="WaitAsync{T}(Func{T})"/>
    public static Task WaitAsync(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>Makes what was created, renamed or deleted in a folder last. Windows has no such call, and needs none.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(folder, 0);
        if (handle < 0)
        {
            throw new IOException($"'{folder}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        }

        try
        {
            // Some file systems cannot sync folders and say so; they order renames by themselves.
            if (Sync(handle) != 0 && Marshal.GetLastPInvokeError() is var error and not 22)
            {
                throw new IOException($"'{folder}' cannot be synced: {Marshal.GetPInvokeErrorMessage(error)}", error);
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    /// <summary>Writes a file that is there whole or not at all, also after a power loss.</summary>
    public static void WriteWhole(string path, ReadOnlySpan<byte> content, bool isDurable)
    {
        var temporary = path + ".part";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(content);
            if (isDurable)
            {
                file.Flush(flushToDisk: true);
            }
        }

        File.Move(temporary, path, overwrite: true);
        if (isDurable)
        {
            SyncFolder(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Refuses a folder on a network file system.</summary>
    public static void ThrowIfNetwork(string folder)
    {
        if (NetworkKindOf(folder) is { } kind)
        {
            throw new StoreException(
                "store-on-network",
                $"'{folder}' is on a network file system ({kind}), where two machines would damage the store.",
                "Put the workspace on a disk of this machine.");
        }
    }

    private static string? NetworkKindOf(string folder)
    {
        if (OperatingSystem.IsLinux())
        {
            return NetworkKindOf(folder, File.ReadLines("/proc/self/mountinfo"));
        }

        var drive = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder);
        return drive.DriveType == DriveType.Network || Array.IndexOf(NetworkKinds, drive.DriveFormat) >= 0 ? drive.DriveFormat : null;
    }

    /// <summary>The kind of network file system that a folder is on, by the lines of mountinfo; null when it is on none.</summary>
    internal static string? NetworkKindOf(string folder, IEnumerable<string> mounts)
    {
        var (longest, kind) = (-1, "");
        foreach (var line in mounts)
        {
            // 36 35 98:0 /root /mount/point options shared:1 - ext4 /dev/sda options
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (fields.Length < 5 || dash < 0 || dash + 1 >= fields.Length)
            {
                continue;
            }

            var point = fields[4].Replace("\\040", " ", StringComparison.Ordinal);
            var isAbove = point == "/" || folder == point || folder.StartsWith(point + "/", StringComparison.Ordinal);

            // The last of several mounts on one point is the one that is seen.
            if (isAbove && point.Length >= longest)
            {
                (longest, kind) = (point.Length, fields[dash + 1]);
            }
        }

        return Array.IndexOf(NetworkKinds, kind) >= 0 ? kind : null;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}

namespace NodeEngine.Results;

/// <summary>
/// Who uses a store: each process that has it open holds a lock on a file of its own, which the system lets go of when the process dies, however it
/// dies.
/// </summary>
internal sealed class Owners : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _mine;

    public Owners(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        while (true)
        {
            Me = Guid.NewGuid().ToString("N");
            try
            {
                _mine = Lock(PathOf(Me), FileMode.CreateNew);
                return;
            }
            catch (IOException) when (File.Exists(PathOf(Me)))
            {
                // Between making the file and locking it, somebody looked whether its owner is dead, and may bury it.
            }
        }
    }

    public string Me { get; }

    public void Dispose()
    {
        File.Delete(PathOf(Me));
        _mine.Dispose();
    }

    /// <summary>Whether an owner is known to be dead. One that cannot be told is taken to live.</summary>
    public bool IsDead(string owner)
    {
        if (owner == Me)
        {
            return false;
        }

        try
        {
            using var held = Lock(PathOf(owner), FileMode.Open);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>When the first of those that live began to use the store.</summary>
    public DateTime OldestLiving()
    {
        var oldest = File.GetLastWriteTimeUtc(PathOf(Me));
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*.lock"))
        {
            if (file.LastWriteTimeUtc < oldest && !IsDead(Path.GetFileNameWithoutExtension(file.Name)))
            {
                oldest = file.LastWriteTimeUtc;
            }
        }

        return oldest;
    }

    /// <summary>Removes the files of the dead, whose unfinished calls have been seen to.</summary>
    public void Bury()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*.lock"))
        {
            if (Path.GetFileNameWithoutExtension(file) == Me)
            {
                continue;
            }

            try
            {
                // Deleted while it is held: whoever has just made it sees that, and makes another.
                using var held = Lock(file, FileMode.Open);
                File.Delete(file);
            }
            catch (IOException)
            {
                // It lives, or another process has just buried it.
            }
        }
    }

    private static FileStream Lock(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    private string PathOf(string owner) => Path.Combine(_folder, owner + ".lock");
}

using System.Collections.Concurrent;

namespace NodeEngine.Results;

/// <summary>
/// The index of a store, a SQLite file. One thread writes, and commits together what was asked of it meanwhile; readers have connections of their
/// own. Other processes may use the same file at the same time.
/// </summary>
internal sealed class StoreIndex : IDisposable
{
    private readonly bool _isDurable;
    private readonly StoreConnection _writer;
    private readonly BlockingCollection<Job> _jobs = [];
    private readonly ConcurrentBag<StoreConnection> _readers = [];
    private readonly Thread _thread;
    private Exception? _lost;

    public StoreIndex(string file, bool isDurable)
    {
        File = file;
        _isDurable = isDurable;
        _writer = new StoreConnection(file, isDurable);
        try
        {
            StoreSchema.Migrate(_writer);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }

        _thread = new Thread(Write) { IsBackground = true, Name = "store" };
        _thread.Start();
    }

    public string File { get; }

    /// <summary>Writes within a transaction. When the task is done, it is on disk.</summary>
    public Task<T> WriteAsync<T>(Func<StoreConnection, T> write)
    {
        var job = new Job<T>(write);
        _jobs.Add(job);
        return job.Done;
    }

    /// <inheritdoc cref="WriteAsync{T}(Func{StoreConnection, T})"/>
    public Task WriteAsync(Action<StoreConnection> write) => WriteAsync<object?>(index =>
    {
        write(index);
        return null;
    });

    /// <summary>Writes some time soon, without being waited for. A failure shows at the next <see cref="FlushAsync"/>.</summary>
    public void Post(Action<StoreConnection> write) => _ = WriteAsync(write).ContinueWith(
        task => Lose(task.Exception!.InnerException!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Something that nobody waits for could not be written.</summary>
    public void Lose(Exception why) => _lost ??= why;

    /// <summary>Waits until everything posted is on disk.</summary>
    /// <exception cref="StoreException">Something of it could not be written.</exception>
    public async Task FlushAsync()
    {
        await WriteAsync(_ => { }).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _lost, null) is { } lost)
        {
            throw StoreException.Of(lost, File);
        }
    }

    public T Read<T>(Func<StoreConnection, T> read)
    {
        if (!_readers.TryTake(out var reader))
        {
            reader = new StoreConnection(File, _isDurable);
        }

        try
        {
            return read(reader);
        }
        finally
        {
            _readers.Add(reader);
        }
    }

    public void Dispose()
    {
        _jobs.CompleteAdding();
        _thread.Join();
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _jobs.Dispose();
    }

    private void Write()
    {
        var batch = new List<Job>();
        foreach (var first in _jobs.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < 10_000 && _jobs.TryTake(out var more))
            {
                batch.Add(more);
            }

            // What fails must not take others down with it: then each gets a transaction of its own.
            if (!TryCommit(batch, out var failure))
            {
                foreach (var job in batch)
                {
                    if (batch.Count > 1 ? TryCommit([job], out failure) : false)
                    {
                        continue;
                    }

                    job.Fail(failure!);
                }
            }
        }
    }

    private bool TryCommit(List<Job> batch, out Exception? failure)
    {
        failure = null;
        try
        {
            _writer.Execute("BEGIN IMMEDIATE");
            foreach (var job in batch)
            {
                job.Run(_writer);
            }

            _writer.Execute("COMMIT");
        }
        catch (Exception e)
        {
            failure = e;
            Rollback();
            return false;
        }

        foreach (var job in batch)
        {
            job.Finish();
        }

        return true;
    }

    private void Rollback()
    {
        try
        {
            _writer.Execute("ROLLBACK");
        }
        catch (StoreException)
        {
            // SQLite has rolled back by itself, as it does when the disk is full.
        }
    }

    private abstract class Job
    {
        public abstract void Run(StoreConnection index);

        public abstract void Finish();

        public abstract void Fail(Exception failure);
    }

    private sealed class Job<T>(Func<StoreConnection, T> write) : Job
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Done => _done.Task;

        public override void Run(StoreConnection index) => _result = write(index);

        public override void Finish() => _done.SetResult(_result!);

        public override void Fail(Exception failure) => _done.SetException(failure);
    }
}

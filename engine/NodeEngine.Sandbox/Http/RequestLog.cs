namespace NodeEngine.Sandbox.Http;

/// <summary>The last requests: at most 10,000, and at most 64 million characters of text among them.</summary>
internal sealed class RequestLog
{
    private const int MostRequests = 10_000;
    private const long MostCharacters = 64L << 20;

    private readonly Queue<ReceivedRequest> _requests = new();
    private readonly Lock _lock = new();
    private long _characters;
    private long _count;

    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Numbers and keeps a request. The number is the next one, so that the list is in order.</summary>
    public long Add(ReceivedRequest request)
    {
        lock (_lock)
        {
            request = request with { Number = ++_count };
            _requests.Enqueue(request);
            _characters += Characters(request);
            while (_requests.Count > MostRequests || (_characters > MostCharacters && _requests.Count > 1))
            {
                _characters -= Characters(_requests.Dequeue());
            }

            return _count;
        }
    }

    private static long Characters(ReceivedRequest request) =>
        (request.Json?.Length ?? 0) + request.Path.Length + request.Parts.Sum(part => (part.Text?.Length ?? 0) + part.Name.Length);
}

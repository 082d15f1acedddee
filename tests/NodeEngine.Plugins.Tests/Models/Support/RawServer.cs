using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NodeEngine.Plugins.Tests.Models.Support;

/// <summary>A server on loopback that keeps the bytes of requests and answers whatever the test writes.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Stream, Task> _answer;
    private readonly List<(string Head, byte[] Body)> _requests = [];

    public RawServer(Func<Stream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public RawServer(string head, byte[] body)
        : this(async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
        })
    {
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public IReadOnlyList<(string Head, byte[] Body)> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                var head = new StringBuilder();
                var one = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    await stream.ReadExactlyAsync(one);
                    head.Append((char)one[0]);
                }

                var length = head.ToString().Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line[15..], null)).FirstOrDefault();
                var body = new byte[length];
                await stream.ReadExactlyAsync(body);
                lock (_requests)
                {
                    _requests.Add((head.ToString(), body));
                }

                await _answer(stream);
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The client went away, as some tests mean it to.
        }
    }
}

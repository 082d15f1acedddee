using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NodeEngine.App.Tests.Support;

/// <summary>A provider that tells when a request has arrived, and answers it only when it is let.</summary>
internal sealed class GatedProvider : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;

    public GatedProvider(byte[] picture)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync($$"""{ "created": 1, "data": [ { "b64_json": "{{Convert.ToBase64String(picture)}}" } ] }""");
    }

    public string Url { get; }

    /// <summary>Ends when a request is there.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Lets the request be answered.</summary>
    public void Answer() => _gate.SetResult();

    public void Dispose() => _listener.Close();

    private async Task ServeAsync(string answer)
    {
        var request = await _listener.GetContextAsync();
        await request.Request.InputStream.CopyToAsync(Stream.Null);
        _arrived.SetResult();
        await _gate.Task;
        request.Response.ContentType = "application/json";
        await request.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        request.Response.Close();
    }
}

using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NodeEngine.Sandbox.Faults;

namespace NodeEngine.Sandbox.Http;

/// <summary>The HTTP edge: reads a request, records it, lets its provider answer, sends the answer.</summary>
internal sealed class SandboxApplication(
    IReadOnlyList<IStandIn> standIns, PictureShelf shelf, RequestLog log, FaultScript faults, TimeSpan latency, CancellationToken stopping)
    : IHttpApplication<HttpContext>
{
    // Of requests to no provider.
    private const long LongestBody = 1 << 20;

    private static readonly Answer TooLong = Answer.Text(413, "Too long.");
    private static readonly Answer Garbage = new(200, "application/json", new byte[] { 0x7B, 0x22, 0xFF, 0xFE, 0x00, 0x3C, 0x3E, 0x80, 0x81 });

    private readonly ControlPanel _panel = new(faults, log);

    /// <summary>Known once the server listens.</summary>
    public Uri BaseAddress { get; set; } = new("http://127.0.0.1");

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await ProcessAsync(context, ending.Token);
        }
        catch (Exception e) when (ending.IsCancellationRequested || e is BadHttpRequestException or IOException)
        {
            context.Abort();
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await SendAsync(context.Response, Answer.Text(500, $"The sandbox itself failed: {e}"), ending.Token);
        }
    }

    private async Task ProcessAsync(HttpContext context, CancellationToken cancellation)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "/";
        var standIn = standIns.FirstOrDefault(standIn => path.StartsWith(standIn.Root + "/", StringComparison.Ordinal));
        var body = await BodyReader.ReadAsync(request.BodyReader, request.ContentLength, standIn?.LongestBody ?? LongestBody, cancellation);
        var control = ControlPanel.Owns(path);
        var number = control ? 0 : log.Add(RequestRecord.Create(request.Method, request.Path, request.QueryString, request.Headers, body ?? default));
        var incoming = new IncomingRequest(request.Method, path, request.Headers, body ?? default) { BaseAddress = BaseAddress, Number = number };
        if (control)
        {
            await SendAsync(context.Response, body is null ? TooLong : _panel.Reply(incoming), cancellation);
            return;
        }

        var fault = faults.Next(path, standIn);
        var wait = (standIn is null ? TimeSpan.Zero : latency) + (fault?.Delay ?? TimeSpan.Zero);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, cancellation);
        }

        switch (fault?.Kind)
        {
            case SandboxFaultKind.Drop:
                context.Abort();
                break;
            case SandboxFaultKind.Hang:
                await Task.Delay(Timeout.Infinite, cancellation);
                break;
            default:
                var answer = Reply(incoming, standIn, body is not null, fault);
                await SendAsync(context.Response, answer, cancellation, half: fault?.Kind == SandboxFaultKind.DropMidBody);
                break;
        }
    }

    private Answer Reply(IncomingRequest request, IStandIn? standIn, bool complete, SandboxFault? fault)
    {
        switch (fault)
        {
            case { Kind: SandboxFaultKind.Garbage }:
                return Garbage;
            case { Kind: SandboxFaultKind.Block, Reason: { } reason } when standIn?.Block(request, reason) is { } refusal:
                return refusal;
        }

        var answer = (standIn, complete, fault?.Status) switch
        {
            (null, _, { } status) => Answer.Text(status, "A fault of the sandbox."),
            ({ } known, _, { } status and (< 200 or >= 300)) => known.Refuse(request, status),
            (null, false, _) => TooLong,
            (null, true, _) => PictureShelf.Owns(request.Path) ? shelf.Get(request) : Nothing(request.Path),
            ({ } known, false, _) => known.Refuse(request, 413),
            ({ } known, true, _) => known.Reply(request),
        };
        if (fault is null)
        {
            return answer;
        }

        var headers = new Dictionary<string, string>(answer.Headers, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in fault.Headers)
        {
            headers[name] = value;
        }

        var body = fault.Body is null ? answer.Body : Encoding.UTF8.GetBytes(fault.Body);
        return answer with { Status = fault.Status ?? answer.Status, Body = body, Headers = headers };
    }

    private Answer Nothing(string path)
    {
        if (path != "/")
        {
            return Answer.Text(404, $"Nothing is at {path}. The providers are at {string.Join(", ", standIns.Select(known => known.Root))}.");
        }

        var providers = standIns.Select(known => $"{known.Provider}: {new Uri(BaseAddress, known.Root)}\n");
        return Answer.Text(
            200,
            $"The NodeEngine sandbox: stand-ins for paid image models that cost nothing.\n\n{string.Concat(providers)}\n" +
            "/sandbox/requests: what was received\n/sandbox/faults: faults to come\n");
    }

    private static async Task SendAsync(HttpResponse response, Answer answer, CancellationToken cancellation, bool half = false)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Status is 204 or 304)
        {
            return;
        }

        // Fewer bytes than announced: the server then closes the connection.
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(half ? answer.Body[..(answer.Body.Length / 2)] : answer.Body, cancellation);
    }
}

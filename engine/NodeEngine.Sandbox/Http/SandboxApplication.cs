using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace NodeEngine.Sandbox.Http;

/// <summary>The HTTP edge: reads a request, records it, lets its provider answer, sends the answer.</summary>
internal sealed class SandboxApplication(IReadOnlyList<IStandIn> standIns, PictureShelf shelf, RequestLog log, TimeSpan latency, CancellationToken stopping) : IHttpApplication<HttpContext>
{
    // Of requests to no provider.
    private const long LongestBody = 1 << 20;

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
        var number = log.Add(RequestRecord.Create(request.Method, request.Path, request.QueryString, request.Headers, body ?? default));
        var incoming = new IncomingRequest(request.Method, path, request.QueryString.Value ?? "", request.Headers, body ?? default) { BaseAddress = BaseAddress, Number = number };
        var answer = (standIn, body) switch
        {
            (null, null) => Answer.Text(413, "Too long."),
            (null, _) => PictureShelf.Owns(path) ? shelf.Get(incoming) : Answer.Text(404, $"Nothing is at {path}. The providers are at {string.Join(", ", standIns.Select(known => known.Root))}."),
            (_, null) => standIn.Refuse(incoming, 413),
            _ => standIn.Reply(incoming),
        };
        if (standIn is not null && latency > TimeSpan.Zero)
        {
            await Task.Delay(latency, cancellation);
        }

        await SendAsync(context.Response, answer, cancellation);
    }

    private static async Task SendAsync(HttpResponse response, Answer answer, CancellationToken cancellation)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        await response.Body.WriteAsync(answer.Body, cancellation);
    }
}

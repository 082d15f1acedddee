using System.Net;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>
/// Sends one request and brings back the answer, whole. Once a request is on its way it may cost money, so cancelling the run does not stop it;
/// only its own time does.
/// </summary>
internal sealed class ModelSender : IDisposable
{
    /// <summary>The longest answer. Ten pictures of 8 MiB take 112 MB as base64.</summary>
    private const long MaxAnswerBytes = 256L << 20;

    private const long MaxPictureBytes = 64L << 20;

    // A redirect would carry the key to a host that nobody configured; cookies would tell one call of another.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => _http.Dispose();

    /// <summary>Sends, and reads the answer with its provider.</summary>
    /// <exception cref="NodeException">Nothing was sent, or what became of it is not known.</exception>
    public async Task<ModelAnswer> SendAsync(ModelNode node, ModelRequest request, ProviderAccess access, CancellationToken timeout)
    {
        var provider = node.Provider.Spec;
        try
        {
            using var message = node.Provider.Write(request);
            message.RequestUri = new Uri(access.BaseUrl, message.RequestUri!);
            if (access.Key is { } key)
            {
                message.Headers.TryAddWithoutValidation(provider.KeyHeader, provider.KeyPrefix + key);
            }

            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout).ConfigureAwait(false);
            if ((int)response.StatusCode is >= 300 and < 400)
            {
                throw new NodeException(
                    "redirected",
                    $"{access.BaseUrl.Host} sends on to {response.Headers.Location?.Host ?? "another place"}, where the key does not go.",
                    $"Set external_{provider.Id}_base_url to the right place.");
            }

            var body = await SpoolAsync(response.Content, MaxAnswerBytes, timeout).ConfigureAwait(false);
            return node.Provider.Read(new ModelResponse { Status = (int)response.StatusCode, Headers = Headers(response), Body = body });
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            var isTls = e.HttpRequestError == HttpRequestError.SecureConnectionError;
            throw new NodeException(
                isTls ? "provider-tls" : ModelErrors.Unreachable,
                $"{provider.Name} cannot be reached at {access.BaseUrl.Authority}: {ModelErrors.Redact(e.Message, access)}",
                isTls ? "Check the certificate of the server and the clock of this machine. Nothing was sent." : "Check the connection and the base URL. Nothing was sent.",
                e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            var why = e is OperationCanceledException ? $"did not answer within {node.Model.Timeout.TotalSeconds:0} s" : "broke off before its answer was whole";
            throw new NodeException(ModelErrors.OutcomeUnknown, $"{provider.Name} {why}: the call may have been paid.", "Running again sends it again, and may pay again.", e);
        }
    }

    /// <summary>Fetches a picture that an answer names, without the key.</summary>
    /// <exception cref="NodeException">It cannot be fetched.</exception>
    public async Task<ReadOnlyMemory<byte>> FetchAsync(Uri url, ProviderAccess access, CancellationToken timeout)
    {
        // A page in an answer must not make this machine call its own neighbours; a stand-in on this machine may name itself.
        if (!url.IsAbsoluteUri || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && access.BaseUrl.IsLoopback)))
        {
            throw new NodeException("picture-url", $"The answer names a picture at '{(url.IsAbsoluteUri ? url.GetLeftPart(UriPartial.Path) : url)}', which is not fetched.", "Pictures are fetched over https.");
        }

        try
        {
            using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, timeout).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK
                ? await SpoolAsync(response.Content, MaxPictureBytes, timeout).ConfigureAwait(false)
                : throw new NodeException("picture-url", $"The picture at {url.Host} cannot be fetched: status {(int)response.StatusCode}.", "It was paid for. Look it up at the provider.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new NodeException("picture-url", $"The picture at {url.Host} cannot be fetched: {e.Message}", "It was paid for. Look it up at the provider.", e);
        }
    }

    /// <summary>Streams an answer to a file before anything looks at it, then reads it whole: it grows no buffer, and its length is bounded on the way.</summary>
    private static async Task<Memory<byte>> SpoolAsync(HttpContent content, long most, CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var spool = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        var source = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (spool.ConfigureAwait(false))
        await using (source.ConfigureAwait(false))
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = await source.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
            {
                if (spool.Position + read > most)
                {
                    throw new NodeException("answer-too-large", $"The answer has more than {most >> 20} MiB.", "Ask for fewer or smaller pictures at once. The call may have been paid.");
                }

                await spool.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }

            var body = GC.AllocateUninitializedArray<byte>((int)spool.Length);
            spool.Position = 0;
            await spool.ReadExactlyAsync(body, cancellation).ConfigureAwait(false);
            return body;
        }
    }

    private static Dictionary<string, string> Headers(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name] = values.ToString();
        }

        return headers;
    }
}

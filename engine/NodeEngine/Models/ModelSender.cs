using System.Net;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>
/// Sends requests and brings back the answers, whole. Once a request is on its way it may cost money, so cancelling the run does not stop it; only its
/// own time does.
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

    /// <summary>Sends a request, and writes the answer to a spool as it arrives, before anything looks at it.</summary>
    /// <param name="node">The model.</param>
    /// <param name="write">Writes the request: <see cref="IModelProvider.Write"/> or <see cref="IModelProvider.Poll"/>.</param>
    /// <param name="access">How the provider is reached.</param>
    /// <param name="spool">Where the answer goes.</param>
    /// <param name="timeout">The end of its time.</param>
    /// <exception cref="NodeException">
    /// With code <see cref="ModelErrors.OutcomeUnknown"/> or <see cref="ModelErrors.TooLarge"/>, it is not known what the provider did; with any other, it did
    /// nothing.
    /// </exception>
    public async Task SendAsync(ModelNode node, Func<HttpRequestMessage> write, ProviderAccess access, AnswerSpool spool, CancellationToken timeout)
    {
        var provider = node.Provider.Spec;
        using var message = write();
        try
        {
            message.RequestUri = new Uri(access.BaseUrl, message.RequestUri!);
            if (access.Key is { } key)
            {
                message.Headers.TryAddWithoutValidation(provider.KeyHeader, provider.KeyPrefix + key);
            }

            spool.IsSent = true;
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout).ConfigureAwait(false);
            if ((int)response.StatusCode is >= 300 and < 400)
            {
                throw new NodeException(
                    "redirected",
                    $"{access.BaseUrl.Host} sends on to {response.Headers.Location?.Host ?? "another place"}, where the key does not go.",
                    $"Set external_{provider.Id}_base_url to the right place.");
            }

            Failpoint.Pass("answer-begun");
            spool.Begin((int)response.StatusCode, Headers(response));
            await ReadAsync(response.Content, MaxAnswerBytes, spool.AppendAsync, timeout).ConfigureAwait(false);
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
        catch (StoreException e)
        {
            throw new NodeException(ModelErrors.OutcomeUnknown, $"The answer of {provider.Name} cannot be kept: {e.Message} The call may have been paid.", e.Advice, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            var why = e is OperationCanceledException ? $"did not answer within {node.Model.Timeout.TotalSeconds:0} s" : "broke off before its answer was whole";
            throw new NodeException(ModelErrors.OutcomeUnknown, $"{provider.Name} {why}: the call may have been paid.", null, e);
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
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new NodeException("picture-url", $"The picture at {url.Host} cannot be fetched: status {(int)response.StatusCode}.", "It was paid for. Run again to fetch it, or look it up at the provider.");
            }

            using var picture = new MemoryStream();
            await ReadAsync(
                response.Content,
                MaxPictureBytes,
                bytes =>
                {
                    picture.Write(bytes.Span);
                    return default;
                },
                timeout).ConfigureAwait(false);
            return picture.GetBuffer().AsMemory(0, (int)picture.Length);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new NodeException("picture-url", $"The picture at {url.Host} cannot be fetched: {e.Message}", "It was paid for. Run again to fetch it, or look it up at the provider.", e);
        }
    }

    private static async Task ReadAsync(HttpContent content, long most, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken cancellation)
    {
        var source = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(1 << 16);
            try
            {
                var taken = 0L;
                for (int read; (read = await source.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
                {
                    taken += read;
                    if (taken > most)
                    {
                        throw new NodeException(ModelErrors.TooLarge, $"The answer has more than {most >> 20} MiB. The call may have been paid.", "Ask for fewer or smaller pictures at once.");
                    }

                    await take(buffer.AsMemory(0, read)).ConfigureAwait(false);
                    Failpoint.Pass("answer-arriving");
                }
            }
            finally
            {
                System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
            }
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

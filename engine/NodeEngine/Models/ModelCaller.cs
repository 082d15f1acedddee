using NodeEngine.Plans;
using NodeEngine.Sdk;
using Polly;
using Polly.Retry;

namespace NodeEngine.Models;

/// <summary>
/// Calls models, the same way for every provider: adds the key, sends, resends only what was certainly not done, reads the answer, keeps the key out
/// of every message.
/// </summary>
public sealed class ModelCaller : IDisposable
{
    internal const string OutcomeUnknown = "outcome-unknown";

    private const int MaxAnswerBytes = 256 << 20;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly Func<ProviderSpec, ProviderAccess?> _accessTo;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline<ModelAnswer> _resend;

    /// <summary>A caller.</summary>
    /// <param name="accessTo">
    /// How each provider is reached: <see cref="ApiKeys.AccessTo"/>, or <see cref="ProviderAccess.ToSandbox"/>. Asked at every call. Null: not at all.
    /// </param>
    /// <param name="clock">The clock for waits. Default: the system's.</param>
    public ModelCaller(Func<ProviderSpec, ProviderAccess?> accessTo, TimeProvider? clock = null)
    {
        _accessTo = accessTo;
        // A redirect would carry the key to a host that nobody configured.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
        _resend = new ResiliencePipelineBuilder<ModelAnswer> { TimeProvider = clock ?? TimeProvider.System }
            .AddRetry(new RetryStrategyOptions<ModelAnswer>
            {
                MaxRetryAttempts = 4,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                ShouldHandle = args => ValueTask.FromResult(IsSurelyUndone(args.Outcome)),
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result?.Error?.RetryAfter),
            })
            .Build();
    }

    /// <summary>What stands in the way of calling the models of a plan: providers without a key or, in the sandbox, without a stand-in.</summary>
    /// <param name="plan">The plan.</param>
    public IReadOnlyList<Problem> Check(Plan plan)
    {
        var problems = new List<Problem>();
        foreach (var step in plan.Steps)
        {
            if (step.Node is not ModelNode { Provider.Spec: { } provider })
            {
                continue;
            }

            Problem? problem = null;
            try
            {
                problem = _accessTo(provider) switch
                {
                    null => new Problem("sandbox-missing", $"There is no stand-in for {provider.Name}.") { Suggestion = "Run it with a key, without --sandbox." },
                    { Key: null, BaseUrl.IsLoopback: false } => new Problem("key-missing", $"{step.Spec.Type} needs a key of {provider.Name}.")
                    {
                        Suggestion = $"Add the line {ApiKeys.LineFor(provider)}: … to {ApiKeys.FileName}, or set {ApiKeys.VariableFor(provider)}; or try the graph without a key and without cost: --sandbox.",
                    },
                    _ => null,
                };
            }
            catch (NodeException e)
            {
                problem = new Problem(e.Code, e.Message) { Suggestion = e.Advice };
            }

            if (problem is not null)
            {
                var written = plan.Graph.Nodes.First(node => node.Id == step.Id);
                problems.Add(problem with { Where = step.Id, File = plan.Graph.File, Line = written.Position.Line, Column = written.Position.Column });
            }
        }

        return problems;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    internal string EndpointOf(ModelNode node) => _accessTo(node.Provider.Spec)?.Endpoint ?? "";

    internal async ValueTask<NodeOutputs> CallAsync(ModelNode node, NodeRun run, CancellationToken cancellation)
    {
        var request = node.Request(run);
        var access = _accessTo(node.Provider.Spec)
            ?? throw new NodeException("provider-unreachable", $"There is no way to reach {node.Provider.Spec.Name}.", null);
        var context = ResilienceContextPool.Shared.Get(cancellation);
        try
        {
            var outcome = await _resend.ExecuteOutcomeAsync(
                async (_, _) => await TryOnceAsync(node, request, access, cancellation).ConfigureAwait(false), context, 0).ConfigureAwait(false);
            outcome.ThrowIfException();
            var answer = outcome.Result!;
            return answer.Error is { } error ? throw Explain(error, node, access) : Outputs(answer, node);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static NodeOutputs Outputs(ModelAnswer answer, ModelNode node)
    {
        var images = answer.Images.Select(bytes => (Value)ImageValue.FromEncoded(bytes)).ToArray();
        if (images.Length == 0)
        {
            throw Explain(new ModelError(ModelErrorKind.NoImage, "The answer has no picture."), node, null);
        }

        return new NodeOutputs(new ListValue(images), images[0]);
    }

    private static bool IsSurelyUndone(Outcome<ModelAnswer> outcome) =>
        outcome.Exception is NodeException { Code: "provider-unreachable" }
        || (outcome.Result?.Error is { Kind: ModelErrorKind.RateLimited or ModelErrorKind.Unavailable } error && !(error.RetryAfter > LongestWait));

    /// <summary>One request. Once it is on its way it may cost money, so cancelling the run does not stop it; only its own time does.</summary>
    private async Task<Outcome<ModelAnswer>> TryOnceAsync(ModelNode node, ModelRequest request, ProviderAccess access, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return Outcome.FromException<ModelAnswer>(new OperationCanceledException(cancellation));
        }

        var provider = node.Provider.Spec;
        using var timeout = new CancellationTokenSource(node.Model.Timeout);
        try
        {
            using var message = node.Provider.Write(request);
            message.RequestUri = new Uri(access.BaseUrl, message.RequestUri!);
            if (access.Key is { } key)
            {
                message.Headers.TryAddWithoutValidation(provider.KeyHeader, provider.KeyPrefix + key);
            }

            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            var body = await ReadBodyAsync(response.Content, timeout.Token).ConfigureAwait(false);
            return Outcome.FromResult(node.Provider.Read(new ModelResponse { Status = (int)response.StatusCode, Headers = Headers(response), Body = body }));
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return Outcome.FromException<ModelAnswer>(new NodeException(
                "provider-unreachable", $"{provider.Name} cannot be reached at {access.BaseUrl.Host}: {Redact(e.Message, access)}", "Check the connection and the base URL. Nothing was sent.", e));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && timeout.IsCancellationRequested))
        {
            var why = e is OperationCanceledException ? $"did not answer within {node.Model.Timeout.TotalSeconds:0} s" : "broke off its answer";
            return Outcome.FromException<ModelAnswer>(new NodeException(
                OutcomeUnknown, $"{provider.Name} {why}: the call may have been paid.", "Running again sends it again, and may pay again.", e));
        }
    }

    private static async Task<Memory<byte>> ReadBodyAsync(HttpContent content, CancellationToken cancellation)
    {
        var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var body = new byte[Math.Clamp(content.Headers.ContentLength ?? (1 << 16), 256, MaxAnswerBytes)];
            var length = 0;
            while (true)
            {
                if (length == body.Length)
                {
                    // One byte more tells the end of an answer of exactly this length.
                    var one = new byte[1];
                    if (await stream.ReadAsync(one, cancellation).ConfigureAwait(false) == 0)
                    {
                        return body;
                    }

                    if (length >= MaxAnswerBytes)
                    {
                        throw new NodeException("answer-too-large", $"The answer has more than {MaxAnswerBytes >> 20} MiB.", "Ask for fewer or smaller pictures at once.");
                    }

                    Array.Resize(ref body, (int)Math.Min(MaxAnswerBytes, 2L * body.Length));
                    body[length++] = one[0];
                }

                var read = await stream.ReadAsync(body.AsMemory(length), cancellation).ConfigureAwait(false);
                if (read == 0)
                {
                    return body.AsMemory(0, length);
                }

                length += read;
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

    private static NodeException Explain(ModelError error, ModelNode node, ProviderAccess? access)
    {
        var name = node.Provider.Spec.Name;
        var (code, what, advice) = error.Kind switch
        {
            ModelErrorKind.BadRequest => ("model-refused-request", $"{name} refused the request", "Change what it names."),
            ModelErrorKind.Blocked => ("content-blocked", $"{name} blocked the content", "Change the prompt or the pictures. Sending the same again gives the same."),
            ModelErrorKind.NoImage => ("no-image", $"{name} answered without a picture", "Change the prompt, or ask for another take."),
            ModelErrorKind.Authentication => ("key-refused", $"{name} refused the key", $"Check {ApiKeys.LineFor(node.Provider.Spec)} in {ApiKeys.FileName}."),
            ModelErrorKind.Quota => ("quota-used-up", $"The quota or credit at {name} is used up", "Add credit, or wait for the quota to renew."),
            ModelErrorKind.NotFound => ("model-not-found", $"{name} has no model {node.Model.WireId} for this key", "Use another model."),
            ModelErrorKind.RateLimited => ("rate-limited", $"{name} takes no more requests for now", Later(error.RetryAfter)),
            ModelErrorKind.Unavailable => ("provider-unavailable", $"{name} is overloaded", Later(error.RetryAfter)),
            ModelErrorKind.ProviderFailed => ("provider-failed", $"{name} failed", "Run again later."),
            ModelErrorKind.OutcomeUnknown => (OutcomeUnknown, $"{name} gave no clear answer, and the call may have been paid", "Running again sends it again, and may pay again."),
            _ => ("answer-unreadable", $"The answer of {name} cannot be read", "Check the base URL: a proxy may have answered."),
        };
        var message = error.Message.TrimEnd('.');
        return new NodeException(code, Redact(message.Length == 0 ? $"{what}." : $"{what}: {message}.", access), error.Advice ?? advice);
    }

    private static string Later(TimeSpan? wait) => wait is { } time ? $"Run again in {Math.Ceiling(time.TotalSeconds):0} s." : "Run again later.";

    private static string Redact(string text, ProviderAccess? access) =>
        access?.Key is { Length: > 0 } key ? text.Replace(key, "[key]", StringComparison.Ordinal) : text;
}

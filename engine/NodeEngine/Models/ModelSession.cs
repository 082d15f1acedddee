using System.Collections.Concurrent;
using System.Globalization;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>The model calls of one run. A provider that refuses the key or has no more credit is not asked again in it.</summary>
internal sealed class ModelSession(ModelCaller caller, ResultStore store)
{
    private readonly ConcurrentDictionary<string, NodeException> _stopped = new(StringComparer.Ordinal);

    /// <summary>The outputs of a node whose calls are all stored, or null.</summary>
    public Value[]? Stored(ModelNode node, Address all, int count)
    {
        var calls = node.Calls(all, count);
        var results = new CallResult[calls.Length];
        for (var i = 0; i < calls.Length; i++)
        {
            if (store.Get(calls[i].Recipe, hasPictures: true) is not { } stored)
            {
                Array.ForEach(results[..i], result => Release(result));
                return null;
            }

            results[i] = CallResult.From(stored);
        }

        return node.Assemble(results);
    }

    /// <summary>
    /// Makes the calls of a node that are not stored. When one fails, the others are stored all the same, and the node fails with the first failure.
    /// </summary>
    /// <returns>The outputs, and whether anything was sent for them.</returns>
    public async Task<(Value[] Outputs, bool WasSent)> CallAsync(ModelNode node, Address all, NodeRun run, CancellationToken cancellation)
    {
        var request = node.Request(run);
        var calls = node.Calls(all, request.Count).Select(call => OneAsync(node, call, request, run, cancellation)).ToArray();
        await Task.WhenAll(calls.Select(call => (Task)call.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default))).ConfigureAwait(false);
        var results = new List<CallResult>(calls.Length);
        var wasSent = false;
        foreach (var call in calls)
        {
            var (result, isFirst) = await call.ConfigureAwait(false);
            results.Add(result);
            wasSent |= isFirst;
        }

        return (node.Assemble(results), wasSent);
    }

    private static void Release(CallResult result) => Pictures.Release([.. result.Images]);

    private async Task<(CallResult Result, bool IsFirst)> OneAsync(ModelNode node, ModelCall call, ModelRequest request, NodeRun run, CancellationToken cancellation)
    {
        if (store.Get(call.Recipe, hasPictures: true) is { } stored)
        {
            return (CallResult.From(stored), false);
        }

        var one = request.Count == call.Count ? request : request.With(call.Count);
        var (values, isFirst) = await store.CallOnceAsync(call.Recipe, async () => (await SendAsync(node, one, run, cancellation).ConfigureAwait(false)).ToValues(), cancellation: cancellation).ConfigureAwait(false);
        Pictures.Hold(values);
        return (CallResult.From(values), isFirst);
    }

    private async Task<CallResult> SendAsync(ModelNode node, ModelRequest request, NodeRun run, CancellationToken cancellation)
    {
        var provider = node.Provider.Spec;
        ThrowIfStopped(provider);
        var access = caller.AccessTo(node) ?? throw new NodeException(ModelErrors.Unreachable, $"There is no way to reach {provider.Name}.");
        try
        {
            var answer = await caller.LimitsOf(node, access).CallAsync(
                request.Count,
                async () =>
                {
                    ThrowIfStopped(provider);
                    using var ofThisTry = new CancellationTokenSource(node.Model.Timeout, caller.Clock);
                    return await caller.Sender.SendAsync(node, request, access, ofThisTry.Token).ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
            return answer.Error is { } error
                ? throw ModelErrors.Explain(error, node, access, caller.Clock)
                : await ReadAsync(node, request, answer, access, run).ConfigureAwait(false);
        }
        catch (NodeException e) when (ModelErrors.StopsProvider(e))
        {
            _stopped.TryAdd(provider.Id, e);
            throw;
        }
    }

    private void ThrowIfStopped(ProviderSpec provider)
    {
        if (_stopped.TryGetValue(provider.Id, out var why))
        {
            throw new NodeException("provider-stopped", $"Not sent, because another call to {provider.Name} in this run failed: {why.Message}", why.Advice);
        }
    }

    private async Task<CallResult> ReadAsync(ModelNode node, ModelRequest request, ModelAnswer answer, ProviderAccess access, NodeRun run)
    {
        var pictures = answer.Images.ToList();
        foreach (var url in answer.ImageUrls)
        {
            using var timeout = new CancellationTokenSource(node.Model.Timeout, caller.Clock);
            pictures.Add(await caller.Sender.FetchAsync(url, access, timeout.Token).ConfigureAwait(false));
        }

        if (pictures.Count == 0)
        {
            throw ModelErrors.Explain(new ModelError(ModelErrorKind.NoImage, answer.Text ?? ""), node, access, caller.Clock);
        }

        if (answer.ModelVersion is { } version && !version.EndsWith(node.Model.WireId, StringComparison.Ordinal))
        {
            run.Warn("model-rerouted", $"{node.Provider.Spec.Name} answered with model '{version}' instead of '{node.Model.WireId}'.");
        }

        return new CallResult([.. pictures.Select((bytes, i) => (Value)Look(bytes, i, request, run))], answer.Text ?? "");
    }

    /// <summary>A picture that arrived was paid for: whatever is odd about it is told, and the bytes are kept.</summary>
    private static ImageValue Look(ReadOnlyMemory<byte> bytes, int index, ModelRequest request, NodeRun run)
    {
        var image = ImageValue.FromEncoded(bytes);
        try
        {
            foreach (var (code, message) in ArrivedPicture.Oddities(image, request))
            {
                run.Warn(code, message);
            }

            return image;
        }
        catch (NodeException e)
        {
            var path = run.OutputFile(string.Create(CultureInfo.InvariantCulture, $"{request.Model.WireId}-{DateTime.UtcNow:yyyyMMddHHmmssfff}-{index + 1}.{(IsSvg(bytes.Span) ? "svg" : "bin")}"));
            File.WriteAllBytes(path, bytes.Span);
            throw new NodeException("picture-unreadable", $"The answer's picture cannot be used: {e.Message}", $"It was paid for, and is kept in {path}.", e);
        }
    }

    private static bool IsSvg(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, 1000)].IndexOf("<svg"u8) >= 0;
}

using System.Collections.Concurrent;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>The model calls of one run. A provider that refuses the key or has no more credit is not asked again in it.</summary>
internal sealed class ModelSession(ModelCaller caller, ResultStore store, Runs.RunOptions options, Runs.RunHost host)
{
    private readonly ConcurrentDictionary<string, NodeException> _stopped = new(StringComparer.Ordinal);
    private readonly Lazy<CallProtocol> _protocol = new(() => new CallProtocol(caller, store));

    /// <summary>The outputs of a node whose calls are all stored, or null.</summary>
    /// <exception cref="StoreException">One was paid for, and is lost.</exception>
    public Value[]? Stored(ModelNode node, string id, Address all, int count)
    {
        var calls = node.Calls(all, count);
        var results = new CallResult[calls.Length];
        for (var i = 0; i < calls.Length; i++)
        {
            if (Find(calls[i].Recipe, id) is not { } stored)
            {
                Array.ForEach(results[..i], Release);
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
    public async Task<(Value[] Outputs, bool WasSent)> CallAsync(ModelNode node, string id, int index, Address all, NodeRun run, CancellationToken cancellation)
    {
        var request = node.Request(run);
        var purpose = new CallPurpose(options.Run, id, options.Budget, options.MayPayAgain(id));
        var calls = node.Calls(all, request.Count).Select(call => OneAsync(node, call, request, purpose, run, cancellation)).ToArray();
        await Task.WhenAll(calls.Select(call => (Task)call.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default))).ConfigureAwait(false);
        if (_protocol.IsValueCreated)
        {
            // Of what failed, too: it may have been paid.
            host.SetPrice(index, store.Paid.Ledger.PriceOf(options.Run, id));
        }

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

    // Without paying again, only the store is asked, which makes no folder for calls before there are any.
    private Value[]? Find(Address recipe, string id) => options.MayPayAgain(id) ? _protocol.Value.Find(recipe, paysAgain: true) : store.GetPaid(recipe);

    private async Task<(CallResult Result, bool IsFirst)> OneAsync(
        ModelNode node, ModelCall call, ModelRequest request, CallPurpose purpose, NodeRun run, CancellationToken cancellation)
    {
        if (Find(call.Recipe, purpose.Node) is { } stored)
        {
            return (CallResult.From(stored), false);
        }

        var one = request.Count == call.Count ? request : request.With(call.Count);
        var wasSent = false;
        var (values, _) = await store.CallOnceAsync(
            call.Recipe,
            async () =>
            {
                var paid = await PayAsync(node, call.Recipe, one, purpose, run, cancellation).ConfigureAwait(false);
                wasSent = paid.IsNew;
                return paid.Outputs;
            },
            cancellation: cancellation).ConfigureAwait(false);
        return (CallResult.From(values), wasSent);
    }

    private async Task<Paid> PayAsync(ModelNode node, Address recipe, ModelRequest request, CallPurpose purpose, NodeRun run, CancellationToken cancellation)
    {
        var provider = node.Provider.Spec;
        try
        {
            return await _protocol.Value.CallAsync(node, recipe, request, purpose, run, () => ThrowIfStopped(provider), e => Stop(provider, e), cancellation).ConfigureAwait(false);
        }
        catch (NodeException e)
        {
            Stop(provider, e);
            throw;
        }
    }

    private void Stop(ProviderSpec provider, NodeException error)
    {
        if (ModelErrors.StopsProvider(error))
        {
            _stopped.TryAdd(provider.Id, error);
        }
    }

    private void ThrowIfStopped(ProviderSpec provider)
    {
        if (_stopped.TryGetValue(provider.Id, out var why))
        {
            throw new NodeException("provider-stopped", $"Not sent, because another call to {provider.Name} in this run failed: {why.Message}", why.Advice);
        }
    }
}

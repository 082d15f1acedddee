using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>What a call is made for.</summary>
/// <param name="Run">The run.</param>
/// <param name="Node">The node, or invocation.</param>
/// <param name="Budget">The most that the run may cost, or null.</param>
/// <param name="PaysAgain">True to send although an earlier call for the same may have been paid, or its picture is lost.</param>
internal sealed record CallPurpose(string Run, string Node, decimal? Budget, bool PaysAgain);

/// <summary>What a call gave.</summary>
/// <param name="Outputs">The result.</param>
/// <param name="PriceUsd">What was paid for it now; 0 when it was there already.</param>
/// <param name="IsNew">False when it was there already.</param>
internal readonly record struct Paid(Value[] Outputs, decimal PriceUsd, bool IsNew);

/// <summary>
/// How every call to every provider is made, so that nothing is paid twice: admission and intent in one transaction; the request; the answer on disk
/// before anybody looks at it; the pictures as blobs; result and receipt in one transaction. Whatever a process dies at, the next one knows what was
/// received and what may have been paid.
/// </summary>
internal sealed class CallProtocol(ModelCaller caller, ResultStore store)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly StoreFolder _folder = store.Paid;
    private readonly AnswerReader _reader = new(caller, store);

    /// <summary>Brings a result: stored, received by a process that died, or paid for now.</summary>
    /// <param name="node">The model.</param>
    /// <param name="recipe">What identifies the result.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="run">Told what is odd about the answer.</param>
    /// <param name="throwIfStopped">Called before anything is sent.</param>
    /// <param name="cancellation">Stops waiting, never a request on its way.</param>
    public async Task<Paid> CallAsync(ModelNode node, Address recipe, ModelRequest request, CallPurpose purpose, NodeRun run, Action throwIfStopped, CancellationToken cancellation)
    {
        var access = caller.AccessTo(node) ?? throw new NodeException(ModelErrors.Unreachable, $"There is no way to reach {node.Provider.Spec.Name}.");
        var intent = Intent(node, recipe, request, purpose, access, run);
        Paid? paid = null;
        var answer = await caller.LimitsOf(node, access).CallAsync(
            request.Count,
            async () =>
            {
                throwIfStopped();
                _folder.ThrowIfFull(request.Count);
                Failpoint.Pass("call-admitting");
                var (call, stored) = await AdmitAsync(node, intent, purpose, access, run, cancellation).ConfigureAwait(false);
                if (call is null)
                {
                    paid = stored;
                    return new ModelAnswer();
                }

                Failpoint.Pass("call-admitted");
                var (read, result) = await SendAsync(node, request, access, call, run).ConfigureAwait(false);
                paid = result;
                return read;
            },
            cancellation).ConfigureAwait(false);
        return paid ?? throw ModelErrors.Explain(answer.Error!, node, access, caller.Clock);
    }

    private CallRecord Intent(ModelNode node, Address recipe, ModelRequest request, CallPurpose purpose, ProviderAccess access, NodeRun run)
    {
        var today = DateOnly.FromDateTime(caller.Clock.GetLocalNow().DateTime);
        var price = CallPrice.Estimate(node, request, today);
        if (price is null && (purpose.Budget ?? access.DailyBudgetUsd) is not null)
        {
            throw new NodeException(
                "budget",
                $"Not sent: the price of {node.Spec.Type} is not known, so no budget can hold it.",
                "Run without a budget, or add a price list to the model's descriptor.");
        }

        return new CallRecord
        {
            Id = "",
            Recipe = recipe,
            Run = purpose.Run,
            Node = purpose.Node,
            Take = run.Input<IntegerValue>(Port.Take.Key).Number,
            Provider = node.Provider.Spec.Id,
            Model = node.Spec.Type,
            Endpoint = access.Endpoint,
            IsSimulated = access.Endpoint == ProviderAccess.Sandbox,
            Pictures = request.Count,
            Estimate = price ?? default,
            PriceList = CallPrice.ListId(node.Model, today),
            Request = CallRequest.Write(request),
        };
    }

    private async Task<(CallRecord? Call, Paid Stored)> AdmitAsync(
        ModelNode node, CallRecord intent, CallPurpose purpose, ProviderAccess access, NodeRun run, CancellationToken cancellation)
    {
        var ignoresEarlier = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var changed = _folder.Ledger.Changed;
            var budgets = new Budgets(purpose.Budget, access.DailyBudgetUsd);
            switch (await _folder.Ledger.AdmitAsync(intent with { Id = Guid.CreateVersion7().ToString("N") }, budgets, ignoresEarlier).ConfigureAwait(false))
            {
                case Admission.Granted granted:
                    return (granted.Call, default);
                case Admission.Stored:
                    if (Find(intent.Recipe, purpose.PaysAgain) is { } stored)
                    {
                        Pictures.Release(stored);
                        return (null, new Paid(stored, 0, IsNew: false));
                    }

                    ignoresEarlier = true;
                    break;
                case Admission.Earlier { Call: var earlier }:
                    if (await FinishAsync(node, earlier, access, run, cancellation).ConfigureAwait(false) is { } late)
                    {
                        return (null, late with { IsNew = false });
                    }

                    // Looked at again, for it may have been settled by now; if its outcome is not known, that stays so.
                    var now = _folder.Index.Read(reader => CallTable.Find(reader, earlier.Id));
                    if (now is { State: CallState.Unknown or CallState.Unreadable })
                    {
                        ignoresEarlier = purpose.PaysAgain ? true : throw Unknown(now, purpose);
                    }

                    break;
                case Admission.OverBudget over:
                    throw new NodeException("budget", over.Message, "Raise the budget, or run again later: what is stored is not paid again.");
                default:
                    await Task.WhenAny(changed, Task.Delay(Glance, cancellation)).ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>The stored result. When paying again is allowed, one that is lost or damaged counts as none.</summary>
    public Value[]? Find(Address recipe, bool paysAgain)
    {
        Value[]? outputs = null;
        try
        {
            outputs = store.GetPaid(recipe);
            if (paysAgain)
            {
                Array.ForEach(outputs ?? [], output => Pictures.Each(output, image => (image.Encoded as BlobSource)?.Check()));
            }

            return outputs;
        }
        catch (StoreException e) when (paysAgain && e.Code == StoreException.PaidLost)
        {
            Pictures.Release(outputs ?? []);
            return null;
        }
    }

    private static NodeException Unknown(CallRecord call, CallPurpose purpose) => new(
        ModelErrors.OutcomeUnknown,
        FormattableString.Invariant($"Not sent again: a call of {call.Started.ToLocalTime():yyyy-MM-dd HH:mm} in run {call.Run} may have been paid, up to {Usd.Show(call.PriceUsd)}. {call.Error}"),
        $"Look it up at the provider (call {call.Id}); to send it again and perhaps pay again, run with --pay-again {purpose.Node}.");

    private async Task<(ModelAnswer Answer, Paid? Paid)> SendAsync(ModelNode node, ModelRequest request, ProviderAccess access, CallRecord call, NodeRun run)
    {
        var path = _folder.SpoolOf(call);
        AnswerSpool? spool = null;
        try
        {
            spool = new AnswerSpool(path, call, _folder.IsDurable);
            using var timeout = new CancellationTokenSource(node.Model.Timeout, caller.Clock);
            Failpoint.Pass("call-sending");
            await caller.Sender.SendAsync(node, () => node.Provider.Write(request), access, spool, timeout.Token).ConfigureAwait(false);
            Failpoint.Pass("answer-arrived");
            await DurableFiles.WaitAsync(spool.Seal).ConfigureAwait(false);
        }
        catch (Exception e) when (spool?.IsSent == true && e is not NodeException { Code: not ModelErrors.OutcomeUnknown and not ModelErrors.TooLarge })
        {
            spool.Dispose();
            await _folder.Ledger.EndAsync(call with { State = CallState.Unknown, Error = e.Message }).ConfigureAwait(false);
            File.Delete(path);
            var known = e as NodeException;
            throw new NodeException(known?.Code ?? ModelErrors.OutcomeUnknown, e.Message, known?.Advice ?? $"Look it up at the provider; to send it again and perhaps pay again, run with --pay-again {call.Node}.", e);
        }
        catch
        {
            // Nothing was sent, or nobody took it.
            spool?.Dispose();
            await _folder.Ledger.ReleaseAsync(call).ConfigureAwait(false);
            File.Delete(path);
            throw;
        }
        finally
        {
            spool?.Dispose();
        }

        Failpoint.Pass("answer-synced");
        return await ReadAsync(node, request, access, call, run).ConfigureAwait(false);
    }

    private async Task<(ModelAnswer Answer, Paid? Paid)> ReadAsync(ModelNode node, ModelRequest request, ProviderAccess access, CallRecord call, NodeRun run)
    {
        try
        {
            return await _reader.ReadAsync(node, request, access, call, isTicketed: false, run).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // What cannot be stored now, on a full disk for instance, is read again by whoever needs it next.
            await _folder.Ledger.LeaveAsync(call).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sees to an earlier call for the same: reads the answer that arrived, or asks with its ticket. Null when that gave no result.</summary>
    private async Task<Paid?> FinishAsync(ModelNode node, CallRecord earlier, ProviderAccess access, NodeRun run, CancellationToken cancellation)
    {
        if (earlier.State == CallState.Open)
        {
            await _folder.SettleAsync(earlier).ConfigureAwait(false);
            return null;
        }

        if (!await _folder.Ledger.AdoptAsync(earlier).ConfigureAwait(false))
        {
            await Task.Delay(Glance, cancellation).ConfigureAwait(false);
            return null;
        }

        var request = CallRequest.Read(earlier.Request, node.Model);
        if (earlier.Ticket is not null)
        {
            return (await _reader.PollAsync(node, request, access, earlier, run).ConfigureAwait(false)).Paid;
        }

        return earlier.State == CallState.Unknown ? null : (await ReadAsync(node, request, access, earlier, run).ConfigureAwait(false)).Paid;
    }
}

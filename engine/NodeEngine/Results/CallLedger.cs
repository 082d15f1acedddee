using NodeEngine.Models;

namespace NodeEngine.Results;

/// <summary>What limits the price of a call.</summary>
/// <param name="Run">The most that its run may cost, in US dollars; null for no bound.</param>
/// <param name="Day">The most that its provider may cost on one day; null for no bound.</param>
internal readonly record struct Budgets(decimal? Run, decimal? Day);

/// <summary>Whether a call may be sent: a closed set.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>It may: the intent is on disk.</summary>
    public sealed record Granted(CallRecord Call) : Admission;

    /// <summary>Its result is there already.</summary>
    public sealed record Stored : Admission;

    /// <summary>Somebody is making the same call, or the budget must wait for calls on their way: ask again.</summary>
    public sealed record Wait : Admission;

    /// <summary>An earlier one was left unfinished, or its outcome is not known: see to that first.</summary>
    public sealed record Earlier(CallRecord Call) : Admission;

    /// <summary>It does not fit into the budget.</summary>
    public sealed record OverBudget(string Message) : Admission;
}

/// <summary>
/// The ledger: every call that may cost money, from the intent on. Admission, budgets and the intent are one transaction, so that calls that are made
/// at the same time, in this process or in others, cannot pass them together.
/// </summary>
internal sealed class CallLedger(StoreIndex index, Owners owners, Receipts receipts, TimeProvider clock)
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done as soon as a call of this process has ended.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Admits a call and writes its intent, or says why not.</summary>
    /// <param name="intent">The call, with its estimate.</param>
    /// <param name="budgets">What holds for it.</param>
    /// <param name="ignoresEarlier">True to send although the outcome of an earlier one is not known, or its result is lost.</param>
    public Task<Admission> AdmitAsync(CallRecord intent, Budgets budgets, bool ignoresEarlier) => index.WriteAsync<Admission>(writer =>
    {
        if (!ignoresEarlier && writer.Number("SELECT COUNT(*) FROM results WHERE recipe = $1", intent.Recipe) > 0)
        {
            return new Admission.Stored();
        }

        switch (CallTable.Latest(writer, intent.Recipe))
        {
            case { State: CallState.Open or CallState.Waiting } other:
                // Within this process nobody makes the same call twice at once, so one of its own was left behind.
                return other.Owner == owners.Me || owners.IsDead(other.Owner) ? new Admission.Earlier(other) : new Admission.Wait();
            case { State: CallState.Answered } other:
                return new Admission.Earlier(other);
            case { State: CallState.Unknown or CallState.Unreadable } other when !ignoresEarlier:
                return new Admission.Earlier(other);
        }

        var day = DayOf(writer, intent.Provider);
        return Hold(writer, intent, budgets, day) ?? Insert(writer, intent with
        {
            State = CallState.Open,
            Owner = owners.Me,
            Day = day,
            PriceUsd = intent.Estimate.High,
            IsEstimate = true,
            Started = clock.GetUtcNow(),
        });
    });

    /// <summary>Nothing was done, and nothing is booked.</summary>
    public async Task ReleaseAsync(CallRecord call)
    {
        await index.WriteAsync(writer => CallTable.Delete(writer, call.Id)).ConfigureAwait(false);
        Tell();
    }

    /// <summary>The provider makes it, and gave a ticket to ask with.</summary>
    public async Task WaitAsync(CallRecord call)
    {
        await DurableFiles.WaitAsync(() => receipts.Write(call, null)).ConfigureAwait(false);
        await index.WriteAsync(writer => CallTable.Update(writer, call with { State = CallState.Waiting, Owner = owners.Me })).ConfigureAwait(false);
    }

    /// <summary>Its answer is whole, and is for others to read.</summary>
    public Task LeaveAsync(CallRecord call) => index.WriteAsync(writer =>
    {
        if (CallTable.Find(writer, call.Id) is { State: CallState.Open or CallState.Answered } now)
        {
            CallTable.Update(writer, now with { State = CallState.Answered, Owner = "" });
        }
    });

    /// <summary>What the calls of a node in a run are booked at, in US dollars.</summary>
    public decimal PriceOf(string run, string node) => index.Read(reader => Money.ToUsd(reader.Number("SELECT SUM(booked) FROM calls WHERE run = $1 AND node = $2", run, node)));

    /// <summary>It ended without a result.</summary>
    public async Task EndAsync(CallRecord call)
    {
        call = call with { Ended = clock.GetUtcNow() };
        if (call.State is CallState.Unknown or CallState.Unreadable)
        {
            await DurableFiles.WaitAsync(() => receipts.Write(call, null)).ConfigureAwait(false);
        }

        await index.WriteAsync(writer =>
        {
            // A late answer wins over an outcome that was not known, never the other way round.
            if (CallTable.Find(writer, call.Id) is { State: not CallState.Done })
            {
                CallTable.Update(writer, call);
            }
        }).ConfigureAwait(false);
        Tell();
    }

    /// <summary>Stores the result of a call and its receipt. The blobs are on disk already.</summary>
    public async Task CompleteAsync(CallRecord call, byte[] outputs, long bytes)
    {
        call = call with { State = CallState.Done, Ended = clock.GetUtcNow(), Error = null, Ticket = null };
        await DurableFiles.WaitAsync(() => receipts.Write(call, outputs)).ConfigureAwait(false);
        Failpoint.Pass("receipt-written");
        await index.WriteAsync(writer =>
        {
            ResultTable.Put(writer, new ResultRow(call.Recipe, ResultKind.Paid, outputs, bytes, call.Model), clock.GetUtcNow());
            if (CallTable.Update(writer, call) == 0)
            {
                CallTable.Insert(writer, call);
            }
        }).ConfigureAwait(false);
        Tell();
    }

    /// <summary>Takes over what a dead process, or nobody, is seeing to. False when another process was first.</summary>
    public Task<bool> AdoptAsync(CallRecord call) => index.WriteAsync(writer =>
    {
        var now = CallTable.Find(writer, call.Id);
        if (now is null || now.State != call.State || now.Owner != call.Owner || (now.Owner != owners.Me && !owners.IsDead(now.Owner)))
        {
            return false;
        }

        CallTable.Update(writer, now with { Owner = owners.Me });
        return true;
    });

    private static Admission.Granted Insert(StoreConnection writer, CallRecord call)
    {
        CallTable.Insert(writer, call);
        return new Admission.Granted(call);
    }

    private static Admission? Hold(StoreConnection writer, CallRecord intent, Budgets budgets, DateOnly day)
    {
        if (budgets.Run is { } run && Hold(CallTable.OfRun(writer, intent.Run), run, intent.Estimate.High, "this run") is { } wait)
        {
            return wait;
        }

        return budgets.Day is { } daily && !intent.IsSimulated ? Hold(CallTable.OfDay(writer, intent.Provider, day), daily, intent.Estimate.High, $"{intent.Provider} today") : null;
    }

    private static Admission? Hold((long Settled, long Reserved) booked, decimal budget, decimal high, string what)
    {
        var settled = Money.ToUsd(booked.Settled);
        if (settled + high > budget)
        {
            return new Admission.OverBudget(
                $"Not sent: {what} has cost {Usd.Show(settled)}, this call may cost up to {Usd.Show(high)}, and the budget is {Usd.Show(budget)}.");
        }

        return settled + Money.ToUsd(booked.Reserved) + high > budget ? new Admission.Wait() : null;
    }

    /// <summary>Today; but when the clock was set back over midnight, the day that has begun goes on.</summary>
    private DateOnly DayOf(StoreConnection writer, string provider)
    {
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        return CallTable.LastDay(writer, provider) is { } last && last == today.AddDays(1) ? last : today;
    }

    private void Tell() => Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}

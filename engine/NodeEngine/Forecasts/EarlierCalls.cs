using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Forecasts;

/// <summary>What the store knows of the calls of one node.</summary>
internal sealed class EarlierCalls(ResultStore store, string node, bool paysAgain)
{
    /// <summary>Whether the result of a call is there, or has arrived and waits to be read.</summary>
    public bool IsStored(Address recipe)
    {
        try
        {
            if (store.GetPaid(recipe) is { } stored)
            {
                Pictures.Release(stored);
                return true;
            }
        }
        catch (StoreException e) when (e.Code == StoreException.PaidLost)
        {
            return false;
        }

        return store.LatestCall(recipe) is { State: CallState.Answered or CallState.Waiting };
    }

    /// <summary>Why a call that is not stored will not be sent, or null.</summary>
    public Fault? Fault(Address recipe)
    {
        if (paysAgain)
        {
            return null;
        }

        try
        {
            Pictures.Release(store.GetPaid(recipe) ?? []);
        }
        catch (StoreException e) when (e.Code == StoreException.PaidLost)
        {
            return new Fault(e.Code, e.Message, e.Advice);
        }

        return store.LatestCall(recipe) is { State: CallState.Unknown or CallState.Unreadable } earlier
            ? new Fault(
                ModelErrors.OutcomeUnknown,
                $"A call in run {earlier.Run} may have been paid, up to {Usd.Show(earlier.PriceUsd)}.",
                $"To send it again and perhaps pay again, run with --pay-again {node}.")
            : null;
    }
}

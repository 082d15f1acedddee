using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Forecasts;

/// <summary>What the store knows of the calls of one node.</summary>
internal sealed class EarlierCalls(ResultStore store, string node, bool paysAgain)
{
    /// <summary>Whether the result of a call is there, or has arrived and waits to be read; if not, why the call will not be sent, or null.</summary>
    public (bool IsStored, Fault? Fault) Find(Address recipe)
    {
        try
        {
            if (store.GetPaid(recipe) is { } stored)
            {
                Pictures.Release(stored);
                return (true, null);
            }
        }
        catch (StoreException e) when (e.Code == StoreException.PaidLost)
        {
            return (false, paysAgain ? null : new Fault(e.Code, e.Message, e.Advice));
        }

        return store.LatestCall(recipe) switch
        {
            { State: CallState.Answered or CallState.Waiting } => (true, null),
            { State: CallState.Unknown or CallState.Unreadable } earlier when !paysAgain => (false, new Fault(
                ModelErrors.OutcomeUnknown,
                $"A call in run {earlier.Run} may have been paid, up to {Usd.Show(earlier.PriceUsd)}.",
                $"To send it again and perhaps pay again, run with --pay-again {node}.")),
            _ => (false, null),
        };
    }
}

using NodeEngine.Sandbox.Http;

namespace NodeEngine.Sandbox.Faults;

/// <summary>The faults to come. Each counts the requests that match it.</summary>
internal sealed class FaultScript(IReadOnlyList<IStandIn> standIns)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    public IReadOnlyList<SandboxFault> Faults
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Select(entry => entry.Fault)];
            }
        }
    }

    /// <summary>Null when all were added; else what is wrong with the first that cannot be, and none was.</summary>
    public string? Add(IReadOnlyList<SandboxFault> faults)
    {
        if (faults.Select(Check).FirstOrDefault(wrong => wrong is not null) is { } wrong)
        {
            return wrong;
        }

        lock (_lock)
        {
            _entries.AddRange(faults.Select(fault => new Entry(fault)));
        }

        return null;
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>The first added fault whose turn it is. Every matching one counts the request, met or not.</summary>
    public SandboxFault? Next(string path, IStandIn? standIn)
    {
        SandboxFault? met = null;
        lock (_lock)
        {
            foreach (var entry in _entries)
            {
                var fault = entry.Fault;
                if (path.Contains(fault.Path, StringComparison.Ordinal) && (fault.Reason is null || standIn?.BlockReasons.Contains(fault.Reason) == true))
                {
                    var past = ++entry.Seen - fault.Call;
                    met ??= past >= 0 && (fault.Times is null || past < fault.Times) ? fault : null;
                }
            }
        }

        return met;
    }

    private string? Check(SandboxFault fault)
    {
        var reasons = standIns.SelectMany(standIn => standIn.BlockReasons).Distinct();
        return fault switch
        {
            { Call: < 1 } => "call counts from 1.",
            { Times: < 1 } => "times is at least 1, or null for all that follow.",
            _ when fault.Delay < TimeSpan.Zero || fault.Delay > TimeSpan.FromDays(1) => "delay is within 0 and a day.",
            { Status: < 200 or > 599 } => "status is within 200 to 599.",
            { Kind: not SandboxFaultKind.Answer } when fault.Status is not null || fault.Body is not null || fault.Headers.Count > 0 =>
                "status, headers and body go with the kind answer.",
            { Kind: SandboxFaultKind.Block, Reason: null } => $"block needs a reason: {string.Join(", ", reasons)}.",
            { Kind: not SandboxFaultKind.Block, Reason: not null } => "reason goes with the kind block.",
            { Reason: { } reason } when !reasons.Contains(reason) => $"no provider knows the reason '{reason}': {string.Join(", ", reasons)}.",
            _ => fault.Headers.Where(header => !CanBeSent(header)).Select(header => $"'{header.Key}' cannot be sent as a header.").FirstOrDefault(),
        };
    }

    private static bool CanBeSent(KeyValuePair<string, string> header) =>
        header.Key.Length > 0 && header.Key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') && header.Value.All(letter => letter is >= ' ' and <= '~');

    private sealed class Entry(SandboxFault fault)
    {
        public SandboxFault Fault { get; } = fault;

        public int Seen { get; set; }
    }
}

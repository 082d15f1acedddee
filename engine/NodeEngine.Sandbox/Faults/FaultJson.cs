using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.Faults;

/// <summary>
/// Faults as JSON: <c>{"kind":"answer","path":"images/","call":2,"times":1,"delay_ms":0,"status":429,"headers":{},"body":"","reason":""}</c>. Only
/// the kind is needed.
/// </summary>
internal static class FaultJson
{
    private static readonly Dictionary<string, SandboxFaultKind> Kinds = new()
    {
        ["delay"] = SandboxFaultKind.Delay,
        ["answer"] = SandboxFaultKind.Answer,
        ["drop"] = SandboxFaultKind.Drop,
        ["drop_mid_body"] = SandboxFaultKind.DropMidBody,
        ["hang"] = SandboxFaultKind.Hang,
        ["garbage"] = SandboxFaultKind.Garbage,
        ["block"] = SandboxFaultKind.Block,
    };

    /// <summary>One fault, or a list of them.</summary>
    /// <exception cref="FormatException">It is not a fault; the message says why.</exception>
    public static IReadOnlyList<SandboxFault> Read(JToken? json) => json switch
    {
        JObject one => [ReadOne(one)],
        JArray { Count: > 0 } many => [.. many.Select(item => item is JObject one ? ReadOne(one) : throw new FormatException("A fault is an object."))],
        _ => throw new FormatException("Send a fault, or a list of faults, as JSON."),
    };

    public static JObject Write(SandboxFault fault) => new()
    {
        ["kind"] = Kinds.First(kind => kind.Value == fault.Kind).Key,
        ["path"] = fault.Path,
        ["call"] = fault.Call,
        ["times"] = fault.Times,
        ["delay_ms"] = (long)fault.Delay.TotalMilliseconds,
        ["status"] = fault.Status,
        ["headers"] = new JObject(fault.Headers.Select(header => new JProperty(header.Key, header.Value))),
        ["body"] = fault.Body,
        ["reason"] = fault.Reason,
    };

    private static SandboxFault ReadOne(JObject json)
    {
        if ((json["kind"] as JValue)?.Value is not string name || !Kinds.TryGetValue(name, out var kind))
        {
            throw new FormatException($"A fault needs a kind: {string.Join(", ", Kinds.Keys)}.");
        }

        var fault = new SandboxFault { Kind = kind };
        foreach (var (key, value) in json)
        {
            fault = key switch
            {
                "kind" => fault,
                "path" => fault with { Path = Text(key, value) ?? "" },
                "call" => fault with { Call = Integer(key, value) ?? 1 },
                "times" => fault with { Times = Integer(key, value) },
                "delay_ms" => fault with { Delay = TimeSpan.FromMilliseconds(Integer(key, value) ?? 0) },
                "status" => fault with { Status = Integer(key, value) },
                "headers" => fault with { Headers = Headers(value) },
                "body" => fault with { Body = value is JValue { Value: null or string } ? (string?)value : value!.ToString(Formatting.None) },
                "reason" => fault with { Reason = Text(key, value) },
                _ => throw new FormatException($"A fault has no '{key}'. It has kind, path, call, times, delay_ms, status, headers, body and reason."),
            };
        }

        return fault;
    }

    private static string? Text(string key, JToken? value) =>
        value is JValue { Value: null or string } ? (string?)value : throw new FormatException($"{key} is text.");

    private static int? Integer(string key, JToken? value) => value switch
    {
        JValue { Value: null } => null,
        JValue { Value: long number } when number is >= int.MinValue and <= int.MaxValue => (int)number,
        _ => throw new FormatException($"{key} is a whole number."),
    };

    private static Dictionary<string, string> Headers(JToken? value) => value is JObject headers
        ? headers.Properties().ToDictionary(header => header.Name, header => Text(header.Name, header.Value) ?? "")
        : throw new FormatException("headers is an object of texts.");
}

using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Http;

namespace NodeEngine.Sandbox.Gemini;

/// <summary>Gemini's <c>models/{id}:generateContent</c>.</summary>
/// <param name="asOf">Models shut down on or before this day are unknown; null for none.</param>
internal sealed partial class GeminiStandIn(DateOnly? asOf) : IStandIn
{
    public string Provider => "gemini";

    public string Root => "/gemini";

    // Since January 2026 a request may carry 100 MB.
    public long LongestBody => 100L << 20;

    public IReadOnlyList<string> BlockReasons => GeminiRefusals.BlockReasons;

    public Answer Reply(IncomingRequest request)
    {
        var call = Call().Match(request.Path[Root.Length..]);
        if (!call.Success || request.Method != "POST")
        {
            return new GeminiError(404, "NOT_FOUND", $"The requested URL {request.Path[Root.Length..]} was not found on this server.").ToAnswer();
        }

        if (GeminiRefusals.CheckKey(request) is { } refused)
        {
            return refused.ToAnswer();
        }

        var (version, id) = (call.Groups["version"].Value, call.Groups["id"].Value);
        if (JsonBody.TryRead(request.Body) is not JObject sent || !request.HasMediaType("application/json"))
        {
            return GeminiError.Form([("", "Invalid JSON payload received. Expected an object key or }.")]).ToAnswer();
        }

        var reader = new ProtoReader();
        var body = reader.ReadMessage(sent, GenerateContentSchema.Request);
        if (reader.Violations.Count > 0)
        {
            return GeminiError.Form(reader.Violations).ToAnswer();
        }

        if (GeminiModels.Find(id, asOf) is not { } model)
        {
            return GeminiError.UnknownModel(id, version).ToAnswer();
        }

        var rules = new GeminiRequestReader(model, body);
        return rules.Read() is { } good ? new GeminiAnswer(good, ResponseId(request)).Write() : rules.Error!.ToAnswer();
    }

    public Answer Refuse(IncomingRequest request, int status) => GeminiRefusals.ForStatus(status).ToAnswer();

    public Answer? Block(IncomingRequest request, string reason) =>
        GeminiRefusals.ForReason(reason, Call().Match(request.Path[Root.Length..]).Groups["id"].Value, ResponseId(request));

    private static string ResponseId(IncomingRequest request) => $"sandbox-{request.Number:D8}";

    [GeneratedRegex("^/(?<version>v1|v1beta|v1alpha)/models/(?<id>[^/:]+):generateContent$")]
    private static partial Regex Call();
}

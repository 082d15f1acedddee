using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Faults;

namespace NodeEngine.Sandbox.Http;

/// <summary>The sandbox's own addresses: <c>/sandbox/faults</c> and <c>/sandbox/requests</c>. What is asked here is not recorded.</summary>
internal sealed class ControlPanel(FaultScript faults, RequestLog log)
{
    private const string Root = "/sandbox/";

    public static bool Owns(string path) => path.StartsWith(Root, StringComparison.Ordinal);

    public Answer Reply(IncomingRequest request) => (request.Method, request.Path[Root.Length..]) switch
    {
        ("GET", "faults") => List(200),
        ("POST", "faults") => Add(request),
        ("DELETE", "faults") => Clear(),
        ("GET", "requests") => Answer.Json(200, new JObject { ["requests"] = new JArray(log.Requests.Select(Write)) }),
        _ => Wrong(404, "Known here are GET, POST and DELETE /sandbox/faults, and GET /sandbox/requests."),
    };

    private Answer Add(IncomingRequest request)
    {
        // A browser sends JSON to another origin only when that allows it, and this one does not: no page that somebody has open can add faults.
        if (!request.HasMediaType("application/json"))
        {
            return Wrong(415, "Send faults with Content-Type: application/json.");
        }

        IReadOnlyList<SandboxFault> read;
        try
        {
            read = FaultJson.Read(JsonBody.TryRead(request.Body));
        }
        catch (FormatException e)
        {
            return Wrong(400, e.Message);
        }

        return faults.Add(read) is { } wrong ? Wrong(400, wrong) : List(201);
    }

    private Answer Clear()
    {
        faults.Clear();
        return List(200);
    }

    private Answer List(int status) => Answer.Json(status, new JObject { ["faults"] = new JArray(faults.Faults.Select(FaultJson.Write)) });

    private static Answer Wrong(int status, string message) => Answer.Json(status, new JObject { ["error"] = message });

    private static JObject Write(ReceivedRequest request)
    {
        var json = new JObject
        {
            ["number"] = request.Number,
            ["method"] = request.Method,
            ["path"] = request.Path,
            ["headers"] = new JObject(request.Headers.Select(header => new JProperty(header.Key, header.Value))),
            ["length"] = request.Length,
            ["sha256"] = request.Sha256,
        };
        if (request.Json is not null)
        {
            json["json"] = JToken.Parse(request.Json);
        }

        if (request.Parts.Count > 0)
        {
            json["parts"] = new JArray(request.Parts.Select(Write));
        }

        return json;
    }

    private static JObject Write(ReceivedPart part) => new()
    {
        ["name"] = part.Name,
        ["file_name"] = part.FileName,
        ["content_type"] = part.ContentType,
        ["length"] = part.Length,
        ["sha256"] = part.Sha256,
        ["text"] = part.Text,
    };
}

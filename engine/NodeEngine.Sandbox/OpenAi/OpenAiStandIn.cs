using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Http;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>OpenAI's <c>images/generations</c> and <c>images/edits</c>.</summary>
/// <param name="shelf">Where pictures are put that are answered as an address.</param>
/// <param name="asOf">Models shut down on or before this day are unknown; null for none.</param>
internal sealed class OpenAiStandIn(PictureShelf shelf, DateOnly? asOf) : IStandIn
{
    private static readonly string[] ImagePaths = ["/images/generations", "/images/edits"];

    public string Provider => "openai";

    public string Root => "/openai/v1";

    // OpenAI publishes no total; this holds ten of the largest references.
    public long LongestBody => 512L << 20;

    public IReadOnlyList<string> BlockReasons => OpenAiRefusals.BlockReasons;

    public Answer Reply(IncomingRequest request) => Finish(request, Route(request));

    public Answer Refuse(IncomingRequest request, int status) => Finish(request, OpenAiRefusals.ForStatus(status).ToAnswer());

    public Answer? Block(IncomingRequest request, string reason) => OpenAiRefusals.ForReason(reason) is { } answer ? Finish(request, answer) : null;

    private static Answer Finish(IncomingRequest request, Answer answer) => answer with
    {
        Headers = new Dictionary<string, string>(answer.Headers) { ["x-request-id"] = $"req_sandbox_{request.Number:D8}", ["openai-version"] = "2020-10-01" },
    };

    private Answer Route(IncomingRequest request)
    {
        var path = request.Path[Root.Length..];
        if (!ImagePaths.Contains(path))
        {
            return new OpenAiError(404, $"Invalid URL ({request.Method} /v1{path})", null).ToAnswer();
        }

        if (request.Method != "POST")
        {
            var hint = "(HINT: Perhaps you meant to use a different HTTP method?)";
            return new OpenAiError(405, $"Not allowed to {request.Method} on /v1{path}. {hint}", "method_not_supported").ToAnswer();
        }

        if (OpenAiRefusals.CheckKey(request) is { } error)
        {
            return error.ToAnswer();
        }

        if (request.HasMediaType("application/json"))
        {
            return ReadJson(request, path == ImagePaths[1] ? ImageForm.EditJson : ImageForm.Generation);
        }

        if (request.HasMediaType("multipart/form-data") && path == ImagePaths[1])
        {
            return ReadForm(request);
        }

        var accepted = path == ImagePaths[1] ? "'multipart/form-data' or 'application/json'" : "'application/json'";
        return OpenAiError.Bad(
            $"Unsupported content type: '{request.ContentType}'. This API method only accepts {accepted} requests, " +
            $"but you specified the header 'Content-Type: {request.ContentType}'. Please try again with a supported content type.",
            "unsupported_content_type").ToAnswer();
    }

    private Answer ReadJson(IncomingRequest request, ImageForm form)
    {
        if (JsonBody.TryRead(request.Body) is not JObject body)
        {
            return OpenAiError.Bad(
                "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. " +
                "The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)",
                null).ToAnswer();
        }

        var values = body.Properties().ToDictionary(property => property.Name, property => property.Value);
        var fields = new RequestFields(values, form: false);
        var inputs = form == ImageForm.EditJson ? JsonPictures.Read(fields) : InputPictures.None;
        return Make(request, fields, form, inputs, values);
    }

    private Answer ReadForm(IncomingRequest request)
    {
        if (MultipartForm.TryRead(request.ContentType, request.Body) is not { } parts)
        {
            return OpenAiError.Bad("Could not parse multipart form", null).ToAnswer();
        }

        var values = new Dictionary<string, JToken>();
        var form = FormPictures.Read(parts, values);
        var fields = new RequestFields(values, form: true);
        if (form.Error is not null)
        {
            fields.Refuse(form.Error);
        }

        return Make(request, fields, ImageForm.EditForm, form.Pictures, values);
    }

    private Answer Make(IncomingRequest request, RequestFields fields, ImageForm form, InputPictures inputs, Dictionary<string, JToken> values)
    {
        var identity = Identity(form, values, inputs);
        var image = new ImageRequestReader(fields, form, inputs, asOf).Read(identity);
        return image is null ? fields.Error!.ToAnswer() : new ImageAnswer(image, shelf, request.BaseAddress).Write();
    }

    // Neither how many nor how they are delivered changes what a picture shows.
    private static byte[] Identity(ImageForm form, Dictionary<string, JToken> values, InputPictures inputs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(form == ImageForm.Generation ? "generation" : "edit");
        foreach (var (name, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name is not ("n" or "user" or "stream" or "partial_images" or "response_format" or "images" or "mask" or "markup"))
            {
                Add($"{name}={value.ToString(Newtonsoft.Json.Formatting.None)}");
            }
        }

        foreach (var picture in inputs.References.Append(inputs.Mask).Append(inputs.Markup))
        {
            hash.AppendData(SHA256.HashData(picture is null ? [] : picture.Content.Span));
        }

        return hash.GetHashAndReset();

        void Add(string text) => hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NodeEngine.Sandbox.Drawing;
using NodeEngine.Sandbox.Http;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>Makes the pictures and writes OpenAI's answer (openai-openapi ImagesResponse, ImageGenUsage and the stream events).</summary>
internal sealed class ImageAnswer(ImageRequest request, PictureShelf shelf, Uri baseAddress)
{
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public Answer Write() => request.Drafts is { } drafts ? Stream(drafts) : Answer.Json(200, Whole());

    private JObject Whole()
    {
        var data = new JArray();
        for (var index = 1; index <= request.Count; index++)
        {
            var picture = Encode(index);
            var entry = new JObject();
            if (request.Model.RewritesPrompt)
            {
                entry["revised_prompt"] = $"{request.Prompt} (as the sandbox understood it)";
            }

            entry[request.AsUrl ? "url" : "b64_json"] = request.AsUrl ? shelf.Put(picture, baseAddress).AbsoluteUri : Convert.ToBase64String(picture);
            data.Add(entry);
        }

        var answer = new JObject { ["created"] = _created };
        if (request.Model.IsGpt)
        {
            Echo(answer);
        }

        answer["data"] = data;
        if (OpenAiUsage.Of(request) is { } usage)
        {
            answer["usage"] = usage;
        }

        return answer;
    }

    private Answer Stream(int drafts)
    {
        var events = new StringBuilder();
        var kind = request.IsEdit ? "image_edit" : "image_generation";
        for (var index = 1; index <= request.Count; index++)
        {
            var picture = Convert.ToBase64String(Encode(index));
            for (var draft = 0; draft < drafts; draft++)
            {
                Write($"{kind}.partial_image", new() { ["b64_json"] = picture, ["partial_image_index"] = draft });
            }

            Write($"{kind}.completed", new() { ["b64_json"] = picture, ["usage"] = OpenAiUsage.Of(request) });
        }

        return Answer.Text(200, events.ToString(), "text/event-stream; charset=utf-8");

        void Write(string type, JObject data)
        {
            data.AddFirst(new JProperty("type", type));
            data["created_at"] = _created;
            Echo(data);
            events.Append("event: ").Append(type).Append("\ndata: ").Append(data.ToString(Formatting.None)).Append("\n\n");
        }
    }

    private void Echo(JObject answer)
    {
        answer["background"] = request.Transparent ? "transparent" : "opaque";
        answer["output_format"] = request.Format;
        answer["quality"] = request.Quality;
        answer["size"] = request.Size;
    }

    private byte[] Encode(int index)
    {
        var placeholder = Describe(index);
        switch (request.Format)
        {
            case "svg":
                return VectorPlaceholder.Write(placeholder);
            case "gif":
                var frames = Enumerable.Range(1, request.Frames).Select(frame => placeholder with { Details = [.. placeholder.Details, $"frame {frame} of {request.Frames}"] });
                return PictureEncoder.Animate([.. frames.Select(PlaceholderPainter.Paint)], request.Transparent, request.FrameMilliseconds);
            default:
                return PictureEncoder.Encode(PlaceholderPainter.Paint(placeholder), request.Format, request.Transparent, request.Compression);
        }
    }

    private Placeholder Describe(int index) => new()
    {
        Width = request.Width,
        Height = request.Height,
        Model = request.ModelName,
        Details = [$"{request.Width} × {request.Height}", $"{request.Quality} quality"],
        Prompt = request.Prompt,
        Index = index,
        Count = request.Count,
        Identity = request.Identity,
        Transparent = request.Transparent,
        Thumbnails = Thumbnails(),
    };

    private List<Thumbnail> Thumbnails()
    {
        var thumbnails = request.References.Select((reference, index) => new Thumbnail($"{index + 1}", reference.Small)).ToList();
        if (request.Mask is not null)
        {
            thumbnails.Add(new("mask", request.Mask.Small, IsMask: true));
        }

        if (request.Markup is not null)
        {
            thumbnails.Add(new("markup", request.Markup.Small));
        }

        return thumbnails;
    }
}

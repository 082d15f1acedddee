using NodeEngine.Sandbox.Drawing;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>The three ways to ask OpenAI for pictures. They differ in a few parameters.</summary>
internal enum ImageForm
{
    /// <summary><c>images/generations</c> (openai-openapi CreateImageRequest).</summary>
    Generation,

    /// <summary><c>images/edits</c> as multipart/form-data (CreateImageEditRequest).</summary>
    EditForm,

    /// <summary><c>images/edits</c> as JSON (EditImageBodyJsonParam): GPT image models only.</summary>
    EditJson,
}

/// <summary>Reads the parameters of a request against the rules of its model.</summary>
internal sealed class ImageRequestReader(RequestFields fields, ImageForm form, InputPictures inputs, DateOnly? asOf)
{
    private static readonly string[] EveryQuality = ["low", "medium", "high", "xhigh", "max", "standard", "hd", "auto"];

    /// <summary>Null when the request is refused: the fields know why.</summary>
    public ImageRequest? Read(byte[] identity)
    {
        if (Model(out var name) is not { } model)
        {
            return null;
        }

        var prompt = fields.Text("prompt", 1, model.LongestPrompt);
        if (prompt is null)
        {
            fields.Refuse(OpenAiError.MissingParameter("prompt"));
        }

        var (references, mask, markup) = References(model);
        var count = fields.Integer("n", 1, model.MostPictures) ?? 1;
        var quality = Quality(model);
        var (width, height) = Size(model, references);
        fields.Text("user");
        var request = new ImageRequest
        {
            Model = model,
            ModelName = name,
            Prompt = prompt ?? "",
            Count = count,
            Width = width,
            Height = height,
            Quality = quality,
            IsEdit = form != ImageForm.Generation,
            References = references,
            Mask = mask,
            Markup = markup,
            Identity = identity,
        };
        request = model.IsGpt ? ReadGpt(request) : ReadDallE(request);
        fields.RefuseUnread();
        return fields.Error is null ? request : null;
    }

    private OpenAiModel? Model(out string name)
    {
        name = fields.Text("model") ?? "";
        if (name.Length == 0)
        {
            fields.Refuse(OpenAiError.MissingParameter("model"));
            return null;
        }

        var model = OpenAiModels.Find(name, asOf);
        if (model is null)
        {
            fields.Refuse(OpenAiError.UnknownModel(name));
        }
        else if ((form != ImageForm.Generation && !model.Edits) || (form == ImageForm.EditJson && !model.IsGpt))
        {
            var editing = OpenAiModels.All.Where(other => other.Edits && (other.IsGpt || form == ImageForm.EditForm));
            fields.Refuse(OpenAiError.WrongValue("model", name, [.. editing.Select(other => other.Id)]));
        }

        return fields.Error is null ? model : null;
    }

    private (IReadOnlyList<PictureFile> References, PictureFile? Mask, PictureFile? Markup) References(OpenAiModel model)
    {
        if (form == ImageForm.Generation)
        {
            return ([], null, null);
        }

        if (inputs.Markup is not null && !model.Plans)
        {
            fields.Refuse(OpenAiError.UnknownParameter("markup"));
        }

        if (inputs.References.Count == 0)
        {
            fields.Refuse(OpenAiError.MissingParameter(form == ImageForm.EditForm ? "image" : "images"));
        }

        return fields.Error is null ? inputs.Check(model, fields) : ([], null, null);
    }

    private string Quality(OpenAiModel model)
    {
        var quality = fields.Text("quality");
        if (quality is not null && !model.Qualities.Contains(quality))
        {
            fields.Refuse(EveryQuality.Contains(quality)
                ? OpenAiError.Bad($"The model '{model.Id}' does not support quality '{quality}'.", "invalid_value", "quality")
                : OpenAiError.WrongValue("quality", quality, model.Qualities));
        }

        return quality is null or "auto" ? model.UsualQuality : quality;
    }

    // What `auto` chooses is the model's affair: a square, or for an edit the classical size nearest in shape to the first picture.
    private (int Width, int Height) Size(OpenAiModel model, IReadOnlyList<PictureFile> references)
    {
        var size = fields.Text("size");
        if (size is not null && !(size == "auto" && model.Sizes.Auto))
        {
            if (model.Sizes.Check(size, out var width, out var height) is { } error)
            {
                fields.Refuse(error);
            }

            return (width, height);
        }

        var shape = model.IsGpt && references is [{ } first, ..] ? (double)first.Width / first.Height : 1;
        return shape switch
        {
            > 1.25 => (1536, 1024),
            < 0.8 => (1024, 1536),
            _ => (1024, 1024),
        };
    }

    private ImageRequest ReadGpt(ImageRequest request)
    {
        var model = request.Model;
        var format = fields.Choice("output_format", model.Formats) ?? "png";
        var background = fields.Choice("background", ["transparent", "opaque", "auto"]) ?? "auto";
        if (background == "transparent" && format is not ("png" or "webp"))
        {
            fields.Refuse(OpenAiError.Bad(
                $"Transparent background is not supported for output format '{format}'. Use 'png' or 'webp'.",
                "invalid_value",
                "background"));
        }

        var compression = fields.Integer("output_compression", 0, 100);
        if (compression is not null && format is not ("jpeg" or "webp"))
        {
            fields.Refuse(OpenAiError.Bad(
                $"Compression is not supported for output format '{format}'. Use 'jpeg' or 'webp'.",
                "invalid_value",
                "output_compression"));
        }

        if (form != ImageForm.EditForm)
        {
            fields.Choice("moderation", ["auto", "low"]);
        }

        request = request with
        {
            Format = format,
            Transparent = background == "transparent",
            Compression = compression ?? 100,
            HighFidelity = Fidelity(model),
            Drafts = Drafts(format),
        };
        return model.Plans ? ReadPlanning(request) : request;
    }

    private bool Fidelity(OpenAiModel model)
    {
        if (form == ImageForm.Generation || fields.Text("input_fidelity") is not { } fidelity)
        {
            return false;
        }

        if (model.InputFidelity.Count == 0)
        {
            fields.Refuse(OpenAiError.Bad(
                $"The model '{model.Id}' does not support the 'input_fidelity' parameter.",
                "invalid_input_fidelity_model",
                "input_fidelity"));
        }
        else if (!model.InputFidelity.Contains(fidelity))
        {
            fields.Refuse(OpenAiError.WrongValue("input_fidelity", fidelity, model.InputFidelity));
        }

        return fidelity == "high";
    }

    private int? Drafts(string format)
    {
        var stream = fields.Flag("stream") ?? false;
        var drafts = fields.Integer("partial_images", 0, 3);
        if (drafts is not null && !stream)
        {
            fields.Refuse(OpenAiError.Bad("'partial_images' is only supported when 'stream' is true.", "invalid_value", "partial_images"));
        }

        if (stream && format == "gif")
        {
            fields.Refuse(OpenAiError.Bad("Streaming is not supported for output format 'gif'.", "invalid_value", "stream"));
        }

        return stream ? drafts ?? 0 : null;
    }

    private ImageRequest ReadPlanning(ImageRequest request)
    {
        fields.Choice("complexity", ["low", "medium", "high"]);
        if (request.Format == "svg")
        {
            VectorOptions.Check(fields);
        }

        if (request.Format != "gif")
        {
            return request;
        }

        if (request.Mask is not null)
        {
            fields.Refuse(OpenAiError.Bad("A mask is not supported for output format 'gif'.", "invalid_value", "mask"));
        }

        // Rounded to 10 ms, the unit of the format.
        var milliseconds = fields.Integer("frame_duration_ms", 20, 655_350) ?? 200;
        return request with { Frames = fields.Integer("frame_count", 2, 16) ?? 9, FrameMilliseconds = (milliseconds + 5) / 10 * 10 };
    }

    private ImageRequest ReadDallE(ImageRequest request)
    {
        if (request.Model.RewritesPrompt)
        {
            fields.Choice("style", ["vivid", "natural"]);
        }

        return request with { AsUrl = (fields.Choice("response_format", ["url", "b64_json"]) ?? "url") == "url" };
    }
}

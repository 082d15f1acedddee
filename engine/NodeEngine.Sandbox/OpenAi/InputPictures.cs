using NodeEngine.Sandbox.Drawing;

namespace NodeEngine.Sandbox.OpenAi;

/// <summary>The pictures of an edit as they were sent, not yet checked against a model.</summary>
internal sealed record InputPictures(IReadOnlyList<InputPicture> References, InputPicture? Mask, InputPicture? Markup)
{
    private const long MaskBytes = 4L << 20;

    public static InputPictures None { get; } = new([], null, null);

    /// <summary>Decodes and checks all of them (openai-openapi CreateImageEditRequest: image, mask). The first fault is told to the fields.</summary>
    public (IReadOnlyList<PictureFile> References, PictureFile? Mask, PictureFile? Markup) Check(OpenAiModel model, RequestFields fields)
    {
        if (References.Count > model.MostReferences)
        {
            fields.Refuse(OpenAiError.Bad(
                $"Invalid 'image': array too long. Expected an array with maximum length {model.MostReferences}, but got an array with length {References.Count} instead.",
                "array_above_max_length",
                "image"));
        }

        if (Mask is not null && Markup is not null)
        {
            fields.Refuse(OpenAiError.Bad("'markup' cannot be used together with 'mask'.", "invalid_value", "markup"));
        }

        var references = new List<PictureFile>();
        foreach (var reference in References)
        {
            if (fields.Error is null && CheckReference(reference, references.Count, model, fields) is { } picture)
            {
                references.Add(picture);
            }
        }

        return fields.Error is null ? (references, CheckOverlay(Mask, references, fields), CheckOverlay(Markup, references, fields)) : (references, null, null);
    }

    private static PictureFile? CheckReference(InputPicture input, int index, OpenAiModel model, RequestFields fields)
    {
        IReadOnlyList<string> types = model.SquarePngOnly ? ["image/png"] : ["image/jpeg", "image/png", "image/webp"];
        if (!types.Contains(input.MediaType))
        {
            fields.Refuse(WrongType(input, types));
            return null;
        }

        if (input.Content.Length >= model.ReferenceBytes)
        {
            fields.Refuse(OpenAiError.Bad(
                $"Invalid file '{input.Field}': each image must be less than {model.ReferenceBytes >> 20}MB, but image {index + 1} has {input.Content.Length} bytes.",
                "image_too_large",
                input.Field));
            return null;
        }

        if (PictureFile.TryRead(input.Content) is not { Format: not "heic" } picture)
        {
            fields.Refuse(Broken($"Invalid image file or mode for image {index + 1}, please check your image file.", input));
            return null;
        }

        if (model.SquarePngOnly && (picture.Format != "png" || picture.Width != picture.Height))
        {
            fields.Refuse(Broken("Uploaded image must be a square PNG and less than 4 MB.", input));
        }

        return picture;
    }

    private static PictureFile? CheckOverlay(InputPicture? input, List<PictureFile> references, RequestFields fields)
    {
        if (input is null)
        {
            return null;
        }

        if (input.MediaType != "image/png")
        {
            fields.Refuse(WrongType(input, ["image/png"]));
            return null;
        }

        if (input.Content.Length >= MaskBytes)
        {
            fields.Refuse(OpenAiError.Bad(
                $"Invalid file '{input.Field}': must be less than 4MB, but has {input.Content.Length} bytes.",
                "image_too_large",
                input.Field));
            return null;
        }

        if (PictureFile.TryRead(input.Content) is not { Format: "png" } picture)
        {
            fields.Refuse(Broken($"Invalid image file or mode for {input.Field}, please check your image file.", input));
            return null;
        }

        if (!picture.HasAlpha)
        {
            fields.Refuse(Broken($"Invalid input {input.Field} - it must have an alpha channel.", input));
        }

        if ((picture.Width, picture.Height) != (references[0].Width, references[0].Height))
        {
            fields.Refuse(Broken(
                $"Invalid {input.Field} image: its size {picture.Width}x{picture.Height} does not match {references[0].Width}x{references[0].Height} of the first image.",
                input));
        }

        return picture;
    }

    private static OpenAiError Broken(string message, InputPicture input) => OpenAiError.Bad(message, "invalid_image_file", input.Field);

    private static OpenAiError WrongType(InputPicture input, IReadOnlyList<string> types) => OpenAiError.Bad(
        $"Invalid file '{input.Field}': unsupported mimetype ('{input.MediaType}'). Supported file formats are {string.Join(", ", types.Select(type => $"'{type}'"))}.",
        "unsupported_file_mimetype",
        input.Field);
}

/// <summary>A picture as sent: the field it came in, its declared type, its bytes.</summary>
internal sealed record InputPicture(string Field, string MediaType, ReadOnlyMemory<byte> Content);

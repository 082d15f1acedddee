using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.OpenAI;

/// <summary>Writes requests. The model is always named: without a name the API falls back to models that are shut down.</summary>
internal static class ImageRequest
{
    public static HttpRequestMessage Generation(ModelRequest request)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("model", request.Model.WireId);
            json.WriteString("prompt", request.Prompt);
            if (request.Count > 1)
            {
                json.WriteNumber("n", request.Count);
            }

            if (request.Size is { } size)
            {
                json.WriteString("size", size);
            }

            foreach (var (name, value) in request.Parameters)
            {
                json.WritePropertyName(name);
                Write(json, value);
            }

            json.WriteEndObject();
        }

        var content = new ReadOnlyMemoryContent(body.WrittenMemory);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, new Uri("images/generations", UriKind.Relative)) { Content = content };
    }

    public static HttpRequestMessage Edit(ModelRequest request)
    {
        var form = new MultipartFormDataContent();
        Add(form, "model", request.Model.WireId);
        Add(form, "prompt", request.Prompt);
        if (request.Count > 1)
        {
            Add(form, "n", request.Count.ToString(CultureInfo.InvariantCulture));
        }

        if (request.Size is { } size)
        {
            Add(form, "size", size);
        }

        foreach (var (name, value) in request.Parameters)
        {
            Add(form, name, value.ToString()!);
        }

        // The picture to edit is the first of them: the mask belongs to it.
        List<ImageValue> images = [.. request.Image is { } edited ? [edited] : Array.Empty<ImageValue>(), .. request.References];
        var field = images.Count == 1 ? "image" : "image[]";
        for (var i = 0; i < images.Count; i++)
        {
            AddPicture(form, field, images[i], string.Create(CultureInfo.InvariantCulture, $"image-{i + 1}"));
        }

        if (request.Mask is { } mask)
        {
            AddPicture(form, "mask", mask, "mask");
        }

        return new HttpRequestMessage(HttpMethod.Post, new Uri("images/edits", UriKind.Relative)) { Content = form };
    }

    private static void AddPicture(MultipartFormDataContent form, string field, ImageValue image, string name)
    {
        var format = image.Format ?? "png";
        var part = new StreamContent(image.OpenEncoded());
        part.Headers.ContentType = new MediaTypeHeaderValue($"image/{format}");
        form.Add(part, Quoted(field), Quoted($"{name}.{format}"));
    }

    private static void Add(MultipartFormDataContent form, string name, string value)
    {
        var part = new StringContent(value);
        part.Headers.ContentType = null;
        form.Add(part, Quoted(name));
    }

    // Names with brackets must stand in quotes, and HttpClient adds none.
    private static string Quoted(string name) => $"\"{name}\"";

    private static void Write(Utf8JsonWriter json, Value value)
    {
        switch (value)
        {
            case IntegerValue integer:
                json.WriteNumberValue(integer.Number);
                break;
            case NumberValue number:
                json.WriteNumberValue(number.Number);
                break;
            case BooleanValue boolean:
                json.WriteBooleanValue(boolean.IsTrue);
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }
}

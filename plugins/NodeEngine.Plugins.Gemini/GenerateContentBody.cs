using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Gemini;

/// <summary>The body of <c>generateContent</c>. Pictures are turned into base64 on their way to the network, piece by piece.</summary>
internal sealed class GenerateContentBody : HttpContent
{
    /// <summary>Whole groups of three bytes, so that no piece but the last is padded.</summary>
    private const int Piece = 3 << 14;

    private readonly ModelRequest _request;
    private readonly JsonObject _settings;

    public GenerateContentBody(ModelRequest request)
    {
        _request = request;
        _settings = RequestSettings.Of(request);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var json = new Utf8JsonWriter(stream);
        await using (json.ConfigureAwait(false))
        {
            await WriteAsync(json, WritePictureAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Known beforehand, because not every proxy takes a body of unknown length: everything but the pictures is written once to count it.</summary>
    protected override bool TryComputeLength(out long length)
    {
        var pictures = 0L;
        using var json = new Utf8JsonWriter(Stream.Null);
        var writing = WriteAsync(json, (writer, image, _) =>
        {
            using var bytes = image.OpenEncoded();
            pictures += (bytes.Length + 2) / 3 * 4;
            writer.WriteStringValue("");
            return ValueTask.CompletedTask;
        }, CancellationToken.None);
        // Nothing in it waits: pictures are not read, and Stream.Null takes all at once.
        writing.GetAwaiter().GetResult();
        length = json.BytesCommitted + json.BytesPending + pictures;
        return true;
    }

    // The order matters to the model: the picture to edit, what to do with it, and what to take from.
    private async Task WriteAsync(Utf8JsonWriter json, Func<Utf8JsonWriter, ImageValue, CancellationToken, ValueTask> picture, CancellationToken cancellation)
    {
        json.WriteStartObject();
        json.WritePropertyName("systemInstruction");
        RequestSettings.Instruction.WriteTo(json);
        json.WriteStartArray("contents");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteStartArray("parts");
        if (_request.Image is { } image)
        {
            await WritePartAsync(json, image, picture, cancellation).ConfigureAwait(false);
        }

        json.WriteStartObject();
        json.WriteString("text", _request.Prompt);
        json.WriteEndObject();
        foreach (var reference in _request.References)
        {
            await WritePartAsync(json, reference, picture, cancellation).ConfigureAwait(false);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        foreach (var (name, value) in _settings)
        {
            json.WritePropertyName(name);
            value!.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static async Task WritePartAsync(Utf8JsonWriter json, ImageValue image, Func<Utf8JsonWriter, ImageValue, CancellationToken, ValueTask> picture, CancellationToken cancellation)
    {
        json.WriteStartObject();
        json.WriteStartObject("inlineData");
        json.WriteString("mimeType", $"image/{image.Format ?? "png"}");
        json.WritePropertyName("data");
        await picture(json, image, cancellation).ConfigureAwait(false);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async ValueTask WritePictureAsync(Utf8JsonWriter json, ImageValue image, CancellationToken cancellation)
    {
        var bytes = image.OpenEncoded();
        await using (bytes.ConfigureAwait(false))
        {
            var piece = new byte[Piece];
            int read;
            do
            {
                read = await bytes.ReadAtLeastAsync(piece, Piece, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
                json.WriteBase64StringSegment(piece.AsSpan(0, read), isFinalSegment: read < Piece);
                await json.FlushAsync(cancellation).ConfigureAwait(false);
            }
            while (read == Piece);
        }
    }
}

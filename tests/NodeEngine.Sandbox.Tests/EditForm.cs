using System.Net.Http.Headers;

namespace NodeEngine.Sandbox.Tests;

/// <summary>A multipart edit, written part by part.</summary>
public sealed class EditForm : MultipartFormDataContent
{
    public EditForm(string model = "gpt-image-2", string prompt = "make it night")
    {
        Text("model", model);
        Text("prompt", prompt);
    }

    public EditForm Text(string name, string value)
    {
        Add(new StringContent(value), name);
        return this;
    }

    public EditForm File(string name, byte[] bytes, string type = "image/png")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        Add(content, name, "picture");
        return this;
    }
}

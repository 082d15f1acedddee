using System.Net.Http.Headers;
using System.Text;
using Newtonsoft.Json.Linq;

namespace NodeEngine.Sandbox.Tests;

/// <summary>Sends what a plugin would send, over real HTTP.</summary>
internal sealed class ApiClient(SandboxServer server) : IDisposable
{
    public const string Key = "sandbox-test-key-0001";

    private readonly HttpClient _http = new();

    public HttpClient Http => _http;

    public Task<Reply> Generate(string json, string? key = Key) => OpenAi("images/generations", new StringContent(json, Encoding.UTF8, "application/json"), key);

    public Task<Reply> Edit(HttpContent content) => OpenAi("images/edits", content, Key);

    public Task<Reply> EditJson(string json) => Edit(new StringContent(json, Encoding.UTF8, "application/json"));

    public async Task<Reply> OpenAi(string path, HttpContent content, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Providers["openai"]}/{path}") { Content = content };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await Send(request);
    }

    public async Task<Reply> Gemini(string model, string json, string? key = Key, string version = "v1beta")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Providers["gemini"]}/{version}/models/{model}:generateContent") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("x-goog-api-key", key);
        }

        return await Send(request);
    }

    public async Task<Reply> Send(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record Reply(int Status, string Text, HttpResponseHeaders Headers)
{
    public JObject Json => JObject.Parse(Text);

    public string? Code => (string?)Json["error"]?["code"];

    public string? Param => (string?)Json["error"]?["param"];

    public string? Message => (string?)Json["error"]?["message"];

    /// <summary>Of Gemini's error.</summary>
    public string? ErrorStatus => (string?)Json["error"]?["status"];

    /// <summary>Of Gemini's only candidate.</summary>
    public IReadOnlyList<JToken> GeminiParts => [.. Json["candidates"]!.Single()["content"]!["parts"]!];

    public byte[] GeminiPicture() => Convert.FromBase64String((string)GeminiParts[^1]["inlineData"]!["data"]!);

    public byte[] Picture(int index = 0) => Convert.FromBase64String((string)Json["data"]![index]!["b64_json"]!);
}

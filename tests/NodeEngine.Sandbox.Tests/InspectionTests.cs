using System.Security.Cryptography;
using FluentAssertions;
using Newtonsoft.Json.Linq;
using Xunit;

namespace NodeEngine.Sandbox.Tests;

public sealed class InspectionTests : IAsyncLifetime
{
    private readonly SandboxFixture _sandbox = new();

    private SandboxServer Server => _sandbox.Server;

    private ApiClient Client => _sandbox.Client;

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task Requests_are_listed_in_order_also_those_that_were_refused()
    {
        await Client.Generate("""{"model":"gpt-image-2","prompt":"first"}""");
        await Client.Generate("not JSON");
        await Client.Gemini("nobody", """{"contents":[]}""");

        Server.Requests.Select(request => $"{request.Number} {request.Method} {request.Path}").Should().Equal(
            "1 POST /openai/v1/images/generations", "2 POST /openai/v1/images/generations", "3 POST /gemini/v1beta/models/nobody:generateContent");
        Server.Requests[0].Json.Should().Be("""{"model":"gpt-image-2","prompt":"first"}""");
        Server.Requests[1].Json.Should().BeNull();
    }

    [Fact]
    public async Task No_key_stands_anywhere_in_what_was_recorded()
    {
        const string Secret = "AIza-secret-0123456789";
        await Client.Gemini("nobody", $$"""{"contents":[],"{{Secret}}":"my key is {{Secret}}"}""", key: Secret);
        await Client.OpenAi($"images/generations?api_key={Secret}&note={Secret}", new StringContent($$"""{"prompt":"{{Secret}}"}""", System.Text.Encoding.UTF8, "application/json"), Secret);
        using var echo = new HttpRequestMessage(HttpMethod.Get, $"{Server.BaseAddress}{Secret}");
        echo.Headers.Add("X-Api-Key", Secret);
        echo.Headers.Add("X-Note", $"key {Secret}");
        await Client.Send(echo);

        var listed = await Listed();
        listed.Text.Should().NotContain(Secret);
        string.Join('\n', Server.Requests).Should().NotContain(Secret);
        Server.Requests[0].Headers["x-goog-api-key"].Should().Be("[redacted]");
        Server.Requests[1].Headers["authorization"].Should().Be("[redacted]");
        Server.Requests[1].Path.Should().Be("/openai/v1/images/generations?api_key=[redacted]&note=[redacted]");
        Server.Requests[2].Headers["x-note"].Should().Be("key [redacted]");
    }

    [Fact]
    public async Task Pictures_in_JSON_are_shortened_to_length_and_hash_and_prompts_are_not()
    {
        var png = Pictures.Png();
        var hash = Convert.ToHexStringLower(SHA256.HashData(png));
        var prompt = new string('A', 4000);
        await Client.Gemini("nobody", new JObject { ["contents"] = new JArray(new JObject { ["parts"] = new JArray(new JObject { ["inlineData"] = new JObject { ["mimeType"] = "image/png", ["data"] = Convert.ToBase64String(png) } }, new JObject { ["text"] = prompt }) }) }.ToString());
        await Client.EditJson($$$"""{"images":[{"image_url":"data:image/png;base64,{{{Convert.ToBase64String(png)}}}"}]}""");

        var shortened = $"[base64, {png.Length} bytes, sha256 {hash}]";
        ((string?)JObject.Parse(Server.Requests[0].Json!).SelectToken("contents[0].parts[0].inlineData.data")).Should().Be(shortened);
        ((string?)JObject.Parse(Server.Requests[0].Json!).SelectToken("contents[0].parts[1].text")).Should().Be(prompt);
        ((string?)JObject.Parse(Server.Requests[1].Json!).SelectToken("images[0].image_url")).Should().Be($"data:image/png;base64,{shortened}");
    }

    [Fact]
    public async Task The_parts_of_a_form_are_listed_with_name_type_length_and_hash()
    {
        var png = Pictures.Png();
        await Client.Edit(new EditForm(prompt: "día").File("image[]", png));

        var request = ((JArray)(await Listed()).Json["requests"]!).Single();
        var parts = (JArray)request["parts"]!;
        parts.Select(part => (string?)part["name"]).Should().Equal("model", "prompt", "image[]");
        ((string?)parts[1]["text"]).Should().Be("día");
        ((string?)parts[2]["file_name"]).Should().Be("picture");
        ((string?)parts[2]["content_type"]).Should().Be("image/png");
        ((int)parts[2]["length"]!).Should().Be(png.Length);
        ((string?)parts[2]["sha256"]).Should().Be(Convert.ToHexStringLower(SHA256.HashData(png)));
        ((string?)parts[2]["text"]).Should().BeNull();
    }

    [Fact]
    public async Task Only_the_last_ten_thousand_requests_are_kept()
    {
        for (var i = 0; i < 10_003; i++)
        {
            using var response = await Client.Http.GetAsync(new Uri(Server.BaseAddress, "/"));
        }

        Server.Requests.Should().HaveCount(10_000);
        Server.Requests[0].Number.Should().Be(4);
        Server.Requests[^1].Number.Should().Be(10_003);
    }

    private async Task<Reply> Listed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server.BaseAddress, "/sandbox/requests"));
        return await Client.Send(request);
    }
}

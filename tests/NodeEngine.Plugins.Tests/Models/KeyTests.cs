using FluentAssertions;
using NodeEngine.Models;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Runs;
using NodeEngine.Sandbox;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

/// <summary>Tests that read api_keys.yaml run one after another, because one of them sets environment variables.</summary>
[Collection("api keys")]
public sealed class KeyTests
{
    private const string Secret = "sk-proj-Zq81fJ-secret-44Lm";

    private static readonly ProviderSpec OpenAI = Workspace.Catalog.Providers.Single(provider => provider.Id == "openai");
    private static readonly ProviderSpec Gemini = Workspace.Catalog.Providers.Single(provider => provider.Id == "gemini");

    [Fact]
    public void The_file_says_key_base_url_name_limits_and_budget()
    {
        using var workspace = new TempWorkspace();
        workspace.Write(ApiKeys.FileName, """
            external_openai_api_key: sk-one
            external_openai_base_url: https://proxy.example/openai/v1
            external_openai_endpoint_name: home
            external_openai_concurrency: 5
            external_openai_images_per_minute: 50
            external_openai_daily_budget_usd: 12.50
            external_gemini_api_key: AIza-two
            """);
        var keys = new ApiKeys(workspace.Folder);
        keys.Check(Workspace.Catalog.Providers).Should().BeEmpty();
        var openAI = keys.AccessTo(OpenAI);
        openAI.Should().Be(new ProviderAccess(new Uri("https://proxy.example/openai/v1/"), "sk-one", "home") { Limits = new ModelLimits(5, 50), DailyBudgetUsd = 12.5m });
        keys.AccessTo(Gemini).Should().Be(new ProviderAccess(new Uri("https://generativelanguage.googleapis.com/v1beta/"), "AIza-two", "https://generativelanguage.googleapis.com/v1beta/"));
    }

    [Fact]
    public void An_environment_variable_wins_over_the_file()
    {
        using var workspace = new TempWorkspace();
        workspace.Write(ApiKeys.FileName, "external_openai_api_key: sk-file\n");
        var variable = ApiKeys.VariableFor(OpenAI);
        variable.Should().Be("NODEENGINE_EXTERNAL_OPENAI_API_KEY");
        try
        {
            Environment.SetEnvironmentVariable(variable, " sk-variable ");
            new ApiKeys(workspace.Folder).AccessTo(OpenAI).Key.Should().Be("sk-variable");
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        new ApiKeys(workspace.Folder).AccessTo(OpenAI).Key.Should().Be("sk-file");
    }

    [Theory]
    [InlineData("external_openai_base_url: http://proxy.example/v1", "base-url")]
    [InlineData("external_openai_base_url: https://me:pass@proxy.example/v1", "base-url")]
    [InlineData("external_openai_base_url: https://proxy.example/v1?key=x", "base-url")]
    [InlineData("external_openai_base_url: proxy.example", "base-url")]
    [InlineData("external_openai_concurrency: many", "keys-unreadable")]
    [InlineData("external_openai_daily_budget_usd: -1", "keys-unreadable")]
    [InlineData("external_openai_api_key: \"sk-one sk-two\"", "key-malformed")]
    [InlineData("external_openai_api_key: [", "keys-unreadable")]
    [InlineData("- sk-one", "keys-unreadable")]
    public async Task What_is_wrong_with_a_line_is_a_problem_of_the_nodes_that_need_it(string line, string code)
    {
        using var workspace = new TempWorkspace();
        workspace.Write(ApiKeys.FileName, line + "\n");
        await using var world = await World.StartAsync(_ => new ApiKeys(workspace.Folder).AccessTo);
        var problem = world.Caller.Check(world.Plan(World.Shoot("openai.gpt-image-2", "\"prompt\": \"x\""))).Should().ContainSingle().Subject;
        problem.Code.Should().Be(code);
        problem.Suggestion.Should().NotBeEmpty();
        (problem.Message + problem.Suggestion).Should().NotContain("sk-one");
    }

    [Fact]
    public void A_server_on_this_machine_may_speak_http()
    {
        using var workspace = new TempWorkspace();
        workspace.Write(ApiKeys.FileName, "external_openai_base_url: http://127.0.0.1:8080/v1\n");
        new ApiKeys(workspace.Folder).AccessTo(OpenAI).BaseUrl.Should().Be(new Uri("http://127.0.0.1:8080/v1/"));
    }

    [Fact]
    public async Task A_server_on_this_machine_needs_no_key()
    {
        using var server = new RawServer("HTTP/1.1 200 OK", System.Text.Encoding.UTF8.GetBytes($$"""{"data":[{"b64_json":"{{Convert.ToBase64String(Pictures.Png(8, 8))}}"}]}"""));
        using var workspace = new TempWorkspace();
        workspace.Write(ApiKeys.FileName, $"external_openai_base_url: {server.Address}v1\n");
        await using var world = await World.StartAsync(_ => new ApiKeys(workspace.Folder).AccessTo);
        world.Caller.Check(world.Plan(World.Shoot("openai.gpt-image-2", "\"prompt\": \"x\""))).Should().BeEmpty();
        (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Images().Should().ContainSingle();
        server.Requests.Single().Head.Should().StartWith("POST /v1/images/generations ").And.NotContain("uthorization");
    }

    [Theory]
    [InlineData("openai/v1", "/openai/v1/images/generations")]
    [InlineData("openai/v1/", "/openai/v1/images/generations")]
    [InlineData("openai/v1//", "/openai/v1/images/generations")]
    public async Task A_base_url_may_end_in_a_slash_and_have_a_path(string path, string requested) =>
        await RequestsGoTo("openai", "openai.gpt-image-2", path, requested);

    [Theory]
    [InlineData("gemini", "/gemini/v1beta/models/gemini-3-pro-image:generateContent")]
    [InlineData("gemini/", "/gemini/v1beta/models/gemini-3-pro-image:generateContent")]
    [InlineData("gemini/v1", "/gemini/v1/models/gemini-3-pro-image:generateContent")]
    [InlineData("gemini/v1beta/", "/gemini/v1beta/models/gemini-3-pro-image:generateContent")]
    [InlineData("gemini/v1alpha", "/gemini/v1alpha/models/gemini-3-pro-image:generateContent")]
    [InlineData("gemini/v1beta/models", "/gemini/v1beta/models/gemini-3-pro-image:generateContent")]
    public async Task A_base_url_that_ends_in_a_version_keeps_it_and_models_is_not_doubled(string path, string requested) =>
        await RequestsGoTo("gemini", "gemini.gemini-3-pro-image", path, requested);

    [Fact]
    public async Task An_edit_of_the_file_is_used_by_the_next_call()
    {
        using var workspace = new TempWorkspace();
        await using var world = await World.StartAsync(_ => new ApiKeys(workspace.Folder).AccessTo);
        workspace.Write(ApiKeys.FileName, $"external_openai_base_url: {world.Sandbox.Providers["openai"]}\nexternal_openai_api_key: sk-invalid\n");
        (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Node().Error!.Code.Should().Be("key-refused");
        workspace.Write(ApiKeys.FileName, $"external_openai_base_url: {world.Sandbox.Providers["openai"]}\nexternal_openai_api_key: sk-good\n");
        (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Node().Outcome.Should().Be(Outcome.Ran);
    }

    [Fact]
    public void A_file_that_others_can_read_is_warned_of_with_the_command_that_mends_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var workspace = new TempWorkspace();
        var file = workspace.Write(ApiKeys.FileName, "external_openai_api_key: sk-one\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        new ApiKeys(workspace.Folder).Check(Workspace.Catalog.Providers).Should().ContainSingle().Which.Should().Match<Problem>(problem =>
            problem.Code == "keys-readable" && problem.Severity == Severity.Warning && problem.Suggestion == $"Run: chmod 600 {file}");
    }

    [Fact]
    public void An_unknown_line_is_told_with_what_was_probably_meant()
    {
        using var workspace = new TempWorkspace();
        workspace.Write(ApiKeys.FileName, "external_openai_api_key: sk-one\nexternal_opnai_base_url: https://x.example\n");
        new ApiKeys(workspace.Folder).Check(Workspace.Catalog.Providers).Should().ContainSingle().Which.Should().Match<Problem>(problem =>
            problem.Code == "key-unknown" && problem.Line == 2 && problem.Suggestion == "Did you mean 'external_openai_base_url'?");
    }

    [Fact]
    public async Task The_key_appears_nowhere_also_when_the_provider_quotes_it()
    {
        await using var world = await World.StartAsync(sandbox => provider => World.AccessTo(provider, sandbox.Providers[provider.Id], Secret));
        world.Sandbox.AddFault(new SandboxFault
        {
            Kind = SandboxFaultKind.Answer,
            Status = 401,
            Body = $$$"""{"error":{"message":"Incorrect API key provided: {{{Secret}}} (sk-p********44Lm).","type":"invalid_request_error","code":"invalid_api_key"}}""",
        });
        var refused = await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"");
        refused.Node().Error!.Message.Should().Be("OpenAI refused the key: Incorrect API key provided: [key] ([key]).");
        var made = await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"");
        OutputFiles.Write(made, world.Folder);
        foreach (var text in world.Events.Select(e => e.ToString()!).Concat([refused.Node().ToString(), made.Node().ToString()]).Concat(world.Requests.Select(request => request.ToString() + request.Json)))
        {
            text.Should().NotContain(Secret).And.NotContain("44Lm");
        }

        foreach (var file in Directory.GetFiles(world.Folder, "*", SearchOption.AllDirectories))
        {
            System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Should().NotContain(Secret, file);
        }
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_key_stays()
    {
        using var other = new RawServer("HTTP/1.1 200 OK", []);
        await using var world = await World.StartAsync();
        world.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Answer, Status = 302, Headers = new Dictionary<string, string> { ["Location"] = other.Address.AbsoluteUri } });
        var error = (await world.ShootAsync("openai.gpt-image-2", "\"prompt\": \"x\"")).Node().Error!;
        error.Code.Should().Be("redirected");
        error.Message.Should().Contain("127.0.0.1");
        error.Advice.Should().Be("Set external_openai_base_url to the right place.");
        other.Requests.Should().BeEmpty();
    }

    private static async Task RequestsGoTo(string provider, string type, string path, string requested)
    {
        using var workspace = new TempWorkspace();
        await using var world = await World.StartAsync(_ => new ApiKeys(workspace.Folder).AccessTo);
        workspace.Write(ApiKeys.FileName, $"external_{provider}_base_url: {world.Sandbox.BaseAddress}{path}\nexternal_{provider}_api_key: key-one\n");
        (await world.ShootAsync(type, "\"prompt\": \"x\"")).Node().Outcome.Should().Be(Outcome.Ran);
        world.Requests.Select(request => request.Path).Should().Equal(requested);
    }
}

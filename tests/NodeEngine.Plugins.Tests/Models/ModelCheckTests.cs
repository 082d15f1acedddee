using FluentAssertions;
using NodeEngine.Models;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

/// <summary>What is wrong with a request is told before anything is sent.</summary>
public sealed class ModelCheckTests
{
    [Fact]
    public async Task An_unknown_provider_is_a_problem_that_names_the_loaded_plugins()
    {
        await using var world = await World.StartAsync();
        world.Check(World.Shoot("recraft.v9", "\"prompt\": \"x\"")).Should().Contain(problem =>
            problem.Message == "There is no node type 'recraft.v9'." && problem.Suggestion!.Contains("images, openai, gemini", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_without_a_key_is_a_problem_that_says_which_line_to_add()
    {
        using var workspace = new TempWorkspace();
        await using var world = await World.StartAsync(_ => new ApiKeys(workspace.Folder).AccessTo);
        world.Caller.Check(world.Plan(World.Shoot("gemini.gemini-3-pro-image", "\"prompt\": \"x\""))).Should().ContainSingle().Which.Should().Match<Problem>(problem =>
            problem.Code == "key-missing" && problem.Where == "shoot"
            && problem.Suggestion!.Contains("external_gemini_api_key", StringComparison.Ordinal) && problem.Suggestion.Contains("--sandbox", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai.dall-e-3", "\"image\": \"photo.png\"", "shoot.image", "Models that have it: openai.gpt-image-2, openai.gpt-image-2.5-flare,")]
    [InlineData("openai.dall-e-3", "\"references\": [ \"photo.png\" ]", "shoot.references", "Models that have it: openai.gpt-image-2, openai.gpt-image-2.5-flare,")]
    [InlineData("openai.gpt-image-2", "\"complexity\": \"low\"", "shoot.complexity", "Models that have it: openai.gpt-image-2.6-flare, openai.gpt-image-2.6-sunburst.")]
    [InlineData("openai.gpt-image-2", "\"frame_count\": 4", "shoot.frame_count", "Models that have it: openai.gpt-image-2.6-flare, openai.gpt-image-2.6-sunburst.")]
    [InlineData("gemini.gemini-3-pro-image", "\"thinking_level\": \"high\"", "shoot.thinking_level", "Models that have it: gemini.gemini-3.1-flash-lite-image, gemini.gemini-nano-banana-2.1, gemini.gemini-3.1-flash-image,")]
    [InlineData("gemini.gemini-3-pro-image", "\"mask\": \"photo.png\"", "shoot.mask", "Models that have it: openai.gpt-image-2,")]
    public async Task What_a_model_lacks_is_no_port_and_the_problem_names_models_that_have_it(string type, string input, string where, string suggestion)
    {
        await using var world = await World.StartAsync();
        world.Write("photo.png", Pictures.Png(16, 16));
        world.Check(World.Shoot(type, "\"prompt\": \"x\", " + input)).Should().ContainSingle().Which.Should().Match<Problem>(problem =>
            problem.Code == "port-unknown" && problem.Where == where && problem.Suggestion!.StartsWith(suggestion, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai.gpt-image-2", "", "input-missing", "shoot.prompt", "openai.gpt-image-2 needs 'prompt' (text).")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"  \"", "prompt-empty", "shoot.prompt", "The prompt is empty.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"mask\": \"mask.png\"", "input-missing", "shoot.image", "A mask says where to edit a picture, and there is none.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"image\": \"photo.png\", \"mask\": \"small.png\"", "mask-size", "shoot.mask", "The mask has 32x32 pixels, and the picture 64x64.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"count\": 11", "out-of-range", "shoot.count", "11 is out of range: it takes a number from 1 to 10.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"count\": 0", "out-of-range", "shoot.count", "0 is out of range: it takes a number from 1 to 10.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"size\": \"1000x1000\"", "size-not-allowed", "shoot.size", "1000x1000 is not a size of this model: edges are multiples of 16.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"size\": \"4000x4000\"", "size-not-allowed", "shoot.size", "4000x4000 is not a size of this model: the longest edge is 3840.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"size\": \"big\"", "size-unknown", "shoot.size", "\"big\" is not a size of this model.")]
    [InlineData("openai.gpt-image-1", "\"prompt\": \"x\", \"size\": \"1024x1025\"", "choice-unknown", "shoot.size", "\"1024x1025\" is not one of auto, 1024x1024, 1536x1024, 1024x1536.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"quality\": \"xhigh\"", "choice-unknown", "shoot.quality", "\"xhigh\" is not one of auto, low, medium, high.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"background\": \"transparent\", \"output_format\": \"jpeg\"", "input-needs", "shoot.background", "'background' transparent needs 'output_format' png or webp.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"output_compression\": 50", "input-only-with", "shoot.output_compression", "'output_compression' means something only with 'output_format' jpeg or webp.")]
    [InlineData("openai.gpt-image-2.6-flare", "\"prompt\": \"x\", \"output_format\": \"gif\", \"image\": \"photo.png\", \"mask\": \"mask.png\"", "input-excludes", "shoot.output_format", "'output_format' gif cannot be combined with 'mask'.")]
    [InlineData("openai.gpt-image-2.6-flare", "\"prompt\": \"x\", \"frame_count\": 4", "input-only-with", "shoot.frame_count", "'frame_count' means something only with 'output_format' gif.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"moderation\": \"low\", \"references\": [ \"photo.png\" ]", "input-excludes", "shoot.moderation", "'moderation' low cannot be combined with 'references'.")]
    [InlineData("openai.gpt-image-1.5", "\"prompt\": \"x\", \"input_fidelity\": \"high\"", "input-only-with", "shoot.input_fidelity", "'input_fidelity' means something only with 'image' or 'references'.")]
    [InlineData("openai.dall-e-2", "\"prompt\": \"x\", \"image\": \"wide.png\"", "picture-not-square", "shoot.image", "The picture has 64x32 pixels, and dall-e-2 takes squares.")]
    [InlineData("openai.dall-e-2", "\"prompt\": \"x\", \"image\": \"photo.jpg\"", "picture-format", "shoot.image", "The picture is jpeg, and dall-e-2 takes png.")]
    [InlineData("openai.gpt-image-2", "\"prompt\": \"x\", \"references\": [ \"photo.png\", \"photo.gif\" ]", "picture-format", "shoot.references", "Reference 2 is gif, and gpt-image-2 takes png, jpeg, webp.")]
    [InlineData("openai.dall-e-2", "\"prompt\": \"x\", \"image\": \"huge.png\"", "picture-too-large", "shoot.image", "The picture has 4,328,405 bytes")]
    [InlineData("gemini.gemini-nano-banana-2.1", "\"prompt\": \"x\", \"resolution\": \"512\"", "choice-unknown", "shoot.resolution", "\"512\" is not one of 1K, 2K, 4K.")]
    [InlineData("gemini.gemini-3-pro-image", "\"prompt\": \"x\", \"aspect_ratio\": \"1:8\"", "choice-unknown", "shoot.aspect_ratio", "\"1:8\" is not one of auto, 1:1,")]
    [InlineData("gemini.gemini-3-pro-image", "\"prompt\": \"x\", \"seed\": 7, \"count\": 2", "input-excludes", "shoot.seed", "'seed' cannot be combined with 'count'.")]
    [InlineData("gemini.gemini-2.5-flash-image", "\"prompt\": \"x\", \"image\": \"photo.png\", \"references\": [ \"photo.png\", \"photo.png\", \"photo.png\" ]", "list-too-long", "shoot.references", "With the picture to edit there are 4 pictures, and gemini-2.5-flash-image takes at most 3.")]
    public async Task A_request_that_the_model_would_refuse_is_a_problem_before_the_call(string type, string inputs, string code, string where, string message)
    {
        await using var world = await World.StartAsync();
        world.Write("photo.png", Pictures.Png(64, 64));
        world.Write("photo.jpg", Pictures.Jpeg(64, 64));
        world.Write("photo.gif", Pictures.Gif(64, 64));
        world.Write("wide.png", Pictures.Png(64, 32));
        world.Write("mask.png", Pictures.Mask(64, 64));
        world.Write("small.png", Pictures.Mask(32, 32));
        world.Write("huge.png", Pictures.Noise(1200, 1200));
        world.Check(World.Shoot(type, inputs)).Should().ContainSingle().Which.Should().Match<Problem>(problem =>
            problem.Code == code && problem.Where == where && problem.Message.StartsWith(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai.gpt-image-1.5", "\"input_fidelity\": \"high\", \"image\": \"photo.png\"")]
    [InlineData("openai.gpt-image-1.5", "\"input_fidelity\": \"high\", \"references\": [ \"photo.png\" ]")]
    [InlineData("openai.gpt-image-2", "\"background\": \"transparent\", \"output_format\": \"webp\"")]
    [InlineData("openai.gpt-image-2.6-flare", "\"output_format\": \"gif\", \"image\": \"photo.png\", \"frame_count\": 2")]
    [InlineData("openai.gpt-image-2", "\"output_compression\": 100")]
    [InlineData("gemini.gemini-3-pro-image", "\"seed\": 7, \"count\": 1")]
    public async Task What_goes_together_is_no_problem(string type, string inputs)
    {
        await using var world = await World.StartAsync();
        world.Write("photo.png", Pictures.Png(64, 64));
        world.Check(World.Shoot(type, "\"prompt\": \"x\", " + inputs)).Should().BeEmpty();
    }

    [Fact]
    public async Task More_references_than_a_model_takes_is_a_problem_with_both_numbers()
    {
        await using var world = await World.StartAsync();
        world.Write("photo.png", Pictures.Png(16, 16));
        var references = string.Join(", ", Enumerable.Repeat("\"photo.png\"", 17));
        world.Check(World.Shoot("openai.gpt-image-2", $"\"prompt\": \"x\", \"references\": [ {references} ]"))
            .Should().ContainSingle().Which.Message.Should().Be("It has 17 items, and takes at most 16.");
    }

    [Fact]
    public async Task A_size_outside_the_rule_is_a_problem_that_names_the_nearest_sizes()
    {
        await using var world = await World.StartAsync();
        string? Suggestion(string size) => world.Check(World.Shoot("openai.gpt-image-2", $"\"prompt\": \"x\", \"size\": \"{size}\"")).Single().Suggestion;
        Suggestion("1000x1000").Should().Be("The nearest is 992x992.");
        Suggestion("1920x1080").Should().Be("The nearest are 1920x1088 and 1440x1440.");
        Suggestion("400x300").Should().Be("The nearest are 944x704 and 816x816.");
    }

    [Fact]
    public async Task What_is_only_known_while_running_is_checked_then_and_nothing_is_sent()
    {
        await using var world = await World.StartAsync();
        world.Write("photo.png", Pictures.Png(64, 64));
        world.Write("mask.png", Pictures.Mask(64, 64));
        var report = await world.RunAsync("""
            "half": { "type": "image.resize", "inputs": { "image": "photo.png", "width": 32 } },
            "shoot": { "type": "openai.gpt-image-2", "inputs": { "prompt": "x", "image": { "link": "half.image" }, "mask": "mask.png" } }
            """);
        report.Node().Error.Should().Match<NodeError>(error => error.Code == "mask-size" && error.Message == "Input 'mask': The mask has 64x64 pixels, and the picture 32x32.");
        world.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Where_a_provider_makes_one_picture_per_request_a_count_is_as_many_calls_each_stored_by_itself()
    {
        await using var world = await World.StartAsync();
        (await world.ShootAsync("gemini.gemini-nano-banana-2.1", "\"prompt\": \"x\", \"count\": 2")).Images().Should().HaveCount(2);
        world.Requests.Should().HaveCount(2);
        (await world.ShootAsync("gemini.gemini-nano-banana-2.1", "\"prompt\": \"x\", \"count\": 3")).Images().Should().HaveCount(3);
        world.Requests.Should().HaveCount(3);
    }
}

using FluentAssertions;
using NodeEngine.Models.Descriptors;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

public sealed class DescriptorTests
{
    private const string Good = """
        provider: openai
        model: paint-one
        size:
          presets: [auto, 1024x1024]
          default: auto
        """;

    [Fact]
    public void The_schema_that_editors_complete_with_is_the_one_on_file() =>
        Golden.CheckFile(Path.Combine(Workspace.Repository, "plugins", "model.schema.json"), DescriptorSchema.Write());

    [Fact]
    public void Every_shipped_descriptor_names_the_schema()
    {
        var files = Directory.GetFiles(Path.Combine(Workspace.Repository, "plugins"), "*.yaml", SearchOption.AllDirectories).Where(file => !file.Contains("/bin/", StringComparison.Ordinal)).ToList();
        files.Should().HaveCountGreaterThan(17);
        foreach (var file in files)
        {
            var first = File.ReadLines(file).First();
            first.Should().StartWith("# yaml-language-server: $schema=", file);
            File.Exists(Path.Combine(Path.GetDirectoryName(file)!, first.Split('=')[1])).Should().BeTrue(file);
        }
    }

    [Theory]
    [MemberData(nameof(EveryModelTests.Models), MemberType = typeof(EveryModelTests))]
    public async Task Every_preset_ratio_choice_and_default_of_a_shipped_descriptor_passes_its_own_check(string type)
    {
        await using var world = await World.StartAsync();
        foreach (var port in Workspace.Catalog.Find(type)!.Spec.Inputs.Where(port => port.Type == PortType.Choice || port.Type == PortType.Text))
        {
            foreach (var value in port.Choices.Concat(port.Examples).Append(port.Default?.ToString()).Where(value => value is not null))
            {
                world.Check(World.Shoot(type, $"\"prompt\": \"x\", \"{port.Key}\": \"{value}\"")).Where(problem => problem.Code is not "input-only-with" and not "input-needs")
                    .Should().BeEmpty($"{port.Key} offers {value}");
            }
        }
    }

    [Theory]
    [InlineData("colour: blue", "member-unknown", 6, "'colour' is not known here.")]
    [InlineData("count: { max: 0 }", "value-wrong", 6, "'max' is 0, and takes a whole number of at least 1.")]
    [InlineData("count: { max: 4, per_request: 9 }", "count-wrong", 6, "A request makes 9 pictures, and a node at most 4.")]
    [InlineData("parameters: { quality: { type: choice, choices: [a, b], default: c } }", "default-not-allowed", 6, "The default of 'quality' does not fit: \"c\" is not one of a, b.")]
    [InlineData("parameters: { steps: { type: integer, min: 9, max: 3 } }", "range-wrong", 6, "The smallest 'steps' is above the largest.")]
    [InlineData("parameters: { steps: { type: integer, only: { size: 9x9 } } }", "choice-unknown", 6, "'9x9' is not one of the choices of 'size': auto, 1024x1024.")]
    [InlineData("parameters: { take: { type: integer } }", "parameter-taken", 6, "'take' is the name of an input that every model has or can have.")]
    [InlineData("rules: [ { when: { size: auto }, needs: { colour: [] } } ]", "input-unknown", 6, "The model has no input 'colour'.")]
    [InlineData("mask: { convention: alpha }", "mask-without-image", 6, "A mask says where to edit a picture, and the model takes no 'image'.")]
    [InlineData("lifecycle: { status: retired }", "lifecycle-wrong", 6, "A retired model has a 'shutdown' day.")]
    [InlineData("lifecycle: { shutdown: soon }", "value-wrong", 6, "'shutdown' is soon, and takes a day such as 2026-11-24.")]
    [InlineData("resolution: { choices: [1K], default: 1K }", "resolution-alone", 6, "A 'resolution' goes with an 'aspect_ratio', and there is none.")]
    [InlineData("aspect_ratio: { choices: [auto], default: auto }", "size-twice", 6, "A model has either a 'size' or an 'aspect_ratio'.")]
    [InlineData("prices: [ { from: 2026-01-01, source: me, pictures: [ { tokens: 9 } ] } ]", "prices-wrong", 6, "The price list of 2026-01-01 counts tokens, and has no 'per_million_tokens'.")]
    [InlineData("extends: nothing", "descriptor-missing", 6, "There is no descriptor 'nothing' to extend.")]
    public void A_descriptor_that_contradicts_itself_is_refused_with_file_and_line(string line, string code, int at, string message)
    {
        using var workspace = new TempWorkspace();
        var file = workspace.WriteModel("mine", Good + "\n" + line);
        using var catalog = workspace.Load();
        catalog.Problems.Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Code == code && problem.File == file && problem.Line == at && problem.Message == message);
    }

    [Theory]
    [InlineData("presets: [auto, 1000x1000]\n  free: { multiple_of: 16, max_edge: 2048, max_ratio: 3, min_pixels: 1, max_pixels: 9000000 }", "The preset '1000x1000' breaks the rule beside it")]
    [InlineData("presets: [auto, 4096x1024]\n  free: { multiple_of: 16, max_edge: 4096, max_ratio: 3, min_pixels: 1, max_pixels: 9000000 }", "The preset '4096x1024' breaks the rule beside it")]
    [InlineData("presets: [auto, ax9]", "The preset 'ax9' is not a size.")]
    [InlineData("presets: [1024x1024]", "The default size 'auto' is not one of the presets.")]
    public void A_preset_outside_its_own_rule_is_refused(string presets, string message)
    {
        using var workspace = new TempWorkspace();
        workspace.WriteModel("mine", $"provider: openai\nmodel: paint-one\nsize:\n  default: auto\n  {presets}\n");
        using var catalog = workspace.Load();
        catalog.Problems.Should().ContainSingle().Which.Message.Should().StartWith(message);
    }

    [Fact]
    public void A_pair_of_ratio_and_resolution_that_does_not_go_together_is_refused_with_what_does()
    {
        using var workspace = new TempWorkspace();
        workspace.WriteModel("mine", """
            extends: gemini-nano-banana-2.1
            model: wide-one
            resolution:
              only: { 4K: ["1:1", "16:9"] }
            """);
        using var catalog = workspace.Load();
        catalog.Problems.Should().BeEmpty();
        catalog.Find("gemini.wide-one")!.Spec.Inputs.Single(port => port.Key == "resolution").Help.Should().EndWith("4K only in 1:1, 16:9.");
        var check = World.CheckIn(catalog, World.Shoot("gemini.wide-one", "\"prompt\": \"x\", \"aspect_ratio\": \"8:1\", \"resolution\": \"4K\""));
        check.Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Where == "shoot.resolution" && problem.Code == "pair-not-allowed"
            && problem.Message == "wide-one does not make 8:1 in 4K." && problem.Suggestion == "4K goes with 1:1, 16:9; 8:1 goes with 1K, 2K.");
        World.CheckIn(catalog, World.Shoot("gemini.wide-one", "\"prompt\": \"x\", \"aspect_ratio\": \"16:9\", \"resolution\": \"4K\"")).Should().BeEmpty();
    }

    [Fact]
    public void A_resolution_that_names_a_ratio_which_there_is_not_is_refused()
    {
        using var workspace = new TempWorkspace();
        workspace.WriteModel("mine", "extends: gemini-nano-banana-2.1\nmodel: wide-one\nresolution:\n  only: { 4K: [\"7:3\"] }\n");
        using var catalog = workspace.Load();
        catalog.Problems.Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Code == "choice-unknown" && problem.Line == 4);
    }

    [Fact]
    public async Task A_file_in_the_workspace_is_a_node_at_the_next_command_and_a_broken_one_harms_nobody()
    {
        using var workspace = new TempWorkspace();
        using (var before = workspace.Load())
        {
            before.Find("openai.paint-one").Should().BeNull();
        }

        workspace.WriteModel("paint-one", "extends: gpt-image-2\nmodel: gpt-image-2-2026-04-21\naliases: null\nhelp: Mine.\nmask: null\ncount: { max: 3 }\n");
        workspace.WriteModel("broken", "provider: openai\nmodel: [\n");
        using var catalog = workspace.Load();
        catalog.Problems.Should().ContainSingle().Which.File.Should().EndWith("broken.yaml");
        var spec = catalog.Find("openai.gpt-image-2-2026-04-21")!.Spec;
        spec.Help.Should().Be("Mine.");
        spec.Inputs.Should().NotContain(port => port.Key == "mask");
        spec.Inputs.Single(port => port.Key == "count").Max.Should().Be(3);

        await using var world = await World.StartAsync(catalog: catalog);
        (await world.ShootAsync("openai.gpt-image-2-2026-04-21", "\"prompt\": \"x\", \"count\": 3")).Images().Should().HaveCount(3);
    }

    [Fact]
    public void A_file_of_the_workspace_overrides_a_shipped_model()
    {
        using var workspace = new TempWorkspace();
        workspace.WriteModel("gpt-image-2", "extends: _gpt-image\nmodel: gpt-image-2\nhelp: Overridden.\n");
        using var catalog = workspace.Load();
        catalog.Problems.Should().BeEmpty();
        catalog.FindModel("openai.gpt-image-2")!.Help.Should().Be("Overridden.");
    }

    [Fact]
    public void Dated_names_are_the_same_model()
    {
        var model = Workspace.Catalog.FindModel("openai.gpt-image-2-2026-04-21")!;
        model.WireId.Should().Be("gpt-image-2-2026-04-21");
        model.Parameters.Should().BeEquivalentTo(Workspace.Catalog.FindModel("openai.gpt-image-2")!.Parameters);
    }

    [Fact]
    public void An_unknown_provider_is_a_problem_that_names_those_there_are()
    {
        using var workspace = new TempWorkspace();
        workspace.WriteModel("mine", "provider: opnai\nmodel: paint-one\n");
        using var catalog = workspace.Load();
        catalog.Problems.Should().ContainSingle().Which.Should().Match<Problem>(problem =>
            problem.Code == "provider-unknown" && problem.Message == "No plugin brings the provider 'opnai'; loaded are gemini, openai." && problem.Suggestion == "Did you mean 'openai'?");
    }

    [Fact]
    public void Ports_say_what_goes_with_what()
    {
        string Help(string port) => Workspace.Catalog.Find("openai.gpt-image-2.6-sunburst")!.Spec.Inputs.Single(one => one.Key == port).Help;
        Help("output_compression").Should().EndWith("Only with 'output_format' jpeg or webp.");
        Help("frame_count").Should().EndWith("Only with 'output_format' gif.");
        Help("background").Should().EndWith("Transparent: needs 'output_format' png or webp.");
        Help("mask").Should().EndWith("Not with 'output_format' gif.");
        Help("moderation").Should().EndWith("Low: not with 'image' or 'references'.");
        Help("size").Should().Contain("edges multiples of 16");
    }
}

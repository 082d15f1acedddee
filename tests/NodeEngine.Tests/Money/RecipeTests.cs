using System.Text;
using FluentAssertions;
using NetVips;
using Newtonsoft.Json.Linq;
using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Plans;
using NodeEngine.Recipes;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Tests.Money;

public sealed class RecipeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nodeengine-tests-").FullName;
    private readonly NodeCatalog _catalog = new(new PictureNodes());
    private readonly ResultStore _store = new();

    public static TheoryData<string> Kinds => new(PictureNodes.Kinds.Where(kind => kind != "gif"));

    public void Dispose()
    {
        _store.Dispose();
        _catalog.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_written_picture_tells_how_it_was_made(string kind)
    {
        var file = await Write(kind);
        var recipe = JObject.Parse(Recipe.Read(file).Json);
        ((string?)recipe["picture"]).Should().Be("it");
        ((string?)recipe["inputs"]!["kind"]).Should().Be(kind);
        ((string?)recipe["addresses"]!["make"]).Should().StartWith("sha256:");
        ((int?)recipe["versions"]!["picture.make"]).Should().Be(1);
        Graph.Parse(Recipe.Read(file).Graph).Nodes.Select(node => node.Id).Should().Equal("make");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Apart_from_the_recipe_not_one_byte_is_changed(string kind)
    {
        var file = await Write(kind);
        var made = PictureNodes.Bytes(kind);
        File.ReadAllBytes(file).Length.Should().BeGreaterThan(made.Length);
        ReadBack(file).Should().Equal(made);
        ImageValue.FromFile(file).EncodedLength.Should().Be(made.Length);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_picture_that_was_saved_and_loaded_again_is_the_same_picture(string kind)
    {
        var file = await Write(kind);
        var address = ImageValue.FromEncoded(PictureNodes.Bytes(kind)).Address;
        ImageValue.FromFile(file).Address.Should().Be(address);
        new FileValue(file).Address.Should().Be(address);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Other_programs_still_read_the_picture(string kind)
    {
        var file = await Write(kind);
        using var written = Image.NewFromFile(file, failOn: Enums.FailOn.Warning);
        using var made = Image.NewFromBuffer(PictureNodes.Bytes(kind));
        written.WriteToMemory<byte>().Should().Equal(made.WriteToMemory<byte>());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Without_recipes_the_very_bytes_are_written(string kind) =>
        File.ReadAllBytes(await Write(kind, withRecipe: false)).Should().Equal(PictureNodes.Bytes(kind));

    [Fact]
    public async Task A_format_without_a_place_for_recipes_is_written_as_it_is() =>
        File.ReadAllBytes(await Write("gif")).Should().Equal(PictureNodes.Bytes("gif"));

    [Fact]
    public async Task A_recipe_takes_more_room_than_one_segment_of_a_jpeg_has()
    {
        var text = new string('ä', 50_000);
        using var report = await Run("""
            {"format":1,"inputs":{"note":{"type":"text","default":""}},"nodes":{"make":{"type":"picture.make","inputs":{"kind":"jpeg"}}},"outputs":{"it":{"link":"make.image"}}}
            """, inputs => inputs["note"] = text);
        var file = OutputFiles.Write(report, _folder)["it"].Path!;
        ((string?)JObject.Parse(Recipe.Read(file).Json)["inputs"]!["note"]).Should().Be(text);
        ReadBack(file).Should().Equal(PictureNodes.Bytes("jpeg"));
    }

    [Fact]
    public async Task Pictures_that_nodes_write_carry_their_recipe_too()
    {
        const string Saving = """
            {"format":1,"nodes":{"make":{"type":"picture.make","inputs":{"kind":"png"}},"other":{"type":"picture.make","inputs":{"kind":"jpeg"}},
             "save":{"type":"picture.save","inputs":{"image":{"link":"make.image"},"name":"a/b.png"}}},"outputs":{"it":{"link":"other.image"}}}
            """;
        using var report = await Run(Saving);
        var recipe = JObject.Parse(Recipe.Read(Path.Combine(_folder, "a", "b.png")).Json);
        ((string?)recipe["picture"]).Should().Be("save");
        ((JObject)recipe["addresses"]!).Properties().Select(address => address.Name).Should().Equal("make");
        ReadBack(Path.Combine(_folder, "a", "b.png")).Should().Equal(PictureNodes.Bytes("png"));
    }

    [Fact]
    public async Task The_same_picture_made_again_gets_the_same_bytes()
    {
        var first = File.ReadAllBytes(await Write("png"));
        File.ReadAllBytes(await Write("png")).Should().Equal(first);
        using var fresh = new ResultStore();
        using var report = await Run(Making, inputs => inputs["kind"] = "png", store: fresh);
        File.ReadAllBytes(OutputFiles.Write(report, _folder)["it"].Path!).Should().Equal(first);
    }

    [Fact]
    public async Task A_picture_made_from_one_with_a_recipe_has_only_its_own()
    {
        var file = await Write("png");
        const string Copying = """
            {"format":1,"inputs":{"file":{"type":"image"}},"nodes":{"copy":{"type":"picture.copy","inputs":{"image":{"input":"file"}}}},"outputs":{"copied":{"link":"copy.image"}}}
            """;
        using var report = await Run(Copying, inputs => inputs["file"] = file);
        var copied = OutputFiles.Write(report, _folder)["copied"].Path!;
        Encoding.Latin1.GetString(File.ReadAllBytes(copied)).Split("nodeengine\0").Should().HaveCount(2);
    }

    [Fact]
    public async Task Files_outside_the_folder_of_the_graph_are_named_by_content_and_never_by_place()
    {
        var outside = Path.Combine(_folder, "outside.png");
        var inside = Path.Combine(_folder, "graphs", "inside.png");
        Directory.CreateDirectory(Path.GetDirectoryName(inside)!);
        File.WriteAllBytes(outside, PictureNodes.Bytes("png"));
        File.WriteAllBytes(inside, PictureNodes.Bytes("png"));
        using var report = await Run(
            $$$"""
            {"format":1,"inputs":{"one":{"type":"image"},"two":{"type":"image","default":"inside.png"}},"nodes":{
              "a":{"type":"picture.describe","inputs":{"text":"{{{outside}}} is text","pictures":[{"input":"one"},"{{{outside}}}",{"input":"two"}]} },
              "b":{"type":"picture.load","inputs":{"file":"{{{outside}}}"} } },
             "outputs":{"it":{"link":"a.image"},"also":{"link":"b.image"} } }
            """,
            inputs => inputs["one"] = outside,
            graphFolder: Path.Combine(_folder, "graphs"));
        var recipe = JObject.Parse(Recipe.Read(OutputFiles.Write(report, _folder)["it"].Path!).Json);
        var content = new FileValue(outside).Address.ToString();
        recipe["inputs"]!.ToString(Newtonsoft.Json.Formatting.None).Should().Be($$"""{"one":"{{content}}","two":"inside.png"}""");
        var nodes = recipe["graph"]!["nodes"]!;
        ((string?)nodes["a"]!["inputs"]!["pictures"]![1]).Should().Be(content);
        ((string?)nodes["b"]!["inputs"]!["file"]).Should().Be(content);
        ((string?)nodes["a"]!["inputs"]!["text"]).Should().Be($"{outside} is text");
    }

    [Fact]
    public async Task Of_a_large_graph_only_what_leads_to_the_picture_is_kept()
    {
        var many = string.Join(",", Enumerable.Range(0, 2000).Select(i => $$$"""
            "n{{{i}}}":{"type":"picture.make","inputs":{"kind":"png"}}
            """));
        using var report = await Run($$$"""{"format":1,"name":"Large","nodes":{ {{{many}}} },"outputs":{"first":{"link":"n7.image"},"second":{"link":"n9.image"} } }""");
        var graph = JObject.Parse(Recipe.Read(OutputFiles.Write(report, _folder)["first"].Path!).Graph);
        ((string?)graph["name"]).Should().Be("Large");
        ((JObject)graph["nodes"]!).Properties().Select(node => node.Name).Should().Equal("n7");
        ((JObject)graph["outputs"]!).Properties().Select(output => output.Name).Should().Equal("first");
    }

    [Fact]
    public void A_file_without_a_recipe_or_with_a_broken_one_is_told_apart()
    {
        var file = Path.Combine(_folder, "plain.png");
        File.WriteAllBytes(file, PictureNodes.Bytes("png"));
        FluentActions.Invoking(() => Recipe.Read(file)).Should().Throw<NodeException>().Where(e => e.Code == "recipe-missing");
        File.WriteAllText(file, "no picture");
        FluentActions.Invoking(() => Recipe.Read(file)).Should().Throw<NodeException>().Where(e => e.Code == "recipe-missing");
        var jpeg = PictureNodes.Bytes("jpeg");
        File.WriteAllBytes(file, [.. jpeg[..2], 0xFF, 0xFE, 0, 20, .. "nodeengine\0{\"grap"u8, .. jpeg[2..]]);
        FluentActions.Invoking(() => Recipe.Read(file)).Should().Throw<NodeException>().Where(e => e.Code == "recipe-damaged");
    }

    [Fact]
    public void A_recipe_that_another_program_compressed_is_still_read()
    {
        var file = Path.Combine(_folder, "other.png");
        using (var image = Image.NewFromBuffer(PictureNodes.Bytes("png")))
        using (var noted = image.Mutate(image => image.Set(GValue.GStrType, "png-comment-0-nodeengine", """{"picture":"x","graph":{"format":1}}""")))
        {
            noted.Pngsave(file);
        }

        Recipe.Read(file).Picture.Should().Be("x");
    }

    private const string Making = """
        {"format":1,"inputs":{"kind":{"type":"text"}},"nodes":{"make":{"type":"picture.make","inputs":{"kind":{"input":"kind"}}}},"outputs":{"it":{"link":"make.image"}}}
        """;

    private static byte[] ReadBack(string file)
    {
        using var read = new FileValue(file).OpenRead();
        using var bytes = new MemoryStream();
        read.CopyTo(bytes);
        return bytes.ToArray();
    }

    private async Task<string> Write(string kind, bool withRecipe = true)
    {
        using var report = await Run(Making, inputs => inputs["kind"] = kind, withRecipe);
        return OutputFiles.Write(report, _folder)["it"].Path!;
    }

    private async Task<RunReport> Run(string json, Action<PlanInputs>? set = null, bool withRecipe = true, string? graphFolder = null, ResultStore? store = null)
    {
        var inputs = new PlanInputs();
        set?.Invoke(inputs);
        Plan.Create(Graph.Parse(json, graphFolder ?? _folder), _catalog, inputs, out var plan, out var problems).Should().BeTrue(string.Join("\n", problems));
        var report = await new GraphRunner(store ?? _store).RunAsync(plan!, new RunOptions { OutputFolder = _folder, WritesRecipes = withRecipe });
        report.Status.Should().Be(RunStatus.Done, string.Join("\n", report.Nodes.Select(node => node.Error?.Message)));
        return report;
    }
}

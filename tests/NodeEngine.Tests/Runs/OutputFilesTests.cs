using FluentAssertions;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Runs;

public sealed class OutputFilesTests : IDisposable
{
    private const string Nodes =
        """
        "text": { "type": "test.upper", "inputs": { "text": "a" } }, "integer": { "type": "test.add" }, "number": { "type": "test.half", "inputs": { "number": 1 } },
        "texts": { "type": "test.split", "inputs": { "text": "a,b" } }, "image": { "type": "test.make-image", "inputs": { "width": 3 } },
        "photo": { "type": "test.same-image", "inputs": { "image": "photo.jpg" } }, "images": { "type": "given.images", "inputs": { "images": [ { "link": "image.image" }, { "link": "photo.image" } ] } }
        """;

    private static readonly string[] Links = ["text.text", "integer.integer", "number.number", "texts.items", "image.image", "photo.image", "images.items"];

    private readonly TempFolder _folder = new();
    private readonly Bench _bench;

    public OutputFilesTests()
    {
        using var plain = TestPictures.Plain(4, 2);
        _folder.Write("photo.jpg", plain.JpegsaveBuffer());
        _bench = new Bench(new GivenNodes()) { Folder = _folder.Path };
    }

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Pictures_are_written_under_the_names_of_their_outputs_and_other_values_are_given_as_they_are()
    {
        using var report = await _bench.RunAsync(
            Bench.Json(Nodes, string.Join(", ", Links.Select(link => $$""" "{{link.Split('.')[0]}}": { "link": "{{link}}" } """))),
            options: new() { WritesRecipes = false });

        var written = OutputFiles.Write(report, _folder["out"]);

        written.Select(output => $"{output.Key} {output.Value.Type} {output.Value.Value}").Should().Equal(
            "text text A", "integer integer 1", FormattableString.Invariant($"number number {0.5}"), "texts list ", "image image ", "photo image ", "images list ");
        Directory.EnumerateFiles(_folder["out"]).Select(Path.GetFileName).Should().BeEquivalentTo("image.png", "photo.jpg", "images-0001.png", "images-0002.jpg");
        (written["image"].Width, written["image"].Height, written["photo"].Path).Should().Be((3, 1, Path.Combine(_folder["out"], "photo.jpg")));
        File.ReadAllBytes(written["photo"].Path!).Should().Equal(File.ReadAllBytes(_folder["photo.jpg"]), "a picture that was made encoded is not encoded again");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_an_error_that_names_it()
    {
        using var report = await _bench.RunAsync(Bench.Json(Nodes, """ "image": { "link": "image.image" } """));
        var file = _folder.Write("file", "in the way");

        FluentActions.Invoking(() => OutputFiles.Write(report, Path.Combine(file, "out"))).Should().Throw<IOException>().WithMessage($"*{file}*");
        File.ReadAllText(file).Should().Be("in the way");
    }

    [Fact]
    public void Two_outputs_that_may_write_one_file_are_a_problem()
    {
        var problems = _bench.Problems(Bench.Json(
            Nodes,
            """ "hero": { "link": "images.items" }, "hero-0001": { "link": "image.image" }, "Hero": { "link": "image.image" }, "hero-1": { "link": "image.image" }, "photo": { "link": "photo.image" }, "photo-0001": { "link": "image.image" } """));

        problems.Where(problem => problem.Code == "output-taken").Select(problem => problem.Message).Should().BeEquivalentTo(
            "Output 'hero' may write the file of output 'Hero'.", "Output 'hero' may write the file of output 'hero-0001'.");
    }

    private sealed class GivenNodes : NodeLibrary
    {
        [Node("given.images")]
        public static IReadOnlyList<ImageValue> Images(IReadOnlyList<ImageValue> images) => images;
    }
}

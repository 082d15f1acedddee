using FluentAssertions;
using NetVips;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Images;

/// <summary>Pictures that are calculated together with what follows.</summary>
public sealed class HandoverTests : IDisposable
{
    /// <summary>Nodes that read their picture row by row from the top, with all the inputs that make them read it in another way.</summary>
    private static readonly string[] Steps =
    [
        """ "image.blur", "sigma": 1.2 """,
        """ "image.blur", "sigma": 30 """,
        """ "image.blur", "sigma": 90 """,
        """ "image.sharpen", "amount": 1.5 """,
        """ "image.resize", "width": 150 """,
        """ "image.resize", "width": 300, "height": 90, "fit": "cover" """,
        """ "image.resize", "width": 40, "linear": true """,
        """ "image.resize", "width": 90, "filter": "nearest" """,
        """ "image.resize", "width": 500 """,
        """ "image.crop", "x": 20, "y": 40, "width": 60, "height": 60 """,
        """ "image.pad", "top": 30, "left": 7 """,
        """ "image.flip", "direction": "horizontal" """,
        """ "image.flip", "direction": "vertical" """,
        """ "image.rotate", "angle": 90 """,
        """ "image.rotate", "angle": 17 """,
        """ "image.adjust", "hue": 50, "contrast": 1.2 """,
        """ "image.invert", "_": 0 """,
        """ "image.greyscale", "_": 0 """,
        """ "image.caption", "text": "Hamburg" """,
    ];

    private readonly Workspace _workspace = new();

    public HandoverTests()
    {
        using var soft = Picture.Soft(400, 300);
        using var grain = NetVips.Image.Gaussnoise(400, 300, sigma: 12, mean: 0, seed: 1);
        using var rough = soft + grain;
        using var photo = rough.Cast(Enums.BandFormat.Uchar);
        using var known = photo.Copy(interpretation: Enums.Interpretation.Srgb);
        _workspace.Save("in.png", known);
        known.Jpegsave(Path.Combine(_workspace.Folder, "in.jpg"), q: 90);
        using var alpha = known.Bandjoin([grain.Linear([1], [128]).Cast(Enums.BandFormat.Uchar)]);
        using var seen = alpha.Copy(interpretation: Enums.Interpretation.Srgb);
        _workspace.Save("clear.png", seen);
    }

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Steps.Length)];

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_chain_gives_the_same_pixels_whether_or_not_the_pictures_in_between_are_kept(int step)
    {
        foreach (var file in (string[])["in.png", "in.jpg", "clear.png"])
        {
            foreach (var before in (int[])[0, 3, 4, 11])
            {
                var json = Chain(file, Steps[before], Steps[step], Steps[15]);
                var fused = await RunAsync(json, keeps: false);
                var kept = await RunAsync(json, keeps: true);
                Picture.Samples(fused).Should().Equal(Picture.Samples(kept), $"{file}, {Steps[before]}, {Steps[step]}");
            }
        }
    }

    [Fact]
    public async Task What_two_nodes_read_is_calculated_once_and_read_by_both()
    {
        var report = await _workspace.DoneAsync("""
            { "format": 1, "nodes": {
                "soft": { "type": "image.blur", "inputs": { "image": "in.png", "sigma": 2 } },
                "over": { "type": "image.flip", "inputs": { "image": { "link": "soft.image" } } },
                "back": { "type": "image.flip", "inputs": { "image": { "link": "over.image" } } },
                "same": { "type": "image.compare", "inputs": { "first": { "link": "soft.image" }, "second": { "link": "back.image" } } } },
              "outputs": { "largest": { "link": "same.largest_difference" }, "soft": { "link": "soft.image" } } }
            """);
        ((NumberValue)report.Outputs["largest"]).Number.Should().Be(0);
    }

    [Fact]
    public async Task A_thumbnail_of_a_large_photo_is_the_same_whoever_else_reads_the_photo()
    {
        using var soft = Picture.Soft(1600, 1200);
        soft.Jpegsave(Path.Combine(_workspace.Folder, "large.jpg"), q: 90);
        const string Small = """ "small": { "type": "image.resize", "inputs": { "image": { "link": "load.image" }, "width": 100 } } """;
        const string Load = """ "load": { "type": "image.load", "inputs": { "file": "large.jpg" } } """;
        var alone = await _workspace.DoneAsync($$"""{ "format": 1, "nodes": { {{Load}}, {{Small}} }, "outputs": { "small": { "link": "small.image" } } }""");
        using var other = new Workspace();
        File.Copy(Path.Combine(_workspace.Folder, "large.jpg"), Path.Combine(other.Folder, "large.jpg"));
        var shared = await other.DoneAsync($$"""
            { "format": 1, "nodes": { {{Load}}, {{Small}}, "turned": { "type": "image.rotate", "inputs": { "image": { "link": "load.image" } } } },
              "outputs": { "turned": { "link": "turned.image" }, "small": { "link": "small.image" } } }
            """);
        Picture.Samples(alone.Outputs["small"]).Should().Equal(Picture.Samples(shared.Outputs["small"]));
        _workspace.Write("small.png", ((ImageValue)alone.Outputs["small"]).Encode("png"));
        using var whole = soft.Resize(1 / 16.0);
        _workspace.Save("whole.png", whole);
        (await Picture.SsimAsync(_workspace, "small.png", "whole.png")).Should().BeGreaterThan(0.98);
    }

    [Fact]
    public async Task Pictures_that_are_kept_are_not_made_again_when_only_what_follows_changes()
    {
        var options = new RunOptions { OutputFolder = _workspace.Out, KeepsPictures = true };
        await _workspace.RunAsync(Chain("in.png", Steps[0], Steps[3], Steps[4]), options);
        var report = await _workspace.RunAsync(Chain("in.png", Steps[0], Steps[3], Steps[9]), options);
        report.Nodes.Select(node => $"{node.Id} {node.Outcome}").Should().Equal("a Stored", "b Stored", "c Ran");
    }

    private async Task<Value> RunAsync(string json, bool keeps)
    {
        // Each in a store of its own: the second would else be the first.
        using var workspace = new Workspace();
        foreach (var file in Directory.EnumerateFiles(_workspace.Folder))
        {
            File.Copy(file, Path.Combine(workspace.Folder, Path.GetFileName(file)));
        }

        var report = await workspace.RunAsync(json, new RunOptions { OutputFolder = workspace.Out, KeepsPictures = keeps });
        report.Status.Should().Be(RunStatus.Done, string.Join(' ', report.Nodes.Select(node => node.Error)));
        var pixels = ((ImageValue)report.Outputs["picture"]).GetPixels();
        return ImageValue.FromPixels(new Pixels(pixels.Width, pixels.Height, pixels.Bands, pixels.Samples, pixels.BitsPerSample));
    }

    private static string Chain(string file, params string[] steps)
    {
        var nodes = steps.Select((step, i) =>
        {
            var parts = step.Split(',', 2);
            var inputs = parts[1].Contains("\"_\"", StringComparison.Ordinal) ? "" : "," + parts[1];
            var source = i == 0 ? $"\"{file}\"" : $"{{ \"link\": \"{(char)('a' + i - 1)}.image\" }}";
            return $"\"{(char)('a' + i)}\": {{ \"type\": {parts[0]}, \"inputs\": {{ \"image\": {source}{inputs} }} }}";
        });
        return $"{{ \"format\": 1, \"nodes\": {{ {string.Join(", ", nodes)} }}, \"outputs\": {{ \"picture\": {{ \"link\": \"{(char)('a' + steps.Length - 1)}.image\" }} }} }}";
    }
}

using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Xunit;
using Image = NetVips.Image;

namespace NodeEngine.Plugins.Tests.Images;

/// <summary>The pictures in the plugin's README. With NODEENGINE_UPDATE_GOLDEN=1 they are drawn anew, otherwise compared.</summary>
public sealed class GalleryTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public static TheoryData<string> Types => [.. Gallery.Exhibits.Select(exhibit => exhibit.Type)];

    private static string Docs => Path.Combine(Workspace.Repository, "plugins", "NodeEngine.Plugins.Images", "docs");

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Types))]
    public async Task The_picture_of_a_node_shows_what_it_does(string type)
    {
        var exhibit = Gallery.Exhibits.Single(exhibit => exhibit.Type == type);
        using (var lake = Landscape.Paint(960, 640))
        using (var half = lake.Resize(1 / 3.0))
        using (var small = lake.Resize(0.25))
        using (var logo = Logo())
        {
            _workspace.Save("lake.png", lake);
            _workspace.Save("half.png", half);
            _workspace.Save("small.png", small);
            _workspace.Save("logo.png", logo);
        }

        var report = await _workspace.DoneAsync($$"""
            { "format": 1, "nodes": { {{exhibit.Nodes}} }, "outputs": { "result": { "link": "result.image" } } }
            """);
        var drawn = (ImageValue)report.Outputs["result"];
        var path = Path.Combine(Docs, exhibit.File);
        if (Environment.GetEnvironmentVariable("NODEENGINE_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllBytesAsync(path, drawn.Encode("webp", 82));
        }

        new FileInfo(path).Length.Should().BeLessThan(60_000);
        _workspace.Write("drawn.png", drawn.Encode("png"));
        (await Picture.SsimAsync(_workspace, path, "drawn.png")).Should().BeGreaterThan(0.93);
    }

    [Fact]
    public void The_README_has_a_line_for_every_node_and_shows_every_picture()
    {
        var readme = File.ReadAllText(Path.Combine(Docs, "..", "README.md"));
        foreach (var node in Workspace.Catalog.Nodes.Where(node => node.Plugin == "images"))
        {
            readme.Should().Contain($"`{node.Node.Spec.Type}`");
        }

        Directory.EnumerateFiles(Docs).Select(Path.GetFileName).Should().OnlyContain(file => readme.Contains($"docs/{file}"));
        Directory.EnumerateFiles(Docs).Sum(file => new FileInfo(file).Length).Should().BeLessThan(900_000);
    }

    // A ring with a wave in it, white on nothing.
    private static Image Logo()
    {
        using var ring = Image.Sdf(240, 240, NetVips.Enums.SdfShape.Circle, a: [120, 120], r: 96);
        using var around = ring.Abs();
        using var line = around.Linear([-255], [255 * 9.5]);
        using var positions = Image.Xyz(240, 240);
        using var wave = (positions[1] - 126 - ((positions[0] * 3.4).Sin() * 20)).Abs().Linear([-255], [255 * 8.5]);
        using var inside = ring < 0;
        using var waveInside = (inside / 255.0) * wave.Linear([1], [0]).Cast(NetVips.Enums.BandFormat.Uchar);
        using var alpha = line.Cast(NetVips.Enums.BandFormat.Uchar) | waveInside.Cast(NetVips.Enums.BandFormat.Uchar);
        using var white = alpha.NewFromImage(255, 255, 255);
        using var all = white.Cast(NetVips.Enums.BandFormat.Uchar).Bandjoin([alpha.Cast(NetVips.Enums.BandFormat.Uchar)]);
        using var known = all.Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
        return known.CopyMemory();
    }
}

using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Masks;

public sealed class InpaintTests : IDisposable
{
    private const string All = """{ "original": "before.png", "result": "after.png", "mask": "mask.png" }""";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 8)]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    [InlineData(3, 16)]
    [InlineData(4, 16)]
    public async Task Every_pixel_outside_the_mask_is_exactly_as_it_was(int bands, int bits)
    {
        var random = new Random(bands + bits);
        var most = bits == 8 ? 256 : 65536;
        var noise = new int[64 * 48 * bands];
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = random.Next(most);
        }

        _workspace.WritePicture("before.png", 64, 48, bands, (x, y, band) => noise[(((y * 64) + x) * bands) + band], bits);
        _workspace.WritePicture("after.png", 64, 48, 3, (x, y, band) => (x + y + band) % 256);
        _workspace.WritePicture("mask.png", 64, 48, 1, (x, y, _) => x < 20 ? 0 : x < 40 ? 255 : y * 5);
        var result = (ImageValue)await _workspace.ValueAsync("image.inpaint_composite", All, "image");

        var pixels = result.GetPixels();
        (pixels.BitsPerSample, pixels.HasAlpha).Should().Be((bits, bands is 2 or 4));
        var colours = bands >= 3 ? 3 : 1;
        var scale = bits == 8 ? 1 : 257;
        for (var y = 0; y < 48; y++)
        {
            for (var x = 0; x < 40; x++)
            {
                for (var band = 0; band < 3; band++)
                {
                    result.Sample(x, y, band).Should().Be(x < 20 ? noise[(((y * 64) + x) * bands) + (colours == 3 ? band : 0)] : (x + y + band) % 256 * scale, $"{x}, {y}, {band}");
                }

                if (pixels.HasAlpha)
                {
                    result.Sample(x, y, 3).Should().Be(x < 20 ? noise[(((y * 64) + x) * bands) + bands - 1] : most - 1);
                }
            }

            // The first row of the soft part is black, and so as it was.
            result.Sample(50, 0).Should().Be(noise[50 * bands]);
        }
    }

    [Fact]
    public async Task Where_the_mask_is_grey_the_two_blend()
    {
        _workspace.WritePicture("before.png", 3, 1, 3, (_, _, _) => 100);
        _workspace.WritePicture("after.png", 3, 1, 3, (_, _, _) => 200);
        _workspace.WritePicture("mask.png", 3, 1, 1, (x, _, _) => x == 0 ? 51 : x == 1 ? 128 : 204);
        var result = await _workspace.ValueAsync("image.inpaint_composite", All, "image");
        (result.Sample(0, 0), result.Sample(1, 0), result.Sample(2, 0)).Should().Be((120, 150, 180));
    }

    [Fact]
    public async Task Colours_of_invisible_pixels_do_not_show_where_the_two_blend()
    {
        _workspace.WritePicture("before.png", 1, 1, 4, (_, _, band) => band == 3 ? 0 : 255);
        _workspace.WritePicture("after.png", 1, 1, 3, (_, _, band) => band == 0 ? 200 : 0);
        _workspace.WritePicture("mask.png", 1, 1, 1, (_, _, _) => 102);
        var result = (ImageValue)await _workspace.ValueAsync("image.inpaint_composite", All, "image");
        result.GetPixels().Samples.ToArray().Should().Equal(200, 0, 0, 102);
    }

    [Fact]
    public async Task A_result_of_another_size_is_brought_to_the_original_and_another_ratio_is_told()
    {
        _workspace.WritePicture("before.png", 40, 20, 3, (x, y, _) => x + y);
        _workspace.WritePicture("after.png", 20, 10, 3, (_, _, _) => 200);
        _workspace.WritePicture("square.png", 20, 20, 3, (_, _, _) => 200);
        _workspace.WritePicture("mask.png", 40, 20, 1, (x, _, _) => x < 10 ? 255 : 0);
        var report = await _workspace.DoneAsync(Workspace.One("image.inpaint_composite", All, "image"));
        var image = report.Image("image");
        (image.Width, image.Height, image.Sample(5, 5), image.Sample(15, 5)).Should().Be((40, 20, 200, 20));
        report.Nodes[0].Warnings.Should().BeEmpty();

        var pulled = await _workspace.DoneAsync(Workspace.One("image.inpaint_composite", All.Replace("after.png", "square.png", StringComparison.Ordinal), "image"));
        pulled.Nodes[0].Warnings.Should().ContainSingle().Which.Message.Should().StartWith("The result of 20x20 pixels is pulled to the original's 40x20");
    }

    [Fact]
    public async Task A_mask_that_was_saved_with_loss_is_told()
    {
        _workspace.WritePicture("before.png", 16, 8, 3, (_, _, _) => 100);
        _workspace.Write("mask.jpg", ImageValue.FromPixels(new Pixels(16, 8, 1, new byte[16 * 8])).Encode("jpeg"));
        var report = await _workspace.DoneAsync(Workspace.One("image.inpaint_composite", """{ "original": "before.png", "result": "before.png", "mask": "mask.jpg" }""", "image"));
        report.Nodes[0].Warnings.Should().ContainSingle().Which.Code.Should().Be("mask-lossy");
    }

    [Fact]
    public async Task Behind_a_transparent_part_of_the_result_the_original_is_seen()
    {
        _workspace.WritePicture("before.png", 2, 1, 3, (_, _, _) => 100);
        _workspace.WritePicture("after.png", 2, 1, 4, (x, _, band) => band == 3 ? x * 255 : 200);
        _workspace.WritePicture("mask.png", 2, 1, 1, (_, _, _) => 255);
        var result = await _workspace.ValueAsync("image.inpaint_composite", All, "image");
        (result.Sample(0, 0), result.Sample(1, 0)).Should().Be((100, 200));
    }
}

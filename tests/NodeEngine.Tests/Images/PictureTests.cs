using FluentAssertions;
using NetVips;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Images;

/// <summary>Pictures as nodes see them, whatever they were written as.</summary>
public sealed class PictureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    // Pictures need the engine's codec, which a catalog brings.
    private readonly Bench _bench = new();

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("png", "png")]
    [InlineData("jpg", "jpeg")]
    [InlineData("webp", "webp")]
    [InlineData("tif", "tiff")]
    [InlineData("avif", "avif")]
    public void Every_format_tells_its_size_and_gives_its_pixels(string extension, string format)
    {
        using var plain = TestPictures.Plain(40, 30);
        var image = ImageValue.FromEncoded(plain.WriteToBuffer("." + extension));

        (image.Format, image.Width, image.Height, image.HasAlpha, image.IsEncoded).Should().Be((format, 40, 30, false, true));
        using (new Held(image))
        {
            var pixels = image.GetPixels();
            (pixels.Width, pixels.Height, pixels.Bands, pixels.BitsPerSample, pixels.Samples.Length).Should().Be((40, 30, 3, 8, 3600));
            pixels.Samples.Span[0].Should().BeInRange(190, 210);
        }
    }

    [Theory]
    [InlineData(1, 1, 8)]
    [InlineData(2, 2, 8)]
    [InlineData(3, 3, 8)]
    [InlineData(4, 4, 8)]
    public void Grey_and_alpha_stay_what_they_are(int bands, int kept, int bits)
    {
        using var plain = TestPictures.Plain(2, 2, [.. Enumerable.Range(1, bands).Select(band => band * 50.0)]);
        var pixels = ImageValue.FromEncoded(plain.PngsaveBuffer()).GetPixels();

        (pixels.Bands, pixels.BitsPerSample, pixels.HasAlpha).Should().Be((kept, bits, kept is 2 or 4));
        pixels.Samples.Span[..bands].ToArray().Should().Equal(Enumerable.Range(1, bands).Select(band => (byte)(band * 50)));
    }

    [Fact]
    public void Sixteen_bits_stay_sixteen_bits()
    {
        using var black = Image.Black(2, 1, 3);
        using var plain = black + new double[] { 1000, 20_000, 65_535 };
        using var deep = plain.Cast(Enums.BandFormat.Ushort);
        using var rgb = deep.Copy(interpretation: Enums.Interpretation.Rgb16);
        var pixels = ImageValue.FromEncoded(rgb.PngsaveBuffer()).GetPixels();

        (pixels.BitsPerSample, pixels.Bands, pixels.ByteCount).Should().Be((16, 3, 12));
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(pixels.Samples.Span)[..3].ToArray().Should().Equal(1000, 20_000, 65_535);
    }

    [Fact]
    public void CMYK_becomes_sRGB()
    {
        using var plain = TestPictures.Plain(8, 8, 255, 0, 0);
        using var cmyk = plain.IccExport(outputProfile: "cmyk");
        var pixels = ImageValue.FromEncoded(cmyk.JpegsaveBuffer(q: 95)).GetPixels();

        pixels.Bands.Should().Be(3);
        pixels.Samples.Span[0].Should().BeGreaterThan(200);
        pixels.Samples.Span[1].Should().BeLessThan(80);
    }

    [Fact]
    public void A_colour_profile_is_applied()
    {
        using var plain = TestPictures.Plain(8, 8, 0, 255, 0);
        using var wide = plain.IccTransform("p3", inputProfile: "srgb");
        var encoded = wide.PngsaveBuffer();
        using var raw = Image.NewFromBuffer(encoded);
        raw.Getpoint(0, 0)[0].Should().BeGreaterThan(50, "sRGB's green is not pure in the wider space");

        ImageValue.FromEncoded(encoded).GetPixels().Samples.Span[0].Should().BeLessThan(20);
    }

    [Theory]
    [InlineData(1, 3, 2, 0)]
    [InlineData(3, 3, 2, 5)]
    [InlineData(6, 2, 3, 1)]
    [InlineData(8, 2, 3, 4)]
    public void The_orientation_that_a_camera_wrote_is_applied(int orientation, int width, int height, int where)
    {
        // One white pixel in the corner shows where it went.
        byte[] samples = [255, 0, 0, 0, 0, 0];
        using var image = Image.NewFromMemoryCopy(samples, 3, 2, 1, Enums.BandFormat.Uchar);
        using var turned = image.Mutate(mutable => mutable.Set(GValue.GIntType, "orientation", orientation));
        var read = ImageValue.FromEncoded(turned.TiffsaveBuffer());

        (read.Width, read.Height).Should().Be((width, height));
        var pixels = read.GetPixels();
        (pixels.Width, pixels.Height).Should().Be((width, height));
        pixels.Samples.ToArray().Should().Equal(Enumerable.Range(0, 6).Select(i => (byte)(i == where ? 255 : 0)));
    }

    [Fact]
    public void A_picture_of_more_than_100_million_pixels_is_refused_by_its_header()
    {
        using var black = Image.Black(30_000, 30_000);
        var path = _folder["large.png"];
        black.Pngsave(path, compression: 9);

        foreach (var look in new Action<ImageValue>[] { image => _ = image.Width, image => image.GetPixels() })
        {
            var refused = FluentActions.Invoking(() => look(ImageValue.FromFile(path))).Should().Throw<NodeException>().Which;
            refused.Code.Should().Be("image-too-large");
            refused.Message.Should().Be($"'{path}' has 30000x30000 pixels, above the limit of 100 million.");
        }
    }

    [Theory]
    [InlineData("", "image-empty")]
    [InlineData("this is no picture", "image-unreadable")]
    [InlineData("\u0089PNG", "image-unreadable")]
    public void Bytes_that_are_no_picture_are_refused(string content, string code)
    {
        var failure = FluentActions.Invoking(() => ImageValue.FromEncoded(System.Text.Encoding.Latin1.GetBytes(content)).Width).Should().Throw<NodeException>().Which;

        failure.Code.Should().Match(code);
        failure.Advice.Should().NotBeNull();
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("webp")]
    public void A_picture_that_is_cut_off_is_damaged(string extension)
    {
        using var noise = Image.Gaussnoise(200, 200, sigma: 60, mean: 128);
        using var bytes = noise.Cast(Enums.BandFormat.Uchar);
        var whole = bytes.WriteToBuffer("." + extension);

        FluentActions.Invoking(() => ImageValue.FromEncoded(whole.AsMemory(0, whole.Length / 2)).GetPixels())
            .Should().Throw<NodeException>().Which.Code.Should().BeOneOf("image-damaged", "image-unreadable");
    }

    [Fact]
    public void A_file_that_changes_while_it_is_used_is_an_error()
    {
        var path = _folder.Write("a.png", TestPictures.Png(2, 2));
        var image = ImageValue.FromFile(path);
        _ = image.Width;
        _folder.Write("a.png", TestPictures.Png(3, 3));

        foreach (var use in new Action[] { () => image.GetPixels(), () => image.OpenEncoded().Dispose(), () => _ = image.Address, () => _ = image.EncodedLength })
        {
            FluentActions.Invoking(use).Should().Throw<IOException>().WithMessage($"The file '{path}' changed while it was in use. Run again.");
        }
    }

    [Fact]
    public void A_file_that_another_took_the_place_of_is_an_error_though_length_is_the_same()
    {
        var path = _folder.Write("a.bin", "one");
        var file = new FileValue(path);
        using (file.OpenRead())
        {
            File.Move(_folder.Write("b.bin", "two"), path, overwrite: true);
            File.SetLastWriteTimeUtc(path, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        FluentActions.Invoking(() => file.Address).Should().Throw<IOException>();
    }

    [Fact]
    public void The_other_form_is_made_on_demand_and_once()
    {
        var reads = 0;
        var source = new Pixels(2, 1, 3, new byte[] { 1, 2, 3, 4, 5, 6 });
        var image = ImageValue.FromPixels(new Pixels(2, 1, 3, 8, source, () =>
        {
            reads++;
            return source.Samples;
        }));
        reads.Should().Be(0);

        var first = Read(image);
        var second = Read(image);

        reads.Should().Be(1);
        first.Should().Equal(second);
        (image.IsEncoded, image.Format, image.EncodedLength).Should().Be((false, null, 0L));
        ImageValue.FromEncoded(first).GetPixels().Samples.ToArray().Should().Equal(1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public void Encoded_bytes_are_given_as_they_came()
    {
        var bytes = TestPictures.Png(2, 2);
        var image = ImageValue.FromEncoded(bytes);
        _ = image.GetPixels();

        Read(image).Should().Equal(bytes);
        image.GetPixels().Should().BeSameAs(image.GetPixels());
    }

    [Fact]
    public void A_picture_that_was_encoded_can_be_decoded_again_after_its_pixels_are_freed()
    {
        var image = ImageValue.FromPixels(new Pixels(2, 1, 3, new byte[] { 1, 2, 3, 4, 5, 6 }));
        var held = new Held(image);
        Read(image).Should().NotBeEmpty();
        held.Dispose();

        image.GetPixels().Samples.ToArray().Should().Equal(1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public void Pixels_of_another_library_flow_as_plain_samples()
    {
        byte[] samples = [10, 20, 30, 128, 40, 50, 60, 255];
        var encoded = ImageValue.FromPixels(new Pixels(2, 1, 4, samples)).Encode("png");

        ImageValue.FromEncoded(encoded).GetPixels().Samples.ToArray().Should().Equal(samples);
        ushort[] deep = [1000, 65_535];
        var grey = ImageValue.FromPixels(new Pixels(2, 1, 1, System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(deep).ToArray(), 16)).Encode("png");
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(ImageValue.FromEncoded(grey).GetPixels().Samples.Span).ToArray().Should().Equal(deep);
    }

    [Theory]
    [InlineData(0, 1, 3, 8, 0)]
    [InlineData(1, 0, 3, 8, 0)]
    [InlineData(1, 1, 0, 8, 0)]
    [InlineData(1, 1, 5, 8, 5)]
    [InlineData(1, 1, 3, 12, 3)]
    [InlineData(1, 1, 3, 8, 4)]
    [InlineData(1, 1, 3, 16, 3)]
    public void Pixels_whose_numbers_do_not_fit_are_refused(int width, int height, int bands, int bits, int length) =>
        FluentActions.Invoking(() => new Pixels(width, height, bands, new byte[length], bits)).Should().Throw<ArgumentException>();

    [Fact]
    public void What_a_format_cannot_hold_is_refused()
    {
        var image = ImageValue.FromPixels(new Pixels(1, 1, 4, new byte[4]));

        FluentActions.Invoking(() => image.Encode("jpeg")).Should().Throw<NodeException>().Which.Code.Should().Be("format-without-alpha");
        FluentActions.Invoking(() => image.Encode("bmp")).Should().Throw<NodeException>().Which.Code.Should().Be("image-format");
    }

    [Fact]
    public void A_picture_that_cannot_be_read_can_still_be_shown_as_text() =>
        ImageValue.FromFile(_folder["nowhere.png"]).ToString().Should().Be("a picture that cannot be read");

    private static byte[] Read(ImageValue image)
    {
        using var stream = image.OpenEncoded();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A picture as it is while a report holds it: when it is let go, its pixels are freed.</summary>
    private sealed class Held(ImageValue image) : IDisposable
    {
        private readonly NodeEngine.Runs.RunReport _report = Report(image);

        public void Dispose() => _report.Dispose();

        private static NodeEngine.Runs.RunReport Report(ImageValue image)
        {
            using var bench = new Bench(new Giving(image)) { Store = new NodeEngine.Results.ResultStore(memoryLimit: 0) };
            return bench.RunAsync(Bench.Json(""" "a": { "type": "giving.image" } """, """ "a": { "link": "a.image" } """)).GetAwaiter().GetResult();
        }
    }

    private sealed class Giving(ImageValue image) : NodeLibrary
    {
        [Node("giving.image", Purity = Purity.Sampled)]
        public ImageValue Give() => image;
    }
}

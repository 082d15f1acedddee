using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Addresses;

/// <summary>Addresses decide what is bought again: they must never change by accident.</summary>
public sealed class AddressTests
{
    private static readonly Pixels Two = new(2, 1, 3, new byte[] { 1, 2, 3, 4, 5, 6 });

    public static TheoryData<string, Value, string> Golden => new()
    {
        { "text", new TextValue("kettle"), "t" + Hex("kettle") },
        { "empty text", new TextValue(""), "t" },
        { "umlaut", new TextValue("Käse 🧀"), "t" + Hex("Käse 🧀") },
        { "integer", new IntegerValue(258), "i0201000000000000" },
        { "negative", new IntegerValue(-1), "iFFFFFFFFFFFFFFFF" },
        { "number", new NumberValue(1.5), "n000000000000F83F" },
        { "zero", new NumberValue(0), "n0000000000000000" },
        { "minus zero", new NumberValue(-0.0), "n0000000000000000" },
        { "true", BooleanValue.True, "b01" },
        { "false", BooleanValue.False, "b00" },
        { "no items", ListValue.Empty, "l" },
        { "encoded image", ImageValue.FromEncoded("bytes"u8.ToArray()), "" + Hex("bytes") },
        { "encoded mask", MaskValue.FromEncoded("bytes"u8.ToArray()), "" + Hex("bytes") },
        { "pixels", ImageValue.FromPixels(Two), "p02000000010000000300000008000000010203040506" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void An_address_is_the_SHA_256_of_kind_and_content(string what, Value value, string content)
    {
        var bytes = content.Length > 0 && char.IsAsciiLetterLower(content[0])
            ? [(byte)content[0], .. Convert.FromHexString(content.AsSpan(1))]
            : Convert.FromHexString(content);

        value.Address.ToString().Should().Be("sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)), what);
    }

    [Fact]
    public void The_address_of_a_list_is_that_of_its_items_in_order()
    {
        var (a, b) = (new TextValue("a"), new TextValue("b"));
        byte[] content = [(byte)'l', .. Bytes(a.Address), .. Bytes(b.Address)];

        new ListValue(a, b).Address.Should().Be(Address.Of(content));
        new ListValue(b, a).Address.Should().NotBe(new ListValue(a, b).Address);
        new ListValue(a).Address.Should().NotBe(a.Address);
        new ListValue(new ListValue(a), b).Address.Should().NotBe(new ListValue(a, b).Address);
    }

    [Fact]
    public void One_and_the_text_one_differ_and_so_do_the_kinds_of_numbers() =>
        new[] { new IntegerValue(1).Address, new TextValue("1").Address, new NumberValue(1).Address, BooleanValue.True.Address }.Should().OnlyHaveUniqueItems();

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_number_that_is_none_is_refused(double number) => FluentActions.Invoking(() => new NumberValue(number)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Texts_that_no_encoding_can_write_still_have_addresses_of_their_own() =>
        new[] { new TextValue("\ud800").Address, new TextValue("\ud801").Address, new TextValue("\ufffd").Address, new TextValue("a\ud800").Address }.Should().OnlyHaveUniqueItems();

    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(5000)]
    public void A_text_of_any_length_is_hashed_whole(int length)
    {
        var text = string.Concat(Enumerable.Repeat("ä", length));

        new TextValue(text).Address.Should().Be(Address.Of([(byte)'t', .. Encoding.UTF8.GetBytes(text)]));
    }

    [Fact]
    public void A_file_and_an_image_from_a_file_are_addressed_by_their_bytes_wherever_they_are()
    {
        using var folder = new TempFolder();
        var (one, two) = (folder.Write("one.png", "content"), folder.Write("sub/two.png", "content"));

        new FileValue(one).Address.Should().Be(Address.Of("content"u8)).And.Be(new FileValue(two).Address);
        ImageValue.FromFile(one).Address.Should().Be(ImageValue.FromEncoded("content"u8.ToArray()).Address);
    }

    [Fact]
    public void Pixels_are_addressed_by_size_format_and_samples_and_not_by_how_they_are_kept()
    {
        byte[] samples = [1, 2, 3, 4, 5, 6];
        var native = new Pixels(2, 1, 3, 8, Two, () => samples);

        ImageValue.FromPixels(native).Address.Should().Be(ImageValue.FromPixels(Two).Address);
        new[]
        {
            Of(new(2, 1, 3, samples)), Of(new(1, 2, 3, samples)), Of(new(6, 1, 1, samples)), Of(new(3, 1, 2, samples)), Of(new(3, 1, 1, samples, 16)), Of(new(2, 1, 3, new byte[6])),
        }.Should().OnlyHaveUniqueItems();

        static Address Of(Pixels pixels) => ImageValue.FromPixels(pixels).Address;
    }

    [Fact]
    public void An_address_does_not_change_when_the_picture_is_encoded_later()
    {
        using var bench = new Bench();
        var image = ImageValue.FromPixels(new Pixels(2, 1, 3, new byte[] { 1, 2, 3, 4, 5, 6 }));
        using (var encoded = image.OpenEncoded())
        {
            encoded.Length.Should().BePositive();
        }

        image.Address.Should().Be(ImageValue.FromPixels(new Pixels(2, 1, 3, new byte[] { 1, 2, 3, 4, 5, 6 })).Address);
    }

    [Fact]
    public void An_address_is_read_as_it_is_written()
    {
        var address = new TextValue("x").Address;

        Address.TryParse(address.ToString(), out var read).Should().BeTrue();
        read.Should().Be(address);
        foreach (var wrong in new[] { null, "", "sha256:", address.ToString()[..^1], address.ToString() + "0", address.ToString().Replace("sha256:", "sha512:", StringComparison.Ordinal), "sha256:" + new string('g', 64) })
        {
            Address.TryParse(wrong, out _).Should().BeFalse(wrong);
        }

        FluentActions.Invoking(() => new Address(new byte[31])).Should().Throw<ArgumentException>();
    }

    private static byte[] Bytes(Address address)
    {
        var bytes = new byte[Address.Size];
        address.CopyTo(bytes);
        return bytes;
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}

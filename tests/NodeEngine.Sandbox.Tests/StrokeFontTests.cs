using FluentAssertions;
using NodeEngine.Sandbox.Drawing;
using Xunit;

namespace NodeEngine.Sandbox.Tests;

public sealed class StrokeFontTests
{
    [Fact]
    public void Every_printable_ASCII_character_has_a_shape_of_its_own()
    {
        var shapes = Enumerable.Range('!', '~' - '!' + 1).Select(letter => Shape(((char)letter).ToString())).ToList();

        shapes.Should().OnlyHaveUniqueItems();
        shapes.Should().NotContain(Shape("\u0416"), "that one is the empty box of characters it does not have");
    }

    [Theory]
    [InlineData("a prompt of many words that goes on for several lines")]
    [InlineData("onewordthatislongerthantheline")]
    public void Lines_wrap_within_the_width(string text)
    {
        var mask = StrokeFont.Draw(text, 20, 120, bold: false)!;

        mask.Width.Should().BeLessThanOrEqualTo(120);
        mask.Height.Should().BeGreaterThan(60);
    }

    [Fact]
    public void Nothing_but_space_leaves_no_ink() => StrokeFont.Draw(" ", 20, 120, bold: false).Should().BeNull();

    private static string Shape(string letter)
    {
        var mask = StrokeFont.Draw(letter, 24, 100, bold: true)!;
        return $"{mask.Width}x{mask.Height} {Convert.ToHexString(mask.Pixels)}";
    }
}

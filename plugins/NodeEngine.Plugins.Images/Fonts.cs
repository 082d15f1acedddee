using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>The fonts that can be written with: those of the machine, and the plugin's own.</summary>
internal static class Fonts
{
    /// <summary>The plugin's own font, which is <c>sans</c>: the same on every machine, also on one that has no fonts.</summary>
    private const string Own = ShippedFont.Family;

    // A family of this name is nowhere, so that text in it shows which font stands in.
    private const string Nowhere = "NodeEngine Nowhere";

    private static readonly string[] Generic = ["sans", "sans-serif", "serif", "monospace"];
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase);
    private static readonly ConcurrentDictionary<string, bool> Covered = new(StringComparer.Ordinal);

    // Before anything else is drawn: Pango remembers what it found for a family.
    private static readonly Lazy<bool> Added = new(Add);

    /// <summary>The families that Pango is to take for this one, the first that has a character winning.</summary>
    /// <exception cref="NodeException">There is no such font.</exception>
    public static string Resolve(string family) => Known.GetOrAdd(family, Find);

    /// <summary>Refuses a text with characters that no font has: they would become boxes with numbers.</summary>
    /// <param name="description">The font, as for Pango, without its size.</param>
    /// <param name="text">The text.</param>
    public static void Check(string description, string text)
    {
        var missing = new List<Rune>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value >= 0x80 && IsVisible(rune) && !Covered.GetOrAdd($"{description}|{rune}", _ => Has(description, rune)) && !missing.Contains(rune))
            {
                missing.Add(rune);
            }
        }

        if (missing.Count > 0)
        {
            var shown = string.Join(", ", missing.Take(5).Select(rune => $"'{rune}' (U+{rune.Value:X4})"));
            throw new NodeException(
                "font-without-characters",
                $"No font on this machine has {(missing.Count == 1 ? "the character" : $"{missing.Count} characters of the text, such as")} {shown}.",
                "Install a font for that script; on Debian: fonts-noto-core, fonts-noto-cjk or fonts-noto-color-emoji.")
            { Port = "text" };
        }
    }

    private static string Find(string family)
    {
        _ = Added.Value;
        if (Generic.Contains(family.ToLowerInvariant()))
        {
            // What serif and monospace are is the machine's business; where it has none, the plugin's own font is the only one there is.
            return family.StartsWith("sans", StringComparison.OrdinalIgnoreCase) ? $"{Own},sans" : family;
        }

        if (string.IsNullOrWhiteSpace(family) || family.Contains(',', StringComparison.Ordinal) || family.Any(char.IsControl) || !Exists(family))
        {
            throw new NodeException(
                "font-unknown", $"This machine has no font family '{family}'.", "Use sans, serif or monospace, or a family that 'fc-list : family' lists.")
            { Port = "font" };
        }

        return $"{family},{Own}";
    }

    // What stands in for a font that is not there changes with the second choice; the font itself does not.
    private static bool Exists(string family) =>
        family.Equals(Own, StringComparison.OrdinalIgnoreCase)
        || (Looks($"{Nowhere},serif") != Looks($"{Nowhere},{Own}")
            ? Looks($"{family},serif") == Looks($"{family},{Own}")
            : Looks(family) != Looks(Nowhere));

    private static ((int Width, int Height) Size, double Ink) Looks(string families)
    {
        using var drawn = Image.Text("Hamburg", $"{families}, 48", dpi: 72);
        return ((drawn.Width, drawn.Height), drawn.Avg());
    }

    private static bool Add()
    {
        foreach (var file in ShippedFont.Files())
        {
            using var drawn = Image.Text("H", $"{Own} 12", fontfile: file);
        }

        return true;
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    // What no font has is drawn as a box with its number in it: as large, and framed, as that of a number which stands for no character.
    private static bool Has(string description, Rune rune)
    {
        try
        {
            using var drawn = Image.Text(rune.ToString(), $"{description} 48", dpi: 72);
            using var box = Image.Text(rune.IsBmp ? "\uFDD0" : "\U0010FFFF", $"{description} 48", dpi: 72);
            return drawn.Width != box.Width || drawn.Height != box.Height || Frame(drawn) != Frame(box);
        }
        catch (VipsException)
        {
            // There is nothing of it to see.
            return true;
        }
    }

    private static (double Top, double Left, double Right) Frame(Image drawn)
    {
        using var top = drawn.Crop(0, 0, drawn.Width, 1);
        using var left = drawn.Crop(0, 0, 2, drawn.Height);
        using var right = drawn.Crop(drawn.Width - 2, 0, 2, drawn.Height);
        return (top.Avg(), left.Avg(), right.Avg());
    }
}

using System.ComponentModel.DataAnnotations;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;

namespace NodeEngine.Tests.PluginSdk;

/// <summary>Somebody.</summary>
/// <param name="FirstName">What somebody is called.</param>
/// <param name="Ages">In years.</param>
public sealed record Person(string FirstName, IReadOnlyList<long> Ages);

/// <summary>Every signature that a node may have.</summary>
public sealed class SignatureNodes : NodeLibrary
{
    private readonly string _own = "of the library";

    [Node("sig.simple")]
    public static string Simple(string text, long integer, int small, double number, bool flag, Style style) =>
        FormattableString.Invariant($"{text} {integer} {small} {number} {flag} {style}");

    [Node("sig.pictures")]
    public static Value Pictures(ImageValue image, MaskValue mask, FileValue file, Value value) => value;

    [Node("sig.lists")]
    public static IReadOnlyList<Value> Lists(
        IReadOnlyList<string> texts, double[] numbers, IReadOnlyList<ImageValue> images, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<Value> values, IReadOnlyList<Style> styles) =>
        texts.Count == 2 && numbers[1] > 1 && images.Count == 0 && rows[0][0] == "a" && styles[0] == Style.Plain ? values : [];

    [Node("sig.defaults")]
    public static void Defaults(
        string text = "x", [Range(1, 5)] int count = 3, double part = 0.5, bool flag = true, Style style = Style.VeryFancy, [AllowedValues("low", "high")] string level = "low")
    {
    }

    [Node("sig.optional")]
    public static bool Optional(string? text = null, long? count = null, ImageValue? image = null, [Range(0, 9), MaxLength(3)] IReadOnlyList<long>? items = null, long? setAnyway = 7) =>
        text is null && count is null && image is null && items is null && setAnyway == 7;

    [Node("sig.choices")]
    public static double Choices([AllowedValues("low", "high")] IReadOnlyList<string> levels) => levels.Count;

    [Node("sig.names")]
    [return: Port("greeting")]
    public static string Names(long maxWidth, [Port("renamed")] string text) => $"{text}{maxWidth}";

    [Node("sig.tuple")]
    public static (long ImageSize, MaskValue Mask, string Text) Tuple() => (4, MaskValue.FromPixels(new Pixels(1, 1, 1, new byte[1])), "words");

    [Node("sig.unnamed-tuple")]
    public static (long, string) UnnamedTuple() => (4, "words");

    [Node("sig.record")]
    public static Person Record() => new("Ada", [1, 2]);

    [Node("sig.record-later")]
    public static async Task<Person> RecordLater()
    {
        await Task.Yield();
        return new("Ada", [1, 2]);
    }

    [Node("sig.services")]
    public static Task<IReadOnlyList<string>> Services(NodeRun run, string text, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>([text, $"{run.Inputs.Length}", $"{!cancellation.IsCancellationRequested}"]);

    [Node("sig.sampled", Version = 3, Purity = Purity.Sampled)]
    public static ImageValue Sampled(string prompt) => ImageValue.FromPixels(new Pixels(prompt.Length, 1, 1, new byte[prompt.Length]));

    [Node("sig.own-take", Purity = Purity.Sampled)]
    public static ImageValue OwnTake([Port("take")] long take, string prompt) => ImageValue.FromPixels(new Pixels(prompt.Length, 1, 1, new byte[take]));

    [Node("sig.enum")]
    public static Style Enum() => Style.VeryFancy;

    [Node("sig.array")]
    public static string[] Array(string[] items) => [.. items.Reverse()];

    [Node("sig.nothing-later")]
    public static Task NothingLater() => Task.CompletedTask;

    [Node("sig.nothing-later-too")]
    public static ValueTask NothingLaterToo() => ValueTask.CompletedTask;

    [Node("sig.value-task")]
    public static async ValueTask<string> ValueTask_()
    {
        await Task.Yield();
        return "later";
    }

    [Node("sig.instance")]
    public string Instance() => _own;

    /// <summary>
    /// Writes a <c>text</c> often, as <paramref name="maxWidth"/> and
    /// <see cref="TextValue"/> say; never <see langword="null"/>.
    /// </summary>
    /// <param name="text">What is written. <b>Not</b> empty.</param>
    /// <param name="maxWidth">How often: from 1.</param>
    /// <returns>All of it.</returns>
    [Node("sig.documented")]
    public static string Documented(string text, int maxWidth) => string.Concat(Enumerable.Repeat(text, maxWidth));

    /// <summary>The one that is no node.</summary>
    /// <param name="text">Another text.</param>
    public static string Overloaded(string text) => text;

    /// <summary>The one that is a node.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="count">How many, or none.</param>
    [Node("sig.overloaded")]
    public static string Overloaded(IReadOnlyList<string> texts, long? count = null) => string.Concat(texts.Take((int)(count ?? 1)));
}

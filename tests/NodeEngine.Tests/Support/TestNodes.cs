using System.ComponentModel.DataAnnotations;
using NodeEngine.Sdk;

namespace NodeEngine.Tests.Support;

/// <summary>How a text is written.</summary>
public enum Style
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>With flourishes.</summary>
    VeryFancy,
}

/// <summary>Well-behaved nodes, one for each thing that a port can be.</summary>
public sealed class TestNodes : NodeLibrary
{
    /// <inheritdoc/>
    public override IEnumerable<INode> Nodes => [.. base.Nodes, new BlanksNode(), new PairNode()];

    /// <summary>Adds.</summary>
    [Node("test.add")]
    public static long Add(long a = 0, long b = 1) => a + b;

    /// <summary>Halves.</summary>
    [Node("test.half")]
    public static double Half(double number) => number / 2;

    /// <summary>The sum.</summary>
    [Node("test.sum")]
    public static double Sum(double a, double b) => a + b;

    /// <summary>Joins.</summary>
    [Node("test.join")]
    public static string Join(IReadOnlyList<string> items, string separator = ",") => string.Join(separator, items);

    /// <summary>Splits at commas.</summary>
    [Node("test.split")]
    public static IReadOnlyList<string> Split(string text) => text.Split(',');

    /// <summary>Upper case.</summary>
    [Node("test.upper")]
    public static string Upper(string text) => text.ToUpperInvariant();

    /// <summary>A text that takes its time.</summary>
    [Node("test.later")]
    public static async Task<string> Later(string text, CancellationToken cancellation)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        return text;
    }

    /// <summary>The length.</summary>
    [Node("test.length")]
    public static long Length(string text) => text.Length;

    /// <summary>Takes one of each.</summary>
    [Node("test.kinds")]
    public static string Kinds(
        string text = "",
        long integer = 0,
        double number = 0,
        bool boolean = false,
        Style choice = Style.Plain,
        [Range(1, 10)] int small = 1,
        [Range(-1.5, 1.5)] double part = 0,
        IReadOnlyList<string>? texts = null,
        [Range(0, 9), MaxLength(3)] IReadOnlyList<long>? digits = null,
        [AllowedValues("low", "high")] string level = "low") =>
        FormattableString.Invariant($"{text} {integer} {number} {boolean} {choice} {small} {part} {texts?.Count} {digits?.Count} {level}");

    /// <summary>Needs both.</summary>
    [Node("test.need")]
    public static string Need(string text, long count) => $"{text} {count}";

    /// <summary>Two outputs.</summary>
    [Node("test.both")]
    public static (string First, long Second) Both(string text) => (text, text.Length);

    /// <summary>The size of a picture.</summary>
    [Node("test.size")]
    public static string Size(ImageValue image) => $"{image.Width}x{image.Height}";

    /// <summary>How many pictures there are.</summary>
    [Node("test.count-images")]
    public static long CountImages(IReadOnlyList<ImageValue> images) => images.Count;

    /// <summary>The size of a mask.</summary>
    [Node("test.mask-size")]
    public static string MaskSize(MaskValue mask) => $"{mask.Width}x{mask.Height}";

    /// <summary>A mask of this size.</summary>
    [Node("test.make-mask")]
    public static MaskValue MakeMask(int width) => MaskValue.FromPixels(new Pixels(width, 1, 1, new byte[width]));

    /// <summary>A picture of this size.</summary>
    [Node("test.make-image")]
    public static ImageValue MakeImage(int width) => ImageValue.FromPixels(new Pixels(width, 1, 3, new byte[width * 3]));

    /// <summary>A picture as it came.</summary>
    [Node("test.same-image")]
    public static ImageValue SameImage(ImageValue image) => image;

    /// <summary>The content of a file.</summary>
    [Node("test.read")]
    public static string Read(FileValue file)
    {
        using var reader = new StreamReader(file.OpenRead());
        return reader.ReadToEnd();
    }

    /// <summary>Whatever comes.</summary>
    [Node("test.pass")]
    public static Value Pass(Value value) => value;

    /// <summary>One of the items.</summary>
    [Node("test.pick")]
    public static Value Pick(IReadOnlyList<Value> items, [Range(0, 99)] int index = 0) => items[index];

    /// <summary>Lists of texts.</summary>
    [Node("test.table")]
    public static long Table(IReadOnlyList<IReadOnlyList<string>> rows) => rows.Sum(row => row.Count);

    /// <summary>Passes lists of lists on.</summary>
    [Node("test.same-rows")]
    public static IReadOnlyList<IReadOnlyList<string>> SameRows(IReadOnlyList<IReadOnlyList<string>> rows) => rows;

    /// <summary>Something happens.</summary>
    [Node("test.effect", Purity = Purity.Effect)]
    public static void Effect(string text) => _ = text;

    /// <summary>A text that could be another.</summary>
    [Node("test.sample", Purity = Purity.Sampled)]
    public static string Sample(string text) => text;
}

/// <summary>Fills blanks: each word of <c>blanks</c> is an input.</summary>
public sealed class BlanksNode : INode
{
    private readonly string[] _names;

    public BlanksNode(params string[] names)
    {
        _names = names;
        Spec = new NodeSpec(
            "test.blanks",
            [
                new Port("blanks", PortType.List(PortType.Text)) { IsLiteral = true },
                new Port("mark", PortType.Choice) { IsLiteral = true, Choices = ["dash", "dot"], Default = new TextValue("dash") },
                .. names.Select(name => new Port(name, PortType.Text)),
            ],
            [new Port("text", PortType.Text)]);
    }

    public NodeSpec Spec { get; }

    public INode Specialize(IReadOnlyDictionary<string, Value> literals)
    {
        var names = ((ListValue)literals["blanks"]).Items.Select(item => ((TextValue)item).Text).ToArray();
        return names switch
        {
            ["boom"] => throw new InvalidOperationException("It went off."),
            ["none"] => throw new NodeException("blanks-wrong", "'none' is no blank.", "Name another.") { Port = "blanks" },
            _ => new BlanksNode(names),
        };
    }

    public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation) =>
        new(new NodeOutputs(new TextValue(string.Join('-', _names.Select(name => run.Input<TextValue>(name).Text)))));
}

/// <summary>Two values of two types.</summary>
public sealed class PairNode : INode
{
    public NodeSpec Spec { get; } = new(
        "test.pair",
        [new Port("left", PortType.Any("T")), new Port("other_left", PortType.Any("T")) { IsOptional = true }, new Port("right", PortType.Any("U"))],
        [new Port("left", PortType.Any("T")), new Port("rights", PortType.List(PortType.Any("U")))]);

    public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation) =>
        new(new NodeOutputs(run.Input<Value>("left"), new ListValue(run.Input<Value>("right"))));
}

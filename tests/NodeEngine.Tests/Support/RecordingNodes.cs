using System.Collections.Concurrent;
using NodeEngine.Sdk;

namespace NodeEngine.Tests.Support;

/// <summary>Nodes that write down that they ran.</summary>
public sealed class RecordingNodes : NodeLibrary
{
    private readonly ConcurrentQueue<string> _log = new();
    private int _failures;

    /// <summary>What ran since it was last asked.</summary>
    public string[] Take()
    {
        var ran = new List<string>();
        while (_log.TryDequeue(out var one))
        {
            ran.Add(one);
        }

        return [.. ran];
    }

    /// <summary>How often <c>rec.flaky</c> fails before it does not.</summary>
    public int Failures
    {
        get => _failures;
        set => _failures = value;
    }

    /// <summary>True: <c>rec.image</c> fails.</summary>
    public bool BreakImages { get; set; }

    [Node("rec.text")]
    public string Text(string text, IReadOnlyList<string>? needs = null) => Note("text", text + string.Concat(needs ?? []));

    [Node("rec.length")]
    public long Length(string text) => Note("length", text).Length;

    [Node("rec.flaky")]
    public string Flaky(string text) => Interlocked.Decrement(ref _failures) >= 0 ? throw new NodeException("flaky", "Not this time.", "Try again.") : Note("flaky", text);

    [Node("rec.sample", Purity = Purity.Sampled)]
    public string Sample(string text) => Note("sample", text);

    [Node("rec.effect", Purity = Purity.Effect)]
    public void Effect(string text) => Note("effect", text);

    [Node("rec.passing-effect", Purity = Purity.Effect)]
    public string PassingEffect(string text) => Note("passing-effect", text);

    [Node("rec.image")]
    public ImageValue Image(int width, ImageValue? under = null)
    {
        if (BreakImages)
        {
            throw new NodeException("broken", "The brush is broken.");
        }

        Note("image", $"{width}");
        _ = under?.GetPixels();
        return ImageValue.FromPixels(new Pixels(width, 1, 1, new byte[width]));
    }

    [Node("rec.sample-picture", Purity = Purity.Sampled)]
    public ImageValue SamplePicture(int width)
    {
        Note("sample-picture", $"{width}");
        return ImageValue.FromPixels(new Pixels(width, 1, 1, new byte[width]));
    }

    [Node("rec.measure")]
    public string Measure(ImageValue image, string unit = "") => Note("measure", $"{image.GetPixels().Width}{unit}");

    [Node("rec.sample-image", Purity = Purity.Sampled)]
    public string SampleImage(ImageValue image) => Note("sample-image", $"{image.GetPixels().Width}");

    [Node("rec.progress")]
    public static string Progress(string text, NodeRun run)
    {
        run.Report(-1);
        run.Report(0.5, "half way");
        run.Report(2);
        run.Warn("test-warning", $"'{text}' is odd.");
        return text;
    }

    private string Note(string what, string text)
    {
        _log.Enqueue($"{what} {text}");
        return text;
    }
}

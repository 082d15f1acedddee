using System.Globalization;
using System.Text;
using FluentAssertions;
using NodeEngine.Plugins.Tests.Images;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Runs;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Tests.Contract;

/// <summary>Outputs written down as text: reviewed when they change, and then the version of the node changes too.</summary>
internal static class Golden
{
    // Processors differ in the last bit of what they calculate.
    private const int SampleTolerance = 2;

    // How sharp the edges of letters are is a setting of the machine.
    private const int LetterTolerance = 16;

    public static string Tell(NodeSpec spec, RunReport report)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{spec.Type} version {spec.Version}\n");
        foreach (var key in SampleInputs.OutputsOf(spec))
        {
            Tell(text, key, report.Outputs[key]);
        }

        return text.ToString();
    }

    public static async Task CompareAsync(string type, string told)
    {
        var path = Path.Combine(Workspace.Repository, "tests", "NodeEngine.Plugins.Tests", "Contract", "golden", $"{type}.txt");
        if (Environment.GetEnvironmentVariable("NODEENGINE_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(path, told);
        }

        File.Exists(path).Should().BeTrue($"{type} needs a golden output: run the tests once with NODEENGINE_UPDATE_GOLDEN=1, and look at what it writes");
        var expected = (await File.ReadAllTextAsync(path)).Split('\n');
        var lines = told.Split('\n');
        lines.Should().HaveSameCount(expected);
        var tolerance = type == "image.caption" ? LetterTolerance : SampleTolerance;
        for (var i = 0; i < lines.Length; i++)
        {
            Alike(lines[i], expected[i], tolerance).Should().BeTrue($"the output of {type} is\n{lines[i]}\nand was\n{expected[i]}\nRaise the version of the node if it is meant to be another");
        }
    }

    private static void Tell(StringBuilder text, string key, Value value)
    {
        switch (value)
        {
            case ListValue list:
                text.Append(CultureInfo.InvariantCulture, $"{key}: {list.Items.Count} items\n");
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Tell(text, $"{key}[{i}]", list.Items[i]);
                }

                break;
            case ImageValue image:
                var pixels = image.GetPixels();
                text.Append(CultureInfo.InvariantCulture, $"{key}: {Picture.Kind(image)}\n");
                foreach (var (x, y) in ((double, double)[])[(0, 0), (0.3, 0.3), (0.5, 0.5), (0.7, 0.4), (1, 1)])
                {
                    var (across, down) = ((int)(x * (pixels.Width - 1)), (int)(y * (pixels.Height - 1)));
                    text.Append(CultureInfo.InvariantCulture, $"  at {across} {down}: {string.Join(' ', Picture.At(image, across, down))}\n");
                }

                break;
            case FileValue file:
                text.Append(CultureInfo.InvariantCulture, $"{key}: {Path.GetFileName(file.Path)}\n");
                break;
            case NumberValue number:
                text.Append(CultureInfo.InvariantCulture, $"{key}: {number.Number:0.######}\n");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{key}: {value}\n");
                break;
        }
    }

    private static bool Alike(string line, string expected, int tolerance)
    {
        if (line == expected || !line.StartsWith("  at", StringComparison.Ordinal))
        {
            return line == expected;
        }

        var (one, other) = (line.Split(": "), expected.Split(": "));
        var (samples, wanted) = (one[1].Split(' '), other[1].Split(' '));
        return one[0] == other[0] && samples.Length == wanted.Length
            && samples.Zip(wanted).All(pair => Math.Abs(int.Parse(pair.First, CultureInfo.InvariantCulture) - int.Parse(pair.Second, CultureInfo.InvariantCulture)) <= tolerance);
    }
}

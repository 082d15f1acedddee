using System.ComponentModel.DataAnnotations;
using System.Composition;
using System.Globalization;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>Nodes that make numbers.</summary>
[Export(typeof(NodeLibrary))]
public sealed class NumberNodes : NodeLibrary
{
    /// <inheritdoc/>
    public override IEnumerable<INode> Nodes => [.. base.Nodes, new NumberCalculate()];

    /// <summary>Gives a random number by a seed: the same seed and bounds always give the same, on every machine.</summary>
    /// <param name="seed">Any whole number. Another seed gives another number.</param>
    /// <param name="min">The smallest number that may come.</param>
    /// <param name="max">The largest number that may come. Not below min.</param>
    [Node("number.random")]
    public static RandomNumber Random(long seed = 1, [Range(-1e15, 1e15)] double min = 0, [Range(-1e15, 1e15)] double max = 1)
    {
        if (max < min)
        {
            throw new NodeException("range-wrong", FormattableString.Invariant($"No number is from {min} to {max}."), "Swap min and max.") { Port = nameof(max) };
        }

        var random = new SeededRandom("number.random", seed);
        var number = min + (random.NextFraction() * (max - min));
        var (lowest, highest) = ((long)Math.Ceiling(min), (long)Math.Floor(max));
        var integer = highest >= lowest
            ? lowest + (long)random.NextBelow((ulong)(highest - lowest) + 1)
            : (long)Math.Round(number, MidpointRounding.AwayFromZero);
        return new RandomNumber(number, integer);
    }

    /// <summary>Writes a number as text, for a prompt, a caption or a label.</summary>
    /// <param name="number">The number.</param>
    /// <param name="decimals">How many digits follow the point; the last is rounded, halves away from 0. Left out: as many as it takes, and no point in whole numbers.</param>
    /// <returns>The text, with a point and without spaces, such as 0.98 or 1536.</returns>
    [Node("number.format")]
    public static string Format(double number, [Range(0, 15)] int? decimals = null) =>
        decimals is { } digits
            ? Math.Round(number, digits, MidpointRounding.AwayFromZero).ToString($"F{digits}", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>What number.random gives.</summary>
/// <param name="Number">A number from min to max, any as likely as any other.</param>
/// <param name="Integer">A whole number from min to max, each as likely as the others, both ends included. Where there is none between them, number rounded.</param>
public sealed record RandomNumber(double Number, long Integer);

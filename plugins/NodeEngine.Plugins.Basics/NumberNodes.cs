using System.ComponentModel.DataAnnotations;
using System.Composition;
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
}

/// <summary>What number.random gives.</summary>
/// <param name="Number">A number from min to max, any as likely as any other.</param>
/// <param name="Integer">A whole number from min to max, each as likely as the others, both ends included. Where there is none between them, number rounded.</param>
public sealed record RandomNumber(double Number, long Integer);

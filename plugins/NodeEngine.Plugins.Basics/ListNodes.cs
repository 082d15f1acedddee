using System.ComponentModel.DataAnnotations;
using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>Nodes that make lists out of lists, whatever is in them.</summary>
[Export(typeof(NodeLibrary))]
public sealed class ListNodes : NodeLibrary
{
    private const int LongestRange = 100_000;

    /// <summary>Takes one item out of a list.</summary>
    /// <param name="items">The list.</param>
    /// <param name="index">Which item: 1 is the first, 2 the second; -1 is the last, -2 the one before.</param>
    /// <returns>The item.</returns>
    [Node("list.item")]
    public static Value Item(IReadOnlyList<Value> items, long index = 1)
    {
        if (index == 0)
        {
            throw new NodeException("index-out-of-range", "There is no item 0: items are counted from 1.", "Write 1 for the first, or -1 for the last.") { Port = nameof(index) };
        }

        var position = index > 0 ? index - 1 : items.Count + index;
        return position >= 0 && position < items.Count
            ? items[(int)position]
            : throw new NodeException(
                "index-out-of-range",
                $"There is no item {index} in a list of {items.Count}.",
                items.Count == 0 ? "The list is empty: look at what makes it."
                : items.Count == 1 ? "Write 1 for its only item."
                : $"Write a number from 1 to {items.Count}, or from -1 to -{items.Count} to count from the end.")
            { Port = nameof(index) };
    }

    /// <summary>Counts: gives the whole numbers from one to another. Good for seeds and takes.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="end">Where to stop. It is the last number, unless the steps miss it.</param>
    /// <param name="step">How far it is from each number to the next. Left out: 1, or -1 when end is below start.</param>
    /// <returns>The numbers, in order. At most 100,000.</returns>
    [Node("list.range")]
    public static IReadOnlyList<long> Range(long end, long start = 1, long? step = null)
    {
        var by = step ?? (end < start ? -1 : 1);
        if (by == 0)
        {
            throw new NodeException("step-wrong", "With a step of 0 the end is never reached.", "Write another step, or leave it out.") { Port = nameof(step) };
        }

        if (end != start && end > start != by > 0)
        {
            throw new NodeException("step-wrong", $"Steps of {by} do not lead from {start} to {end}.", $"Write {-(Int128)by}, or leave the step out.") { Port = nameof(step) };
        }

        // With 64 bits alone the distance could overflow.
        var count = (((Int128)end - start) / by) + 1;
        if (count > LongestRange)
        {
            throw new NodeException("list-too-long", $"From {start} to {end} in steps of {by} there are {count} numbers; the limit is {LongestRange}.", "Write a larger step, or a nearer end.") { Port = nameof(end) };
        }

        var numbers = new long[(int)count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = start + (i * by);
        }

        return numbers;
    }

    /// <summary>Joins lists into one: first the items of the first, then those of the second, and so on.</summary>
    /// <param name="lists">The lists, of items of one type: an array of links to lists. A single item counts as a list of one.</param>
    /// <returns>All the items, in order; none when all lists are empty.</returns>
    [Node("list.concat")]
    public static IReadOnlyList<Value> Concat(IReadOnlyList<IReadOnlyList<Value>> lists) => [.. lists.SelectMany(list => list)];

    /// <summary>Takes the items out of the lists inside a list: one level of nesting goes.</summary>
    /// <param name="items">A list of lists, such as what a node gives that made a list for each of several items.</param>
    /// <returns>The items of all the inner lists, in order.</returns>
    [Node("list.flatten")]
    public static IReadOnlyList<Value> Flatten(IReadOnlyList<IReadOnlyList<Value>> items) => Concat(items);

    /// <summary>Mixes the order of a list by a seed, or takes some of its items at random: the same seed always mixes alike, on every machine.</summary>
    /// <param name="items">The list.</param>
    /// <param name="seed">Any whole number. Another seed gives another order.</param>
    /// <param name="count">How many of the mixed items to give. Left out: all of them.</param>
    /// <returns>The items in their new order.</returns>
    [Node("list.shuffle")]
    public static IReadOnlyList<Value> Shuffle(IReadOnlyList<Value> items, long seed = 1, [Range(0, int.MaxValue)] int? count = null)
    {
        if (count > items.Count)
        {
            throw new NodeException("count-too-large", $"{count} items were asked for, and the list has {items.Count}.", $"Write {items.Count} or less, or leave it out.") { Port = nameof(count) };
        }

        var random = new SeededRandom("list.shuffle", seed);
        Value[] mixed = [.. items];
        for (var last = mixed.Length - 1; last > 0; last--)
        {
            var other = random.NextBelow(last + 1);
            (mixed[last], mixed[other]) = (mixed[other], mixed[last]);
        }

        return count is { } some ? mixed[..some] : mixed;
    }
}

using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>Estimates what a call costs from the dated price lists of a descriptor.</summary>
public static class PriceEstimate
{
    private const int TypicalPrompt = 400;
    private const int PixelsOfReference = 1024 * 1024;
    private const string Auto = "auto";

    /// <summary>
    /// What a usual picture of a model costs: a short prompt, no input pictures, a medium square, everything else at its default. Null when the model
    /// has no price list.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="day">The day.</param>
    public static Price? Typical(ModelSpec model, DateOnly day) => Of(
        model,
        day,
        key => key switch
        {
            "size" => "1024x1024",
            "quality" when Port(model, key) is { } port => port.Choices.Contains("medium", StringComparer.Ordinal) ? "medium" : port.Default?.ToString(),
            _ => Port(model, key)?.Default?.ToString(),
        },
        TypicalPrompt,
        [],
        1);

    /// <summary>The list that holds on a day: the newest that has begun, else the first. Null when there is none.</summary>
    public static PriceList? ListOf(ModelSpec model, DateOnly day) => model.Prices.LastOrDefault(list => list.From <= day) ?? (model.Prices.Count > 0 ? model.Prices[0] : null);

    /// <summary>The price of one request, or null when the model has no price list.</summary>
    /// <param name="model">The model.</param>
    /// <param name="day">The day.</param>
    /// <param name="input">The value of an input by key, as text; null when it is left out or not known.</param>
    /// <param name="promptLength">Characters of the prompt.</param>
    /// <param name="inputPixels">The pixels of each input picture.</param>
    /// <param name="count">How many pictures are asked for.</param>
    public static Price? Of(ModelSpec model, DateOnly day, Func<string, string?> input, int promptLength, IReadOnlyList<long> inputPixels, int count)
    {
        if (ListOf(model, day) is not { } list)
        {
            return null;
        }

        var price = (Picture(model, list, input) * count) + Extras(list, input);
        if (list.Rates is { } rates)
        {
            price += Prompt(promptLength, rates) + Pictures(inputPixels, list, rates) + new Price(0, list.MaxExtraTextTokens / 2, list.MaxExtraTextTokens).PerMillion(rates.TextOut);
        }

        return price with { IsUncertain = list.IsUncertain };
    }

    /// <summary>Tokens of a picture by the formula <c>gpt-image-grid</c>.</summary>
    public static int GridTokens(int width, int height, int grid)
    {
        // Math.Round rounds half to even, as the published calculator does.
        var side = (long)Math.Round((decimal)grid * Math.Min(width, height) / Math.Max(width, height));
        return (int)(((grid * side * (2_000_000L + ((long)width * height))) + 3_999_999) / 4_000_000);
    }

    /// <summary>One picture, without what goes in.</summary>
    internal static Price Picture(ModelSpec model, PriceList list, Func<string, string?> input) =>
        list.Formula is { } formula ? ByFormula(model, list, formula, input) : ByRow(list, input);

    /// <summary>What comes on top of a call because of the value of an input.</summary>
    internal static Price Extras(PriceList list, Func<string, string?> input)
    {
        var usd = list.Extras.Where(extra => input(extra.Port) == extra.Value).Sum(extra => extra.Usd);
        return new Price(0, usd, usd);
    }

    private static Port? Port(ModelSpec model, string key) => model.Parameters.FirstOrDefault(parameter => parameter.Port.Key == key)?.Port;

    private static Price ByFormula(ModelSpec model, PriceList list, TokenFormula formula, Func<string, string?> input)
    {
        var quality = input("quality");
        var grids = quality is not null && formula.Grid.TryGetValue(quality, out var grid) ? [grid] : formula.Grid.Values.Order().ToArray();
        var sizes = SizeCheck.TryParse(input("size") ?? "", out var width, out var height) ? [(width, height)] : Sizes(model.Size).ToArray();
        var low = sizes.Min(size => GridTokens(size.Width, size.Height, grids[0]));
        var high = sizes.Max(size => GridTokens(size.Width, size.Height, grids[^1]));

        // What is left to the model usually turns out a medium square.
        var (usualWidth, usualHeight) = sizes.Length == 1 ? sizes[0] : (1024, 1024);
        var usual = grids.Length == 1 ? grids[0] : formula.Grid.GetValueOrDefault("medium", grids[grids.Length / 2]);
        return new Price(low, GridTokens(usualWidth, usualHeight, usual), high).PerMillion(list.Rates!.ImageOut);
    }

    /// <summary>The sizes that a model may choose from. Of the free ones only the largest square, which takes the most tokens of all.</summary>
    private static IEnumerable<(int Width, int Height)> Sizes(SizeRule? rule)
    {
        var isNone = true;
        foreach (var preset in rule?.Presets ?? [])
        {
            if (SizeCheck.TryParse(preset, out var width, out var height))
            {
                isNone = false;
                yield return (width, height);
            }
        }

        if (rule?.Free is { } free)
        {
            var edge = (int)Math.Min(Math.Sqrt(free.MaxPixels), free.MaxEdge) / free.MultipleOf * free.MultipleOf;
            isNone = false;
            yield return (edge, edge);
        }

        if (isNone)
        {
            yield return (1024, 1024);
        }
    }

    private static Price ByRow(PriceList list, Func<string, string?> input)
    {
        // An input that is left to the model fits every row: then the rows give the range.
        var fitting = list.Pictures.Where(row => row.When.All(term => input(term.Key) is null or Auto || input(term.Key) == term.Value)).ToList();
        if (fitting.Count == 0)
        {
            fitting = [.. list.Pictures];
        }

        var costs = fitting.Select(row => row.Usd ?? row.Tokens!.Value * list.Rates!.ImageOut / 1_000_000m).ToList();
        var isSettled = fitting[0].When.All(term => input(term.Key) == term.Value);
        var usual = fitting.FindIndex(row => row.When.GetValueOrDefault("quality", "medium") is "medium" or "standard");
        return isSettled ? new Price(costs[0], costs[0], costs[0]) : new Price(costs.Min(), costs[Math.Max(usual, 0)], costs.Max());
    }

    // About four characters a token; scripts without spaces take more.
    private static Price Prompt(int length, TokenRates rates) => new Price(length / 6, length / 4, length).PerMillion(rates.TextIn);

    /// <summary>Input pictures grow with their pixels, up to a cap; 800 to 1,600 tokens were measured where 1,024 are expected.</summary>
    private static Price Pictures(IReadOnlyList<long> pixels, PriceList list, TokenRates rates)
    {
        var price = default(Price);
        foreach (var area in pixels)
        {
            decimal tokens = list.InputImageTokens ?? 0;
            var scale = list.Formula is null ? 1m : Math.Clamp((decimal)area / PixelsOfReference, 0.25m, 4m);
            var spread = list.Formula is null ? 1m : 1.5625m;
            price += new Price(tokens * scale / spread, tokens * scale, tokens * Math.Max(scale, 1) * spread).PerMillion(rates.ImageIn);
        }

        return price;
    }
}

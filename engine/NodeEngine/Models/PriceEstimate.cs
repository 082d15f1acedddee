using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>What something costs before it is done, in US dollars.</summary>
/// <param name="Low">If everything that is open turns out cheap.</param>
/// <param name="Expected">As things usually turn out.</param>
/// <param name="High">If everything turns out dear; budgets count this.</param>
public readonly record struct Price(decimal Low, decimal Expected, decimal High)
{
    /// <summary>The sum.</summary>
    public static Price operator +(Price a, Price b) => new(a.Low + b.Low, a.Expected + b.Expected, a.High + b.High);

    /// <summary>The price of several.</summary>
    public static Price operator *(Price price, int count) => new(price.Low * count, price.Expected * count, price.High * count);

    /// <summary>The sum.</summary>
    public static Price Add(Price a, Price b) => a + b;

    /// <summary>The price of several.</summary>
    public static Price Multiply(Price price, int count) => price * count;
}

/// <summary>Estimates what a call costs from the dated price lists of a descriptor.</summary>
public static class PriceEstimate
{
    private const int TypicalPrompt = 400;
    private const int PixelsOfReference = 1024 * 1024;

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
            "quality" when model.Parameters.FirstOrDefault(parameter => parameter.Port.Key == key)?.Port is { } port => port.Choices.Contains("medium", StringComparer.Ordinal) ? "medium" : port.Default?.ToString(),
            _ => model.Parameters.FirstOrDefault(parameter => parameter.Port.Key == key)?.Port.Default?.ToString(),
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

        var price = (list.Formula is { } formula ? ByFormula(model, list, formula, input) : ByRow(list, input)) * count;
        if (list.Rates is { } rates)
        {
            price += Prompt(promptLength, rates) + Pictures(inputPixels, list, rates) + new Price(0, list.MaxExtraTextTokens / 2, list.MaxExtraTextTokens).PerMillion(rates.TextOut);
        }

        foreach (var extra in list.Extras.Where(extra => input(extra.Port) == extra.Value))
        {
            price += new Price(0, extra.Usd, extra.Usd);
        }

        return price;
    }

    /// <summary>Tokens of a picture by the formula <c>gpt-image-grid</c>.</summary>
    public static int GridTokens(int width, int height, int grid)
    {
        // Math.Round rounds half to even, as the published calculator does.
        var side = (long)Math.Round((decimal)grid * Math.Min(width, height) / Math.Max(width, height));
        return (int)(((grid * side * (2_000_000L + ((long)width * height))) + 3_999_999) / 4_000_000);
    }

    private static Price ByFormula(ModelSpec model, PriceList list, TokenFormula formula, Func<string, string?> input)
    {
        var quality = input("quality");
        var grids = quality is not null && formula.Grid.TryGetValue(quality, out var grid) ? [grid] : formula.Grid.Values.Order().ToArray();
        var sizes = SizeCheck.TryParse(input("size") ?? "", out var width, out var height)
            ? [(width, height)]
            : model.Size!.Presets.Select(preset => (Good: SizeCheck.TryParse(preset, out var w, out var h), w, h)).Where(size => size.Good).Select(size => (size.w, size.h)).ToArray();
        var low = long.MaxValue;
        var high = 0L;
        foreach (var (w, h) in sizes)
        {
            low = Math.Min(low, GridTokens(w, h, grids[0]));
            high = Math.Max(high, GridTokens(w, h, grids[^1]));
        }

        // What is left to the model usually turns out a medium square.
        var (usualWidth, usualHeight) = sizes.Length == 1 ? sizes[0] : (1024, 1024);
        var usual = grids.Length == 1 ? grids[0] : formula.Grid.GetValueOrDefault("medium", grids[grids.Length / 2]);
        return new Price(low, GridTokens(usualWidth, usualHeight, usual), high).PerMillion(list.Rates!.ImageOut);
    }

    private static Price ByRow(PriceList list, Func<string, string?> input)
    {
        // An input that is left to the model fits every row: then the rows give the range.
        var fitting = list.Pictures.Where(row => row.When.All(term => input(term.Key) is null or "auto" || input(term.Key) == term.Value)).ToList();
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

    private static Price PerMillion(this Price tokens, decimal usd) => new(tokens.Low * usd / 1_000_000m, tokens.Expected * usd / 1_000_000m, tokens.High * usd / 1_000_000m);
}

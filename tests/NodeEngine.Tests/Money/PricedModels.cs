using NodeEngine.Sdk;

namespace NodeEngine.Tests.Money;

/// <summary>Models with each kind of price list, with numbers that providers publish.</summary>
internal static class PricedModels
{
    private static readonly DateOnly From = new(2026, 4, 21);

    private static readonly SizeRule FreeSizes = new()
    {
        Presets = ["auto", "1024x1024", "1536x1024", "1024x1536", "2048x2048", "3840x2160"],
        Default = "auto",
        Free = new FreeSize(16, 3840, 3, 655_360, 8_294_400),
    };

    private static readonly ImageInputs Pictures = new() { Max = 16, Formats = ["png", "jpeg", "webp"] };

    private static readonly Dictionary<string, int> Grid = new(StringComparer.Ordinal) { ["low"] = 16, ["medium"] = 48, ["high"] = 96 };

    private static readonly Dictionary<string, int> FinerGrid = new(StringComparer.Ordinal)
    {
        ["low"] = 16,
        ["medium"] = 24,
        ["high"] = 48,
        ["xhigh"] = 64,
        ["max"] = 96,
    };

    private static readonly TokenRates Rates = new(5, 8, 30);

    public static ModelSpec ByFormula { get; } = Model(
        "by-formula",
        new PriceList { From = From, Source = "its page", Rates = Rates, Formula = new TokenFormula("gpt-image-grid", Grid), InputImageTokens = 1024 },
        Choice("quality", "auto", "low", "medium", "high")) with
    { Size = FreeSizes, References = Pictures, Image = Pictures };

    public static ModelSpec FinerFormula { get; } = Model(
        "finer-formula",
        new PriceList { From = From, Source = "its page", Rates = Rates, Formula = new TokenFormula("gpt-image-grid", FinerGrid), InputImageTokens = 1024 },
        Choice("quality", "auto", "low", "medium", "high", "xhigh", "max")) with
    { Size = FreeSizes };

    public static ModelSpec ByTokens { get; } = Model(
        "by-tokens",
        new PriceList { From = From, Source = "its page", Rates = new TokenRates(5, 8, 32, 10), Pictures = Table(null, [272, 408, 400, 1056, 1584, 1568, 4160, 6240, 6208]) },
        Choice("quality", "auto", "low", "medium", "high")) with
    { Size = FreeSizes };

    public static ModelSpec ByPicture { get; } = Model(
        "by-picture",
        new PriceList { From = From, Source = "its page", Pictures = Table([0.005m, 0.006m, 0.006m, 0.011m, 0.015m, 0.015m, 0.036m, 0.052m, 0.052m], null) },
        Choice("quality", "auto", "low", "medium", "high")) with
    { Size = FreeSizes };

    public static ModelSpec ByModality { get; } = Model(
        "by-modality",
        new PriceList
        {
            From = From,
            Source = "its page",
            Rates = new TokenRates(2, 2, 120, 12),
            Pictures = [Row(null, 1120, ("resolution", "1K")), Row(null, 1120, ("resolution", "2K")), Row(null, 2000, ("resolution", "4K"))],
            InputImageTokens = 560,
            MaxExtraTextTokens = 1000,
            Extras = [new ExtraCost("search", "true", 0.014m)],
        },
        Choice("resolution", "1K", "2K", "4K"),
        new ModelParameter(new Port("search", PortType.Boolean) { Default = BooleanValue.False }, "tools.search")) with
    { References = Pictures };

    /// <summary>A list with one price for everything.</summary>
    public static PriceList List(DateOnly from, decimal usd, bool isUncertain = false) =>
        new() { From = from, Source = "a test", Pictures = [Row(usd, null)], IsUncertain = isUncertain };

    private static ModelSpec Model(string wireId, PriceList prices, params ModelParameter[] parameters) =>
        new() { Provider = "test", WireId = wireId, Prices = [prices], Parameters = parameters, MaxCount = 10, MaxCountPerRequest = 10 };

    private static ModelParameter Choice(string key, params string[] choices) =>
        new(new Port(key, PortType.Choice) { Choices = choices, Default = new TextValue(choices[0]) }, key);

    private static PictureCost[] Table(decimal[]? usd, int[]? tokens)
    {
        string[] qualities = ["low", "medium", "high"];
        string[] sizes = ["1024x1024", "1024x1536", "1536x1024"];
        return [.. qualities.SelectMany((quality, q) => sizes.Select((size, s) => Row(usd?[(q * 3) + s], tokens?[(q * 3) + s], ("quality", quality), ("size", size))))];
    }

    private static PictureCost Row(decimal? usd, int? tokens, params (string Key, string Value)[] when) =>
        new(when.ToDictionary(term => term.Key, term => term.Value, StringComparer.Ordinal), usd, tokens);
}

namespace NodeEngine.Sdk;

/// <summary>What a model costs from a day on, in US dollars. A list is never changed in place: a new price is a new list with a later day.</summary>
public sealed class PriceList
{
    /// <summary>The first day on which it holds.</summary>
    public required DateOnly From { get; init; }

    /// <summary>What the list is known by where prices are recorded: its first day, such as <c>2026-11-04</c>.</summary>
    public string Id => From.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Where the numbers come from, and when they were read.</summary>
    public required string Source { get; init; }

    /// <summary>True when the numbers are a guess: they are shown as one. Default false.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>Prices per token. Null: pictures have a price of their own, see <see cref="Pictures"/>.</summary>
    public TokenRates? Rates { get; init; }

    /// <summary>What a picture costs, by inputs: the first row that fits counts. Empty when there is a <see cref="Formula"/>.</summary>
    public IReadOnlyList<PictureCost> Pictures { get; init; } = [];

    /// <summary>How the tokens of a picture follow from its size and quality. Null: see <see cref="Pictures"/>.</summary>
    public TokenFormula? Formula { get; init; }

    /// <summary>Tokens of an input picture: of 1024×1024 pixels if <see cref="TokenFormula"/> is used, else of any. Null: not charged.</summary>
    public int? InputImageTokens { get; init; }

    /// <summary>Tokens of thinking or text that come on top, at most. Default 0.</summary>
    public int MaxExtraTextTokens { get; init; }

    /// <summary>What a call costs on top when an input has a value, such as a search. Default nothing.</summary>
    public IReadOnlyList<ExtraCost> Extras { get; init; } = [];
}

/// <summary>US dollars per million tokens.</summary>
/// <param name="TextIn">Of the prompt.</param>
/// <param name="ImageIn">Of input pictures.</param>
/// <param name="ImageOut">Of pictures made.</param>
/// <param name="TextOut">Of text and thinking. Default 0: not charged.</param>
public sealed record TokenRates(decimal TextIn, decimal ImageIn, decimal ImageOut, decimal TextOut = 0);

/// <summary>What one picture costs when inputs have certain values.</summary>
/// <param name="When">Values of inputs by key; empty for all others.</param>
/// <param name="Usd">US dollars, or null when it is counted in tokens.</param>
/// <param name="Tokens">Tokens of the picture, or null when it has a price.</param>
public sealed record PictureCost(IReadOnlyDictionary<string, string> When, decimal? Usd, int? Tokens);

/// <summary>What comes on top of a call.</summary>
/// <param name="Port">The key of the input that brings it about.</param>
/// <param name="Value">The value with which it does.</param>
/// <param name="Usd">US dollars a call.</param>
public sealed record ExtraCost(string Port, string Value, decimal Usd);

/// <summary>A published way to compute the tokens of a picture.</summary>
/// <param name="Name">
/// <c>gpt-image-grid</c>: short = round half to even of grid × short edge / long edge; tokens = ⌈grid × short × (2,000,000 + width × height) / 4,000,000⌉.
/// </param>
/// <param name="Grid">The grid of each quality.</param>
public sealed record TokenFormula(string Name, IReadOnlyDictionary<string, int> Grid);

using System.Globalization;

namespace NodeEngine.Models;

/// <summary>What something costs before it is done, in US dollars.</summary>
/// <param name="Low">If everything that is open turns out cheap.</param>
/// <param name="Expected">As things usually turn out.</param>
/// <param name="High">If everything turns out dear; budgets count this.</param>
public readonly record struct Price(decimal Low, decimal Expected, decimal High)
{
    /// <summary>True when a number in it is a guess, not one that the provider published. Default false.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>The sum.</summary>
    public static Price operator +(Price a, Price b) => new(a.Low + b.Low, a.Expected + b.Expected, a.High + b.High) { IsUncertain = a.IsUncertain || b.IsUncertain };

    /// <summary>The price of several.</summary>
    public static Price operator *(Price price, int count) => price with { Low = price.Low * count, Expected = price.Expected * count, High = price.High * count };

    /// <summary>The sum.</summary>
    public static Price Add(Price a, Price b) => a + b;

    /// <summary>The price of several.</summary>
    public static Price Multiply(Price price, int count) => price * count;

    /// <summary>For people: <c>$0.053</c>, or <c>$0.041 to $0.211, about $0.053</c> where it is open; with <c>(uncertain)</c> when a number is a guess.</summary>
    public override string ToString() =>
        (Usd.Show(Low) == Usd.Show(High) ? Usd.Show(Expected) : $"{Usd.Show(Low)} to {Usd.Show(High)}, about {Usd.Show(Expected)}") + (IsUncertain ? " (uncertain)" : "");

    /// <summary>The price of so many tokens at a rate for a million.</summary>
    internal Price PerMillion(decimal usd) => new(Low * usd / 1_000_000m, Expected * usd / 1_000_000m, High * usd / 1_000_000m);
}

/// <summary>US dollars as people read them, everywhere the same.</summary>
public static class Usd
{
    private const decimal Smallest = 0.001m;

    /// <summary>An amount to a tenth of a cent: <c>$0.053</c>. What would round to nothing is <c>&lt;$0.001</c>.</summary>
    public static string Show(decimal amount) => amount switch
    {
        0 => "$0",
        > 0 and < Smallest / 2 => "<$0.001",
        < 0 => $"-{Show(-amount)}",
        _ => $"${Math.Round(amount, 3, MidpointRounding.AwayFromZero).ToString("0.000", CultureInfo.InvariantCulture)}",
    };
}

using FluentAssertions;
using NodeEngine.Models;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Tests.Money;

public sealed class PriceTests
{
    private static readonly DateOnly Day = new(2026, 11, 25);

    [Theory]
    [InlineData(1024, 1024, 16, 196)]
    [InlineData(1024, 1024, 24, 439)]
    [InlineData(1024, 1024, 48, 1756)]
    [InlineData(1024, 1024, 64, 3122)]
    [InlineData(1024, 1024, 96, 7024)]
    [InlineData(1536, 1024, 16, 158)]
    [InlineData(1536, 1024, 24, 343)]
    [InlineData(1536, 1024, 48, 1372)]
    [InlineData(1536, 1024, 64, 2459)]
    [InlineData(1536, 1024, 96, 5488)]
    [InlineData(1792, 1024, 96, 5063)]
    [InlineData(2048, 2048, 16, 397)]
    [InlineData(2048, 2048, 48, 3568)]
    [InlineData(2048, 2048, 96, 14272)]
    [InlineData(3840, 2160, 16, 371)]
    [InlineData(3840, 2160, 48, 3336)]
    [InlineData(3840, 2160, 96, 13342)]
    [InlineData(3584, 2048, 96, 12329)]
    [InlineData(2880, 2880, 96, 23719)]
    public void Tokens_of_a_picture_are_those_of_the_published_calculator(int width, int height, int grid, int tokens)
    {
        PriceEstimate.GridTokens(width, height, grid).Should().Be(tokens);
        PriceEstimate.GridTokens(height, width, grid).Should().Be(tokens);
    }

    [Fact]
    public void A_short_edge_of_ten_and_a_half_counts_as_ten_as_in_the_published_rule() =>
        PriceEstimate.GridTokens(2048, 1344, 16).Should().Be(191);

    [Theory]
    [InlineData("1024x1024", "low", "$0.006")]
    [InlineData("1024x1024", "medium", "$0.053")]
    [InlineData("1024x1024", "high", "$0.211")]
    [InlineData("1536x1024", "low", "$0.005")]
    [InlineData("1536x1024", "medium", "$0.041")]
    [InlineData("1536x1024", "high", "$0.165")]
    [InlineData("2048x2048", "low", "$0.012")]
    [InlineData("2048x2048", "medium", "$0.107")]
    [InlineData("2048x2048", "high", "$0.428")]
    [InlineData("3840x2160", "low", "$0.011")]
    [InlineData("3840x2160", "medium", "$0.100")]
    [InlineData("3840x2160", "high", "$0.400")]
    public void A_picture_by_the_formula_costs_what_is_published(string size, string quality, string price) =>
        Estimate(PricedModels.ByFormula, size, quality).ToString().Should().Be(price);

    [Theory]
    [InlineData("low", "$0.006")]
    [InlineData("medium", "$0.013")]
    [InlineData("high", "$0.053")]
    [InlineData("xhigh", "$0.094")]
    [InlineData("max", "$0.211")]
    public void Another_grid_prices_the_same_qualities_otherwise(string quality, string price) =>
        Estimate(PricedModels.FinerFormula, "1024x1024", quality).ToString().Should().Be(price);

    [Theory]
    [InlineData("1024x1024", "low", "$0.009")]
    [InlineData("1024x1536", "low", "$0.013")]
    [InlineData("1536x1024", "medium", "$0.050")]
    [InlineData("1024x1024", "high", "$0.133")]
    [InlineData("1536x1024", "high", "$0.199")]
    public void A_table_of_tokens_is_priced_by_its_rate(string size, string quality, string price) =>
        Estimate(PricedModels.ByTokens, size, quality).ToString().Should().Be(price);

    [Fact]
    public void A_table_of_prices_is_taken_as_it_is() =>
        Estimate(PricedModels.ByPicture, "1536x1024", "high").Should().Be(new Price(0.052m, 0.052m, 0.052m));

    [Fact]
    public void What_is_left_to_the_model_is_open_up_to_the_dearest_it_may_choose()
    {
        Estimate(PricedModels.ByFormula, "auto", "high")!.Value.High.Should().Be(23_719 * 30m / 1_000_000, "the largest square takes the most tokens");
        Estimate(PricedModels.ByFormula, "1024x1024", "auto").ToString().Should().Be("$0.006 to $0.211, about $0.053");
        Estimate(PricedModels.ByPicture, "1024x1024", "auto").ToString().Should().Be("$0.005 to $0.036, about $0.011");
    }

    [Fact]
    public void Several_pictures_cost_as_many_times_but_the_prompt_is_paid_once()
    {
        var one = Estimate(PricedModels.ByFormula, "1024x1024", "low", prompt: new string('x', 400))!.Value;
        var four = Estimate(PricedModels.ByFormula, "1024x1024", "low", prompt: new string('x', 400), count: 4)!.Value;
        one.Expected.Should().Be((196 * 30m / 1_000_000) + (100 * 5m / 1_000_000));
        four.Expected.Should().Be((4 * 196 * 30m / 1_000_000) + (100 * 5m / 1_000_000));
    }

    [Fact]
    public void Input_pictures_are_charged_by_their_pixels_up_to_a_cap()
    {
        var without = Estimate(PricedModels.ByFormula, "1024x1024", "low")!.Value;
        var small = Estimate(PricedModels.ByFormula, "1024x1024", "low", pixels: [1024 * 1024])!.Value;
        var large = Estimate(PricedModels.ByFormula, "1024x1024", "low", pixels: [10_000 * 10_000])!.Value;
        (small.Expected - without.Expected).Should().Be(1024 * 8m / 1_000_000);
        (large.Expected - without.Expected).Should().Be(4 * 1024 * 8m / 1_000_000);
    }

    [Fact]
    public void Thinking_and_a_search_come_on_top_in_the_high_price()
    {
        var price = PriceEstimate.Of(PricedModels.ByModality, Day, Of(("resolution", "4K"), ("search", "true")), 0, [], 1)!.Value;
        price.Low.Should().Be(2000 * 120m / 1_000_000);
        price.High.Should().Be((2000 * 120m / 1_000_000) + (1000 * 12m / 1_000_000) + 0.014m);
    }

    [Fact]
    public void The_newest_list_that_has_begun_holds_and_is_known_by_its_day()
    {
        var model = PricedModels.ByFormula with
        {
            Prices = [PricedModels.List(new DateOnly(2026, 1, 1), 0.10m), PricedModels.List(new DateOnly(2026, 11, 4), 0.20m), PricedModels.List(new DateOnly(2027, 1, 1), 0.30m)],
        };
        Estimate(model, "1024x1024", "low").ToString().Should().Be("$0.200");
        CallPrice.ListId(model, Day).Should().Be("2026-11-04");
        CallPrice.ListId(model, new DateOnly(2025, 1, 1)).Should().Be("2026-01-01", "the first list is better than none");
        CallPrice.ListId(model with { Prices = [] }, Day).Should().BeNull();
        Estimate(model with { Prices = [] }, "1024x1024", "low").Should().BeNull();
    }

    [Fact]
    public void A_guess_is_shown_as_one_also_in_a_sum()
    {
        var guess = Estimate(PricedModels.ByFormula with { Prices = [PricedModels.List(Day, 0.1m, isUncertain: true)] }, "1024x1024", "low")!.Value;
        guess.ToString().Should().Be("$0.100 (uncertain)");
        (guess + Estimate(PricedModels.ByPicture, "1024x1024", "low")!.Value).ToString().Should().Be("$0.105 (uncertain)");
    }

    [Fact]
    public void Money_is_shown_to_a_tenth_of_a_cent()
    {
        Usd.Show(0).Should().Be("$0");
        Usd.Show(0.0526800m).Should().Be("$0.053");
        Usd.Show(0.0004m).Should().Be("<$0.001");
        Usd.Show(0.0005m).Should().Be("$0.001");
        Usd.Show(1234.5m).Should().Be("$1234.500");
        Usd.Show(-0.25m).Should().Be("-$0.250");
        (new Price(0.1m, 0.2m, 0.3m) * 3).ToString().Should().Be("$0.300 to $0.900, about $0.600");
    }

    private static Price? Estimate(ModelSpec model, string size, string quality, string prompt = "", long[]? pixels = null, int count = 1) =>
        PriceEstimate.Of(model, Day, Of(("size", size), ("quality", quality)), prompt.Length, pixels ?? [], count);

    private static Func<string, string?> Of(params (string Key, string Value)[] inputs) =>
        key => Array.Find(inputs, input => input.Key == key).Value;
}

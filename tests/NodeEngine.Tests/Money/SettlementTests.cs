using FluentAssertions;
using NodeEngine.Models;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Tests.Money;

public sealed class SettlementTests
{
    private static readonly DateOnly Day = new(2026, 11, 25);

    [Fact]
    public void A_call_is_settled_from_its_tokens_each_kind_at_its_own_rate() =>
        Settle(PricedModels.ByTokens, ("input_tokens", 50), ("input_tokens_details.text_tokens", 10), ("input_tokens_details.image_tokens", 40), ("output_tokens", 1066), ("output_tokens_details.image_tokens", 1056), ("output_tokens_details.text_tokens", 10), ("total_tokens", 1116))
            .Should().Be(((10 * 5m) + (40 * 8m) + (1056 * 32m) + (10 * 10m)) / 1_000_000);

    [Fact]
    public void Without_details_of_what_was_made_it_is_all_picture() =>
        Settle(PricedModels.ByFormula, ("input_tokens", 12), ("output_tokens", 1756)).Should().Be(((12 * 5m) + (1756 * 30m)) / 1_000_000);

    [Fact]
    public void Details_by_modality_may_list_pictures_only_and_thoughts_are_text() =>
        Settle(PricedModels.ByModality, ("promptTokenCount", 326), ("promptTokensDetails.TEXT", 326), ("candidatesTokenCount", 2340), ("candidatesTokensDetails.IMAGE", 2000), ("thoughtsTokenCount", 337))
            .Should().Be(((326 * 2m) + (2000 * 120m) + ((340 + 337) * 12m)) / 1_000_000);

    [Fact]
    public void A_search_that_was_asked_for_is_paid_on_top() =>
        CallPrice.Settle(
            PricedModels.ByModality,
            Request(PricedModels.ByModality, ("tools.search", BooleanValue.True)),
            Usage(("promptTokenCount", 10), ("candidatesTokensDetails.IMAGE", 1120), ("candidatesTokenCount", 1120)),
            1,
            Day).Should().Be((((10 * 2m) + (1120 * 120m)) / 1_000_000) + 0.014m);

    [Fact]
    public void Pictures_with_a_price_are_counted_and_tokens_beside_them_are_not_charged_again() =>
        CallPrice.Settle(
            PricedModels.ByPicture,
            Request(PricedModels.ByPicture, ("quality", new TextValue("high"))),
            Usage(("input_tokens", 50), ("output_tokens", 4000)),
            3,
            Day).Should().Be(3 * 0.036m);

    [Fact]
    public void What_cannot_be_told_is_not_guessed()
    {
        Settle(PricedModels.ByFormula).Should().BeNull("the answer says nothing");
        Settle(PricedModels.ByModality, ("promptTokenCount", 10), ("candidatesTokenCount", 1120)).Should().BeNull("text and pictures are not told apart");
        Settle(PricedModels.ByPicture).Should().BeNull("the quality was left to the model");
        Settle(PricedModels.ByFormula with { Prices = [] }, ("output_tokens", 10)).Should().BeNull("there is no price list");
        CallPrice.Settle(
            PricedModels.ByFormula,
            Request(PricedModels.ByFormula, [ImageValue.FromEncoded(new byte[1])]),
            Usage(("input_tokens", 1034), ("output_tokens", 196)),
            1,
            Day).Should().BeNull("tokens of the prompt and of the reference are not told apart");
    }

    private static decimal? Settle(ModelSpec model, params (string Name, long Amount)[] usage) =>
        CallPrice.Settle(model, Request(model), Usage(usage), 1, Day);

    private static ModelRequest Request(ModelSpec model, params (string Name, Value Value)[] parameters) => new()
    {
        Model = model,
        Prompt = "a kettle",
        Size = "1024x1024",
        Parameters = [.. parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))],
    };

    private static ModelRequest Request(ModelSpec model, ImageValue[] references) => new() { Model = model, Prompt = "a kettle", References = references };

    private static Dictionary<string, long> Usage(params (string Name, long Amount)[] usage) =>
        usage.ToDictionary(amount => amount.Name, amount => amount.Amount, StringComparer.Ordinal);
}

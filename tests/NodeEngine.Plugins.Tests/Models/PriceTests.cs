using System.Globalization;
using FluentAssertions;
using NodeEngine.Models;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Plugins.Tests.Support;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

public sealed class PriceTests
{
    private static readonly DateOnly Day = new(2026, 11, 23);

    [Fact]
    public void The_price_of_a_usual_picture_of_every_model_is_on_file()
    {
        var lines = Workspace.Catalog.Models.Select(model =>
        {
            var price = PriceEstimate.Typical(model, Day)!.Value;
            var list = PriceEstimate.ListOf(model, Day)!;
            return string.Create(CultureInfo.InvariantCulture, $"{model.NodeType,-40} {price.Expected:0.0000} USD{(list.IsUncertain ? ", uncertain" : "")}, list of {list.From:yyyy-MM-dd}\n");
        });
        Golden.Check("prices.txt", string.Concat(lines));
    }

    [Theory]
    [InlineData("openai.gpt-image-2", "size=1536x1024 quality=high", 0.165)]
    [InlineData("openai.gpt-image-2", "size=3840x2160 quality=medium", 0.100)]
    [InlineData("openai.gpt-image-2.5-flare", "size=1024x1024 quality=max", 0.211)]
    [InlineData("openai.gpt-image-1.5", "size=1024x1536 quality=high", 0.200)]
    [InlineData("openai.gpt-image-1.5", "size=1024x1024 quality=low", 0.009)]
    [InlineData("openai.gpt-image-1", "size=1024x1024 quality=medium", 0.042)]
    [InlineData("openai.gpt-image-1-mini", "size=1536x1024 quality=high", 0.052)]
    [InlineData("openai.dall-e-3", "size=1792x1024 quality=hd", 0.12)]
    [InlineData("openai.dall-e-2", "size=256x256", 0.016)]
    [InlineData("gemini.gemini-2.5-flash-image", "", 0.039)]
    [InlineData("gemini.gemini-3-pro-image", "resolution=2K", 0.134)]
    [InlineData("gemini.gemini-3-pro-image", "resolution=4K", 0.24)]
    [InlineData("gemini.gemini-3.1-flash-image", "resolution=512", 0.045)]
    [InlineData("gemini.gemini-3.1-flash-image", "resolution=4K", 0.151)]
    [InlineData("gemini.gemini-3.1-flash-lite-image", "", 0.034)]
    [InlineData("gemini.gemini-nano-banana-2.1", "resolution=1K", 0.0336)]
    [InlineData("gemini.gemini-nano-banana-2.1", "resolution=4K", 0.1134)]
    public void Published_prices_of_pictures_come_out(string type, string inputs, double usd)
    {
        var given = inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(input => input.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var model = Workspace.Catalog.FindModel(type)!;
        var price = PriceEstimate.Of(model, Day, key => given.GetValueOrDefault(key) ?? model.Parameters.FirstOrDefault(parameter => parameter.Port.Key == key)?.Port.Default?.ToString(), 0, [], 1)!.Value;
        ((double)price.Low).Should().BeApproximately(usd, 0.0006);
    }

    [Fact]
    public void A_search_has_its_price()
    {
        var model = Workspace.Catalog.FindModel("gemini.gemini-3-pro-image")!;
        decimal High(string search) => PriceEstimate.Of(model, Day, key => key == "search" ? search : key == "resolution" ? "1K" : null, 0, [], 1)!.Value.High;
        (High("web") - High("off")).Should().Be(0.014m);
    }
}

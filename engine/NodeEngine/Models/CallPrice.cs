using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>What one request costs: before it is sent by its descriptor's price list, and afterwards by what the provider says it used.</summary>
public static class CallPrice
{
    /// <summary>The price of a request before it is sent; null when the model has no price list.</summary>
    /// <param name="model">The model that is asked.</param>
    /// <param name="request">What is asked of it. Its pictures can be read.</param>
    /// <param name="day">The day on which it is sent.</param>
    public static Price? Estimate(ModelSpec model, ModelRequest request, DateOnly day) => PriceEstimate.Of(
        model,
        day,
        key => Input(model, request, key),
        request.Prompt.Length,
        [.. request.References.Concat(request.Image is { } image ? [image] : []).Select(picture => (long)picture.Width * picture.Height)],
        request.Count);

    /// <summary>The price of a request before it is sent; null when the model has no price list.</summary>
    internal static Price? Estimate(ModelNode node, ModelRequest request, DateOnly day) => Estimate(node.Model, request, day);

    /// <summary>
    /// What a request cost. A model that is charged by tokens is settled from its usage by modality, one that is charged by picture from the pictures
    /// that came, and never one with a part of the other. Null when that cannot be told: the expected price then stands, marked as such.
    /// </summary>
    /// <param name="model">The model that was asked.</param>
    /// <param name="request">What was asked of it.</param>
    /// <param name="usage">What the provider says it used, by its own names.</param>
    /// <param name="images">How many pictures came.</param>
    /// <param name="day">The day on which it was sent.</param>
    public static decimal? Settle(ModelSpec model, ModelRequest request, IReadOnlyDictionary<string, long> usage, int images, DateOnly day)
    {
        if (PriceEstimate.ListOf(model, day) is not { } list)
        {
            return null;
        }

        var extras = PriceEstimate.Extras(list, key => Input(model, request, key)).Expected;
        if (list.Rates is not { } rates)
        {
            // A size or quality that was left to the model has a range of prices, and the answer does not say which one it was.
            var one = PriceEstimate.Picture(model, list, key => Input(model, request, key));
            return one.Low == one.High ? (one.Expected * images) + extras : null;
        }

        return TokenUsage.Read(usage, request.Image is not null || request.References.Count > 0) is { } used
            ? (((used.TextIn * rates.TextIn) + (used.ImageIn * rates.ImageIn) + (used.ImageOut * rates.ImageOut) + (used.TextOut * rates.TextOut)) / 1_000_000m) + extras
            : null;
    }

    /// <summary>The id of the price list that holds on a day, to be kept with what was counted by it; null when there is none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="day">The day.</param>
    public static string? ListId(ModelSpec model, DateOnly day) => PriceEstimate.ListOf(model, day)?.Id;

    /// <summary>An input of a request by its port's key: what is sent, else the default, which is not.</summary>
    private static string? Input(ModelSpec model, ModelRequest request, string key)
    {
        switch (key)
        {
            case "size":
                return request.Size ?? model.Size?.Default;
            case "count":
                return request.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (model.Parameters.FirstOrDefault(parameter => parameter.Port.Key == key) is not { } found)
        {
            return null;
        }

        foreach (var (name, value) in request.Parameters)
        {
            if (name == found.WireName)
            {
                return value.ToString();
            }
        }

        return found.Port.Default?.ToString();
    }
}

using System.Globalization;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.App.Output;

/// <summary>What <c>models --json</c> gives.</summary>
internal sealed record ModelsShape(IReadOnlyList<ModelShape> Models, IReadOnlyList<ProblemShape> Problems);

/// <summary>A model in short.</summary>
internal sealed record ModelShape(
    string Type,
    string Provider,
    string WireId,
    IReadOnlyList<string>? Aliases,
    string Status,
    string? Released,
    string? Shutdown,
    string? Replacement,
    bool? KeyPresent,
    IReadOnlyList<string> Operations,
    PriceShape? TypicalPriceUsd)
{
    public static ModelShape Of(ModelSpec model, bool? hasKey)
    {
        var life = model.Lifecycle;
        return new ModelShape(
            model.NodeType,
            model.Provider,
            model.WireId,
            model.Aliases.Count > 0 ? model.Aliases : null,
            RunShape.Word(life.IsOver(ModelsText.Today) ? ModelStatus.Retired : life.Status),
            Day(life.Released),
            Day(life.Shutdown),
            life.Replacement is { } other ? $"{model.Provider}.{other}" : null,
            hasKey,
            [.. model.Operations],
            PriceEstimate.Typical(model, ModelsText.Today) is { } price
                ? new PriceShape(price.Low, price.Expected, price.High, PriceEstimate.ListOf(model, ModelsText.Today)!.IsUncertain ? true : null)
                : null);
    }

    public static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

internal sealed record PriceShape(decimal Low, decimal Expected, decimal High, bool? Uncertain);

/// <summary>What <c>models show --json</c> gives: all that a descriptor says.</summary>
internal sealed record ModelDetailShape(
    ModelShape Model,
    NodeShape Node,
    int? MaxPromptLength,
    SizeShape? Size,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? RatiosByResolution,
    PicturesShape? References,
    PicturesShape? Image,
    string? Mask,
    int MaxCount,
    int MaxCountPerRequest,
    string Seed,
    IReadOnlyList<string> Rules,
    IReadOnlyList<PriceListShape> Prices,
    int? Concurrency,
    int? ImagesPerMinute,
    double TimeoutSeconds)
{
    public static ModelDetailShape Of(ModelShape shape, NodeShape node, ModelSpec model) => new(
        shape,
        node,
        model.MaxPromptLength,
        model.Size is { } size ? new SizeShape(size.Default, size.Presets, size.Free) : null,
        model.Shape?.Only,
        PicturesShape.Of(model.References),
        PicturesShape.Of(model.Image),
        model.Mask is { } mask ? RunShape.Word(mask.Convention) : null,
        model.MaxCount,
        model.MaxCountPerRequest,
        model.Seed switch
        {
            SeedKind.None => "none",
            SeedKind.BestEffort => "best_effort",
            _ => "reproducible",
        },
        [.. model.Rules.Select(ModelsText.Rule)],
        [.. model.Prices.Select(list => new PriceListShape(ModelShape.Day(list.From)!, list.Source, list.IsUncertain))],
        model.Limits.Concurrency,
        model.Limits.ImagesPerMinute,
        model.Timeout.TotalSeconds);
}

internal sealed record SizeShape(string Default, IReadOnlyList<string> Presets, FreeSize? Free);

internal sealed record PicturesShape(int Max, IReadOnlyList<string> Formats, long? MaxBytes, bool Square)
{
    public static PicturesShape? Of(ImageInputs? pictures) => pictures is null ? null : new(pictures.Max, pictures.Formats, pictures.MaxBytes, pictures.IsSquare);
}

internal sealed record PriceListShape(string From, string Source, bool Uncertain);

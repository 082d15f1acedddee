using System.Globalization;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.App.Output;

/// <summary>Shows models to people.</summary>
internal static class ModelsText
{
    private static readonly string[] Headings = ["Model", "Lifecycle", "Key", "Does", "A usual picture"];

    public static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    /// <summary>One line a model.</summary>
    public static void WriteList(IReadOnlyList<ModelShape> models, Func<string, ModelSpec> spec, Screen screen)
    {
        var rows = models.Select(shape => (IReadOnlyList<string>)
        [
            shape.Status == "retired" ? screen.Dim(shape.Type) : screen.Bold(shape.Type),
            Lifecycle(spec(shape.Type)),
            shape.KeyPresent == true ? screen.Green("key") : screen.Dim("no key"),
            string.Join(", ", shape.Operations),
            shape.TypicalPriceUsd is { } price ? $"{(price.Uncertain == true ? "perhaps " : "")}{Usd(price.Expected)}" : "",
        ]).ToList();
        Columns.Write([[.. Headings.Select(screen.Dim)], .. rows], screen);
    }

    /// <summary>What is known of a model besides its ports, in short.</summary>
    public static void WriteFacts(ModelSpec model, Screen screen)
    {
        Write("Does", string.Join(", ", model.Operations), screen);
        Write("Lifecycle", Lifecycle(model), screen);
        Write("Price", Price(model), screen);
    }

    /// <summary>All that a descriptor says, but for the ports.</summary>
    public static void WriteOne(ModelSpec model, string key, Screen screen)
    {
        screen.Line($"{screen.Bold(model.NodeType)}{(model.Aliases.Count > 0 ? screen.Dim($"  also {string.Join(", ", model.Aliases)}") : "")}");
        screen.Line(model.Help);
        screen.Line();
        WriteFacts(model, screen);
        foreach (var list in model.Prices)
        {
            Write("", $"since {Day(list.From)}{(list.IsUncertain ? ", uncertain" : "")}: {list.Source}", screen);
        }

        Write("Key", key, screen);
        Write("Prompt", model.MaxPromptLength is { } length ? string.Create(CultureInfo.InvariantCulture, $"up to {length:N0} characters") : "no known bound", screen);
        Write("Sizes", model.Shape is null ? Sizes(model.Size) : Shapes(model), screen);
        foreach (var (resolution, ratios) in model.Shape?.Only ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            Write("", $"{resolution} only as {string.Join(", ", ratios)}", screen);
        }

        Write("Pictures", $"up to {model.MaxCount}{(model.MaxCountPerRequest < model.MaxCount ? $", {model.MaxCountPerRequest} in one call" : "")}", screen);
        Write("References", Pictures(model.References), screen);
        Write("Edits", Pictures(model.Image), screen);
        Write("Mask", model.Mask is null ? "no" : "yes", screen);
        Write("Seed", model.Seed switch
        {
            SeedKind.None => "none",
            SeedKind.BestEffort => "taken, and the picture may differ all the same",
            _ => "the same seed gives the same picture",
        }, screen);
        foreach (var (i, rule) in model.Rules.Index())
        {
            Write(i == 0 ? "Rules" : "", Rule(rule), screen);
        }

        Write("Limits", Limits(model.Limits), screen);
        Write("Timeout", RunText.Time(model.Timeout.TotalMilliseconds), screen);
        screen.Line();
        screen.Line($"Ports: nodeengine nodes {model.NodeType}");
    }

    /// <summary>Such as <c>active since 2026-04-01</c>, or <c>retired on 2026-05-12; use openai.gpt-image-2</c>.</summary>
    public static string Lifecycle(ModelSpec model)
    {
        var life = model.Lifecycle;
        var isOver = life.IsOver(Today);
        var since = life is { Released: { } released, Status: ModelStatus.Active } && !isOver ? $" since {Day(released)}" : "";
        var until = life.Shutdown is { } end ? isOver ? $" on {Day(end)}" : $", until {(life.IsUncertain ? "perhaps " : "")}{Day(end)}" : "";
        var instead = life.Replacement is { } other ? $"; use {model.Provider}.{other}" : "";
        return (isOver ? "retired" : RunShape.Word(life.Status)) + since + until + instead;
    }

    /// <summary>Such as <c>output_compression needs output_format jpeg or webp</c>.</summary>
    public static string Rule(ModelRule rule)
    {
        var (verb, between) = rule.Kind switch
        {
            RuleKind.Needs => ("needs", " and "),
            RuleKind.Excludes => ("excludes", " and "),
            _ => ("counts only with", " or "),
        };
        return $"{Term(rule.When)} {verb} {string.Join(between, rule.Then.Select(Term))}";
    }

    private static string Term(RuleTerm term) => term.Values.Count == 0 ? term.Port : $"{term.Port} {string.Join(" or ", term.Values)}";

    private static string Price(ModelSpec model)
    {
        var perhaps = PriceEstimate.ListOf(model, Today) is { IsUncertain: true } ? "perhaps " : "";
        return PriceEstimate.Typical(model, Today) switch
        {
            null => "not known",
            { } price when price.Low == price.High => $"{perhaps}{Usd(price.Expected)} for a usual picture",
            { } price => $"{perhaps}{Usd(price.Expected)} for a usual picture ({Usd(price.Low)} to {Usd(price.High)})",
        };
    }

    private static string Usd(decimal usd) => string.Create(CultureInfo.InvariantCulture, $"${usd:0.000}");

    private static string Day(DateOnly day) => ModelShape.Day(day)!;

    private static string Sizes(SizeRule? size) => size is null ? "not to be chosen"
        : string.Join(", ", size.Presets) + (size.Free is { } free
            ? string.Create(CultureInfo.InvariantCulture, $"; or others: multiples of {free.MultipleOf}, edges up to {free.MaxEdge}, {free.MinPixels:N0} to {free.MaxPixels:N0} pixels, up to {free.MaxRatio}:1")
            : "");

    private static string Shapes(ModelSpec model) => string.Join("; ", model.Parameters
        .Select(parameter => parameter.Port)
        .Where(port => port.Key is "aspect_ratio" or "resolution")
        .Select(port => $"{port.Key} {string.Join(", ", port.Choices)}"));

    private static string Limits(ModelLimits limits) => (limits.Concurrency, limits.ImagesPerMinute) switch
    {
        (null, null) => "not known; api_keys.yaml can set them",
        ({ } calls, null) => $"{calls} calls at once",
        (null, { } images) => $"{images} pictures in a minute",
        ({ } calls, { } images) => $"{calls} calls at once, {images} pictures in a minute",
    };

    private static string Pictures(ImageInputs? pictures) => pictures is null ? "no"
        : string.Create(CultureInfo.InvariantCulture, $"{(pictures.Max == 1 ? "one picture" : $"up to {pictures.Max}")}: {string.Join(", ", pictures.Formats)}{(pictures.MaxBytes is { } bytes ? $", up to {bytes / 1_000_000} MB each" : "")}{(pictures.IsSquare ? ", square" : "")}");

    private static void Write(string name, string value, Screen screen) => screen.Line($"{screen.Bold(name.PadRight(12))}{value}");
}

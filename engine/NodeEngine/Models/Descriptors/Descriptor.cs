using System.Globalization;
using NodeEngine.Plans;
using NodeEngine.Sdk;
using YamlDotNet.RepresentationModel;

namespace NodeEngine.Models.Descriptors;

/// <summary>Turns a map that has the right shape into a model.</summary>
internal sealed class Descriptor(YamlMappingNode map)
{
    public ModelSpec Model()
    {
        var count = Part("count");
        var max = (int)(count?.Number("max") ?? 1);
        return new ModelSpec
        {
            Provider = Text("provider")!,
            WireId = Text("model")!,
            Aliases = Texts("aliases"),
            Help = Text("help") ?? "",
            Lifecycle = Part("lifecycle") is { } lifecycle ? lifecycle.Lifecycle() : new Lifecycle(),
            MaxPromptLength = (int?)Part("prompt")?.Number("max_length"),
            References = Part("references")?.Images(),
            Image = Part("image")?.Images(),
            Mask = Part("mask") is { } mask
                ? new MaskRule { Convention = mask.Choice<MaskConvention>("convention"), MaxBytes = (long?)mask.Number("max_bytes") }
                : null,
            Size = Part("size")?.Size(),
            MaxCount = max,
            MaxCountPerRequest = (int)(count?.Number("per_request") ?? max),
            Shape = Part("aspect_ratio") is null ? null : Part("resolution")?.Resolution() ?? new ShapeRule(),
            Parameters = [.. ShapeParameters(), .. Parameters().Select(entry => entry.Value.Parameter(entry.Key))],
            Fixed = [.. Entries("fixed").Select(entry => KeyValuePair.Create(entry.Key, Literal((YamlScalarNode)entry.Value)))],
            Rules = [.. Parts("rules").SelectMany(rule => rule.Rules()), .. Parameters().SelectMany(entry => entry.Value.OnlyWith(entry.Key))],
            Prices = [.. Parts("prices").Select(list => list.Prices()).OrderBy(list => list.From)],
            Limits = Part("limits") is { } limits ? new ModelLimits((int?)limits.Number("concurrency"), (int?)limits.Number("images_per_minute")) : new ModelLimits(),
            Seed = Choice<SeedKind>("seed"),
            ReturnsText = Text("returns_text") == "true",
            Timeout = TimeSpan.FromSeconds(Number("timeout") ?? 360),
        };
    }

    private Lifecycle Lifecycle() => new()
    {
        Status = Choice<ModelStatus>("status"),
        Released = Day("released"),
        Shutdown = Day("shutdown"),
        Replacement = Text("replacement"),
        IsUncertain = Text("uncertain") == "true",
    };

    private ImageInputs Images() => new()
    {
        Max = (int)(Number("max") ?? 1),
        Formats = Texts("formats"),
        MaxBytes = (long?)Number("max_bytes"),
        IsSquare = Text("square") == "true",
    };

    private SizeRule Size() => new()
    {
        Presets = Texts("presets"),
        Default = Text("default")!,
        Free = Part("free") is { } free
            ? new FreeSize((int)free.Number("multiple_of")!, (int)free.Number("max_edge")!, free.Number("max_ratio")!.Value, (long)free.Number("min_pixels")!, (long)free.Number("max_pixels")!)
            : null,
    };

    private ModelParameter Parameter(string key)
    {
        _ = PortType.TryParse(Text("type"), out var type);
        var written = Text("default");
        var port = new Port(key, type)
        {
            Choices = Texts("choices"),
            Min = Number("min"),
            Max = Number("max"),
            Default = written is null ? null : new LiteralReader(".", null).ReadText(written, type, out _),
            IsOptional = written is null,
            Help = Text("help") ?? "",
        };
        return new ModelParameter(port, Text("wire") ?? key);
    }

    private ShapeRule Resolution() => new()
    {
        Edges = Entries("edges").ToDictionary(entry => entry.Key, entry => (int)Part("edges")!.Number(entry.Key)!, StringComparer.Ordinal),
        Only = Entries("only").ToDictionary(entry => entry.Key, entry => (IReadOnlyList<string>)Values(entry.Value), StringComparer.Ordinal),
    };

    private IEnumerable<ModelParameter> ShapeParameters()
    {
        if (Part("aspect_ratio") is { } ratio)
        {
            yield return ratio.Choice("aspect_ratio", $"Width to height, such as {string.Join(", ", ratio.Texts("choices"))}.");
        }

        if (Part("resolution") is { } resolution)
        {
            var edges = string.Join(", ", resolution.Entries("edges").Select(edge => $"{edge.Key} is {edge.Value}x{edge.Value} as a square"));
            yield return resolution.Choice("resolution", edges.Length == 0 ? "How many pixels." : $"How many pixels: {edges}.");
        }
    }

    private ModelParameter Choice(string key, string help)
    {
        var port = new Port(key, PortType.Choice) { Choices = Texts("choices"), Default = new TextValue(Text("default")!), Help = help };
        return new ModelParameter(port, Text("wire") ?? key);
    }

    private IEnumerable<KeyValuePair<string, Descriptor>> Parameters() =>
        Entries("parameters").Select(entry => KeyValuePair.Create(entry.Key, new Descriptor((YamlMappingNode)entry.Value)));

    private IEnumerable<ModelRule> OnlyWith(string key)
    {
        if (Terms("only").ToList() is { Count: > 0 } terms)
        {
            yield return new ModelRule(RuleKind.OnlyWith, new RuleTerm(key, []), terms);
        }
    }

    private IEnumerable<ModelRule> Rules()
    {
        foreach (var when in Terms("when"))
        {
            if (Terms("needs").ToList() is { Count: > 0 } needed)
            {
                yield return new ModelRule(RuleKind.Needs, when, needed);
            }

            if (Terms("excludes").ToList() is { Count: > 0 } excluded)
            {
                yield return new ModelRule(RuleKind.Excludes, when, excluded);
            }
        }
    }

    /// <summary>A single value as YAML reads it: in quotes it is text.</summary>
    private static Value Literal(YamlScalarNode node) => node switch
    {
        { Style: not YamlDotNet.Core.ScalarStyle.Plain } => new TextValue(node.Value!),
        { Value: "true" or "false" } => node.Value == "true" ? BooleanValue.True : BooleanValue.False,
        _ when long.TryParse(node.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => new IntegerValue(whole),
        _ when Shape.TryNumber(node.Value, out var number) => new NumberValue(number),
        _ => new TextValue(node.Value!),
    };

    private IEnumerable<RuleTerm> Terms(string key) => Entries(key).Select(entry => new RuleTerm(entry.Key, Values(entry.Value)));

    private PriceList Prices() => new()
    {
        From = Day("from")!.Value,
        Source = Text("source")!,
        IsUncertain = Text("uncertain") == "true",
        Rates = Part("per_million_tokens") is { } rates
            ? new TokenRates(rates.Money("text_in"), rates.Money("image_in"), rates.Money("image_out"), rates.Money("text_out"))
            : null,
        Pictures = [.. Parts("pictures").Select(row => new PictureCost(row.Pairs("when"), row.Text("usd") is null ? null : row.Money("usd"), (int?)row.Number("tokens")))],
        Formula = Part("formula") is { } formula
            ? new TokenFormula(formula.Text("name")!, formula.Entries("grid").ToDictionary(entry => entry.Key, entry => (int)formula.Part("grid")!.Number(entry.Key)!, StringComparer.Ordinal))
            : null,
        InputImageTokens = (int?)Number("input_image_tokens"),
        MaxExtraTextTokens = (int)(Number("max_extra_text_tokens") ?? 0),
        Extras = [.. Parts("extras").SelectMany(extra => extra.Pairs("when").Select(pair => new ExtraCost(pair.Key, pair.Value, extra.Money("usd"))))],
    };

    private string? Text(string key) => map.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    private double? Number(string key) => Shape.TryNumber(Text(key), out var number) ? number : null;

    private decimal Money(string key) => Text(key) is { } text ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : 0;

    private DateOnly? Day(string key) => Shape.TryDay(Text(key), out var day) ? day : null;

    private T Choice<T>(string key)
        where T : struct, Enum =>
        Text(key) is { } text ? Enum.Parse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true) : default;

    private IReadOnlyList<string> Texts(string key) => map.Children.TryGetValue(key, out var value) ? Values(value) : [];

    private static List<string> Values(YamlNode value) =>
        value is YamlSequenceNode list ? [.. list.Children.Select(item => ((YamlScalarNode)item).Value!)] : [((YamlScalarNode)value).Value!];

    private Descriptor? Part(string key) => map.Children.TryGetValue(key, out var value) ? new Descriptor((YamlMappingNode)value) : null;

    private IEnumerable<Descriptor> Parts(string key) =>
        map.Children.TryGetValue(key, out var value) ? ((YamlSequenceNode)value).Children.Select(item => new Descriptor((YamlMappingNode)item)) : [];

    private IEnumerable<KeyValuePair<string, YamlNode>> Entries(string key) =>
        map.Children.TryGetValue(key, out var value) ? ((YamlMappingNode)value).Children.Select(entry => KeyValuePair.Create(entry.Key.ToString(), entry.Value)) : [];

    private Dictionary<string, string> Pairs(string key) => Entries(key).ToDictionary(entry => entry.Key, entry => ((YamlScalarNode)entry.Value).Value!, StringComparer.Ordinal);
}

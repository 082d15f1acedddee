using NodeEngine.Plans;
using NodeEngine.Sdk;

namespace NodeEngine.Models.Descriptors;

/// <summary>Whether a descriptor agrees with itself: what it offers to people must be what it allows.</summary>
internal static class DescriptorCheck
{
    private static readonly string[] Given = ["prompt", "references", "image", "mask", "size", "aspect_ratio", "resolution", "count", "take"];
    private static readonly string[] Shape = ["aspect_ratio", "resolution"];

    public static void Check(ModelSpec model, Action<string, string, string> report)
    {
        CheckSize(model, report);
        CheckShape(model, report);
        CheckParameters(model, report);
        CheckRules(model, report);
        CheckPrices(model, report);
        if (model.MaxCountPerRequest > model.MaxCount)
        {
            report("count/per_request", "count-wrong", $"A request makes {model.MaxCountPerRequest} pictures, and a node at most {model.MaxCount}.");
        }

        if (model.Mask is not null && model.Image is null)
        {
            report("mask", "mask-without-image", "A mask says where to edit a picture, and the model takes no 'image'.");
        }

        foreach (var alias in model.Aliases.Where(alias => alias == model.WireId))
        {
            report("aliases", "alias-wrong", $"'{alias}' is the model's own name.");
        }

        if (model.Lifecycle is { Status: ModelStatus.Retired, Shutdown: null })
        {
            report("lifecycle", "lifecycle-wrong", "A retired model has a 'shutdown' day.");
        }
    }

    private static void CheckSize(ModelSpec model, Action<string, string, string> report)
    {
        if (model.Size is not { } size)
        {
            return;
        }

        if (!size.Presets.Contains(size.Default, StringComparer.Ordinal))
        {
            report("size/default", "default-not-allowed", $"The default size '{size.Default}' is not one of the presets.");
        }

        // Words such as auto stand for themselves; every preset that is a size must keep the rule beside it.
        var bare = new SizeRule { Presets = [], Default = "", Free = size.Free };
        foreach (var preset in size.Presets.Where(preset => preset.Contains('x', StringComparison.Ordinal)))
        {
            if (size.Free is not null && SizeCheck.Fault(preset, bare) is { } fault)
            {
                report("size/presets", "preset-not-allowed", $"The preset '{preset}' breaks the rule beside it: {fault.Message}");
            }
            else if (!SizeCheck.TryParse(preset, out _, out _))
            {
                report("size/presets", "preset-not-allowed", $"The preset '{preset}' is not a size.");
            }
        }
    }

    private static void CheckShape(ModelSpec model, Action<string, string, string> report)
    {
        if (model.Shape is null)
        {
            if (model.Parameters.Any(parameter => parameter.Port.Key == "resolution"))
            {
                report("resolution", "resolution-alone", "A 'resolution' goes with an 'aspect_ratio', and there is none.");
            }

            return;
        }

        if (model.Size is not null)
        {
            report("aspect_ratio", "size-twice", "A model has either a 'size' or an 'aspect_ratio'.");
        }

        var ratios = Choices(model, "aspect_ratio");
        foreach (var ratio in ratios.Where(ratio => ratio.Contains(':', StringComparison.Ordinal) && !SizeCheck.TryParseRatio(ratio, out _)))
        {
            report("aspect_ratio/choices", "preset-not-allowed", $"'{ratio}' is not a ratio such as 16:9.");
        }

        foreach (var (resolution, some) in model.Shape.Only)
        {
            foreach (var ratio in some.Where(ratio => !ratios.Contains(ratio, StringComparer.Ordinal)))
            {
                report("resolution/only", "choice-unknown", $"'{ratio}', of resolution {resolution}, is not one of the ratios: {string.Join(", ", ratios)}.");
            }
        }

        var resolutions = Choices(model, "resolution");
        foreach (var resolution in model.Shape.Only.Keys.Concat(model.Shape.Edges.Keys).Except(resolutions, StringComparer.Ordinal))
        {
            report("resolution", "choice-unknown", $"'{resolution}' is not one of the resolutions: {string.Join(", ", resolutions)}.");
        }

        if (Default(model, "aspect_ratio") is { } usualRatio && Default(model, "resolution") is { } usual && model.Shape.Only.TryGetValue(usual, out var allowed) && !allowed.Contains(usualRatio, StringComparer.Ordinal))
        {
            report("resolution/default", "default-not-allowed", $"The default resolution {usual} is not made in the default ratio {usualRatio}.");
        }
    }

    private static IReadOnlyList<string> Choices(ModelSpec model, string key) => model.Parameters.FirstOrDefault(parameter => parameter.Port.Key == key)?.Port.Choices ?? [];

    private static string? Default(ModelSpec model, string key) => model.Parameters.FirstOrDefault(parameter => parameter.Port.Key == key)?.Port.Default?.ToString();

    private static void CheckParameters(ModelSpec model, Action<string, string, string> report)
    {
        foreach (var twice in model.Parameters.Select(parameter => parameter.WireName).Concat(model.Fixed.Select(entry => entry.Key)).GroupBy(name => name, StringComparer.Ordinal).Where(names => names.Count() > 1))
        {
            report("parameters", "wire-twice", $"Two parameters are both called '{twice.Key}' on the wire.");
        }

        foreach (var (port, _) in model.Parameters)
        {
            if (Shape.Contains(port.Key, StringComparer.Ordinal))
            {
                if (!port.Choices.Contains(port.Default!.ToString(), StringComparer.Ordinal))
                {
                    report($"{port.Key}/default", "default-not-allowed", $"The default '{port.Default}' is not one of the choices: {string.Join(", ", port.Choices)}.");
                }

                continue;
            }

            if (Given.Contains(port.Key, StringComparer.Ordinal))
            {
                report($"parameters/{port.Key}", "parameter-taken", $"'{port.Key}' is the name of an input that every model has or can have.");
            }

            if (port.Min > port.Max)
            {
                report($"parameters/{port.Key}/min", "range-wrong", $"The smallest '{port.Key}' is above the largest.");
            }

            if (port.Type == PortType.Choice != port.Choices.Count > 0)
            {
                report($"parameters/{port.Key}", "choices-wrong", $"'{port.Key}' is {PortCheck.Article(port.Type)} {(port.Choices.Count > 0 ? "with" : "without")} choices.");
            }

            if (port.Default is null && !port.IsOptional)
            {
                report($"parameters/{port.Key}/default", "default-not-allowed", $"The default of '{port.Key}' is not {PortCheck.Article(port.Type)}.");
            }
            else if (port.Default is { } value && PortCheck.Fault(value, port) is { } fault)
            {
                report($"parameters/{port.Key}/default", "default-not-allowed", $"The default of '{port.Key}' does not fit: {fault.Message}");
            }
        }
    }

    private static void CheckRules(ModelSpec model, Action<string, string, string> report)
    {
        foreach (var rule in model.Rules)
        {
            var place = rule.Kind == RuleKind.OnlyWith ? $"parameters/{rule.When.Port}/only" : "rules";
            foreach (var term in rule.Then.Prepend(rule.When))
            {
                CheckTerm(model, place, term.Port, term.Values, report);
            }
        }
    }

    private static void CheckPrices(ModelSpec model, Action<string, string, string> report)
    {
        foreach (var list in model.Prices)
        {
            foreach (var (port, value) in list.Pictures.SelectMany(row => row.When).Concat(list.Extras.Select(extra => KeyValuePair.Create(extra.Port, extra.Value))))
            {
                CheckTerm(model, "prices", port, [value], report);
            }

            if (list.Formula is { } formula)
            {
                CheckTerm(model, "prices", "quality", [.. formula.Grid.Keys], report);
            }

            if (list.Pictures.Count == 0 == list.Formula is null)
            {
                report("prices", "prices-wrong", $"The price list of {list.From:yyyy-MM-dd} has either 'pictures' or a 'formula'.");
            }

            if (list.Rates is null && (list.Formula is not null || list.Pictures.Any(row => row.Usd is null)))
            {
                report("prices", "prices-wrong", $"The price list of {list.From:yyyy-MM-dd} counts tokens, and has no 'per_million_tokens'.");
            }
        }
    }

    private static void CheckTerm(ModelSpec model, string place, string key, IReadOnlyList<string> values, Action<string, string, string> report)
    {
        if (ModelNode.Inputs(model).FirstOrDefault(port => port.Key == key) is not { } port)
        {
            report(place, "input-unknown", $"The model has no input '{key}'.");
            return;
        }

        foreach (var value in port.Choices.Count == 0 ? [] : values.Where(value => !port.Choices.Contains(value, StringComparer.Ordinal)))
        {
            report(place, "choice-unknown", $"'{value}' is not one of the choices of '{key}': {string.Join(", ", port.Choices)}.");
        }
    }
}

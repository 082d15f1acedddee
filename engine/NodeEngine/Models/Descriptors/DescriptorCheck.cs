using NodeEngine.Plans;
using NodeEngine.Sdk;

namespace NodeEngine.Models.Descriptors;

/// <summary>Whether a descriptor agrees with itself: what it offers to people must be what it allows.</summary>
internal static class DescriptorCheck
{
    private static readonly string[] Given = ["prompt", "references", "image", "mask", "size", "count"];

    public static void Check(ModelSpec model, Action<string, string, string> report)
    {
        CheckSize(model, report);
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

    private static void CheckParameters(ModelSpec model, Action<string, string, string> report)
    {
        foreach (var (port, _) in model.Parameters)
        {
            if (Given.Contains(port.Key, StringComparer.Ordinal) || port.Key == "take")
            {
                report($"parameters/{port.Key}", "parameter-taken", $"'{port.Key}' is the name of an input that every model has or can have.");
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
        foreach (var term in model.Rules.SelectMany(rule => (RuleTerm[])[rule.When, rule.Then]))
        {
            CheckTerm(model, "rules", term.Port, term.Values, report);
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
        var port = model.Parameters.FirstOrDefault(parameter => parameter.Port.Key == key)?.Port;
        var allowed = key == "size" && model.Size is { Free: null } size ? size.Presets : port?.Choices ?? [];
        var isThere = port is not null || key switch
        {
            "references" => model.References is not null,
            "image" => model.Image is not null,
            "mask" => model.Mask is not null,
            "size" => model.Size is not null,
            "count" => model.MaxCount > 1,
            _ => key == "prompt",
        };
        if (!isThere)
        {
            report(place, "input-unknown", $"The model has no input '{key}'.");
        }

        foreach (var value in allowed.Count == 0 ? [] : values.Where(value => !allowed.Contains(value, StringComparer.Ordinal)))
        {
            report(place, "choice-unknown", $"'{value}' is not one of the choices of '{key}': {string.Join(", ", allowed)}.");
        }
    }
}

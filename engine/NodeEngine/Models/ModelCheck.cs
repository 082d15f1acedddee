using NodeEngine.Plans;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>An input of a model as far as it is known: at planning a linked one is not, while running all are.</summary>
/// <param name="IsKnown">False: its value comes from a link.</param>
/// <param name="Value">The value; null when it is left out.</param>
internal readonly record struct KnownInput(bool IsKnown, Value? Value);

/// <summary>Checks inputs against a model's descriptor: what is known before the run is checked before anything is paid, the rest before its call.</summary>
internal sealed class ModelCheck(ModelSpec model, NodeSpec spec, Func<int, KnownInput> input)
{
    /// <summary>Everything that is wrong, with the port that is to blame.</summary>
    public IEnumerable<(string Port, Fault Fault)> Faults()
    {
        if (Known<TextValue>("prompt") is { } prompt && PromptFault(prompt.Text) is { } promptFault)
        {
            yield return ("prompt", promptFault);
        }

        // Where only the presets are allowed, they are the choices of the port.
        if (model.Size is { Free: not null } rule && Known<TextValue>("size") is { } size && SizeCheck.Fault(size.Text, rule) is { } sizeFault)
        {
            yield return ("size", sizeFault);
        }

        if (model.Shape is not null && Known<TextValue>("aspect_ratio") is { } ratio && Known<TextValue>("resolution") is { } resolution
            && SizeCheck.PairFault(ratio.Text, resolution.Text, model) is { } pairFault)
        {
            yield return ("resolution", pairFault);
        }

        foreach (var fault in PictureFaults().Concat(RuleFaults()))
        {
            yield return fault;
        }
    }

    private Fault? PromptFault(string prompt) =>
        string.IsNullOrWhiteSpace(prompt) ? new("prompt-empty", "The prompt is empty.", "Say what the picture shows.")
        : prompt.Length > model.MaxPromptLength ? new("prompt-too-long", $"The prompt has {prompt.Length} characters, and {model.WireId} takes {model.MaxPromptLength}.", "Shorten it.")
        : null;

    private IEnumerable<(string, Fault)> PictureFaults()
    {
        var image = Known<ImageValue>("image");
        var references = Known<ListValue>("references")?.Items.Cast<ImageValue>().ToList() ?? [];
        if (image is not null && PictureFault(image, "The picture", model.Image!) is { } fault)
        {
            yield return ("image", fault);
        }

        for (var i = 0; i < references.Count; i++)
        {
            if (PictureFault(references[i], $"Reference {i + 1}", model.References!) is { } wrong)
            {
                yield return ("references", wrong);
            }
        }

        if (model.References is { } rule && image is not null && references.Count + 1 > rule.Max)
        {
            yield return ("references", new("list-too-long", $"With the picture to edit there are {references.Count + 1} pictures, and {model.WireId} takes at most {rule.Max}.", "Leave some out."));
        }

        if (model.Mask is null || Known<MaskValue>("mask") is not { } mask)
        {
            yield break;
        }

        if (Input("image") is { IsKnown: true, Value: null })
        {
            yield return ("image", new("input-missing", "A mask says where to edit a picture, and there is none.", "Link a picture to 'image'."));
        }
        else if (image is not null && (mask.Width != image.Width || mask.Height != image.Height))
        {
            yield return ("mask", new("mask-size", $"The mask has {mask.Width}x{mask.Height} pixels, and the picture {image.Width}x{image.Height}.", "Resize one of them."));
        }
    }

    private Fault? PictureFault(ImageValue image, string name, ImageInputs rule)
    {
        // Made of pixels, it is sent as PNG.
        var format = image.Format ?? "png";
        if (!rule.Formats.Contains(format, StringComparer.Ordinal))
        {
            return new("picture-format", $"{name} is {format}, and {model.WireId} takes {string.Join(", ", rule.Formats)}.", "Convert it first.");
        }

        if (rule.IsSquare && image.Width != image.Height)
        {
            return new("picture-not-square", $"{name} has {image.Width}x{image.Height} pixels, and {model.WireId} takes squares.", "Crop or pad it first.");
        }

        return image.IsEncoded && image.EncodedLength > rule.MaxBytes
            ? new("picture-too-large", $"{name} has {image.EncodedLength:N0} bytes, and {model.WireId} takes {rule.MaxBytes:N0}.", "Resize it first.")
            : null;
    }

    private IEnumerable<(string, Fault)> RuleFaults()
    {
        // What may yet come along a link is checked when it is there.
        foreach (var rule in model.Rules.Where(rule => Holds(rule.When) is true))
        {
            var (_, when, then) = rule;
            var one = ModelRules.Describe(when);
            switch (rule.Kind)
            {
                case RuleKind.OnlyWith when then.All(term => Holds(term) is false):
                    yield return (when.Port, new("input-only-with", $"{one} means something only with {ModelRules.Any(then)}.", $"Leave '{when.Port}' out, or set {ModelRules.Ports(then)}."));
                    break;
                case RuleKind.Needs:
                    foreach (var term in then.Where(term => Holds(term) is false))
                    {
                        yield return (when.Port, new("input-needs", $"{one} needs {ModelRules.Describe(term)}.", $"Set '{term.Port}', or leave '{when.Port}' at its default."));
                    }

                    break;
                case RuleKind.Excludes:
                    foreach (var term in then.Where(term => Holds(term) is true))
                    {
                        yield return (when.Port, new("input-excludes", $"{one} cannot be combined with {ModelRules.Describe(term)}.", $"Change '{term.Port}' or '{when.Port}'."));
                    }

                    break;
            }
        }
    }

    /// <summary>Whether an input is given, or has one of the values; null when that is not known yet.</summary>
    private bool? Holds(RuleTerm term)
    {
        var index = spec.InputIndex(term.Port);
        var (isKnown, value) = index < 0 ? new KnownInput(true, null) : input(index);
        if (!isKnown)
        {
            // That it is linked says that it is given.
            return term.Values.Count == 0 ? true : null;
        }

        return term.Values.Count == 0
            ? value is not null && value.Address != spec.Inputs[index].Default?.Address
            : value is not null && term.Values.Contains(value.ToString()!, StringComparer.Ordinal);
    }

    private KnownInput Input(string key) => spec.InputIndex(key) is >= 0 and var index ? input(index) : new KnownInput(true, null);

    private T? Known<T>(string key)
        where T : Value => Input(key) is { IsKnown: true, Value: T value } ? value : null;
}

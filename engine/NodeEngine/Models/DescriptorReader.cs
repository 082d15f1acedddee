using System.Globalization;
using NodeEngine.Sdk;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NodeEngine.Models;

/// <summary>Reads a model's descriptor, and checks it against itself: what it offers must be what it allows.</summary>
internal sealed class DescriptorReader
{
    private static readonly string[] Members = ["provider", "model", "help", "prompt", "references", "size", "count", "parameters", "timeout"];

    private readonly string _file;
    private readonly List<Problem> _problems;

    private DescriptorReader(string file, List<Problem> problems)
    {
        _file = file;
        _problems = problems;
    }

    /// <summary>The model of a file, or null with everything that is wrong with it.</summary>
    public static ModelSpec? Read(string file, List<Problem> problems)
    {
        var found = new List<Problem>();
        ModelSpec? model = null;
        try
        {
            using var text = File.OpenText(file);
            var yaml = new YamlStream();
            yaml.Load(text);
            var reader = new DescriptorReader(file, found);
            model = yaml.Documents is [{ RootNode: YamlMappingNode map }] ? reader.ReadModel(map) : null;
            if (model is null && found.Count == 0)
            {
                found.Add(new Problem("descriptor-invalid", "A descriptor is a map with provider and model.") { File = file });
            }
        }
        catch (YamlException e)
        {
            found.Add(new Problem("descriptor-invalid", e.Message) { File = file, Line = (int)e.Start.Line, Column = (int)e.Start.Column });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            found.Add(new Problem("descriptor-unreadable", e.Message) { File = file });
        }

        problems.AddRange(found);
        return found.Count == 0 ? model : null;
    }

    private ModelSpec? ReadModel(YamlMappingNode map)
    {
        CheckMembers(map, Members);
        var provider = Text(map, "provider", isRequired: true);
        var wireId = Text(map, "model", isRequired: true);
        if (provider is null || wireId is null)
        {
            return null;
        }

        var parameters = new List<ModelParameter>();
        foreach (var (key, value) in Map(map, "parameters")?.Children.AsEnumerable() ?? [])
        {
            if (value is YamlMappingNode parameter)
            {
                parameters.Add(ReadParameter(key.ToString(), parameter));
            }
            else
            {
                Add(key, "value-wrong", $"Parameter '{key}' is a map with type and default.");
            }
        }

        return new ModelSpec
        {
            Provider = provider,
            WireId = wireId,
            Help = Text(map, "help") ?? "",
            MaxPromptLength = Map(map, "prompt") is { } prompt ? (int?)Number(prompt, "max_length", 1) : null,
            References = Map(map, "references") is { } references ? ReadImages(references) : null,
            Size = Map(map, "size") is { } size ? ReadSize(size) : null,
            MaxCount = Map(map, "count") is { } count ? (int)(Number(count, "max", 1) ?? 1) : 1,
            Parameters = parameters,
            Timeout = TimeSpan.FromSeconds(Number(map, "timeout", 1) ?? 360),
        };
    }

    private ModelParameter ReadParameter(string key, YamlMappingNode map)
    {
        CheckMembers(map, ["type", "choices", "min", "max", "default", "wire", "help"]);
        var type = PortType.Text;
        if (Text(map, "type", isRequired: true) is { } written && !PortType.TryParse(written, out type))
        {
            Add(map.Children["type"], "type-unknown", $"'{written}' is not a type.");
        }

        var port = new Port(key, type)
        {
            Choices = Texts(map, "choices"),
            Min = Number(map, "min", double.MinValue),
            Max = Number(map, "max", double.MinValue),
            Default = Default(map, type),
            IsOptional = !map.Children.ContainsKey("default"),
            Help = Text(map, "help") ?? "",
        };
        if (port.Default is { } value && Plans.PortCheck.Fault(value, port) is { } fault)
        {
            Add(map.Children["default"], "default-not-allowed", $"The default of '{key}' does not fit: {fault.Message}");
        }

        return new ModelParameter(port, Text(map, "wire") ?? key);
    }

    private Value? Default(YamlMappingNode map, PortType type)
    {
        if (Text(map, "default") is not { } text)
        {
            return null;
        }

        var value = new Plans.LiteralReader(".").ReadText(text, type, out var fault);
        if (fault is { } wrong)
        {
            Add(map.Children["default"], wrong.Code, wrong.Message);
        }

        return value;
    }

    private ImageInputs ReadImages(YamlMappingNode map)
    {
        CheckMembers(map, ["max", "formats", "max_bytes"]);
        return new ImageInputs
        {
            Max = (int)(Number(map, "max", 1) ?? 1),
            Formats = Texts(map, "formats", isRequired: true),
            MaxBytes = (long?)Number(map, "max_bytes", 1),
        };
    }

    private SizeRule ReadSize(YamlMappingNode map)
    {
        CheckMembers(map, ["presets", "default", "free"]);
        FreeSize? free = null;
        if (Map(map, "free") is { } bounds)
        {
            CheckMembers(bounds, ["multiple_of", "max_edge", "max_ratio", "min_pixels", "max_pixels"]);
            free = new FreeSize(
                (int)(Number(bounds, "multiple_of", 1) ?? 1),
                (int)(Number(bounds, "max_edge", 1) ?? int.MaxValue),
                Number(bounds, "max_ratio", 1) ?? double.MaxValue,
                (long)(Number(bounds, "min_pixels", 1) ?? 1),
                (long)(Number(bounds, "max_pixels", 1) ?? long.MaxValue));
        }

        var presets = Texts(map, "presets", isRequired: true);
        var rule = new SizeRule { Presets = presets, Default = Text(map, "default", isRequired: true) ?? "", Free = free };
        if (!presets.Contains(rule.Default, StringComparer.Ordinal))
        {
            Add(map, "default-not-allowed", $"The default size '{rule.Default}' is not one of the presets.");
        }

        // A preset is offered to people: it must be one that the rule beside it allows.
        var check = new SizeRule { Presets = [rule.Default], Default = rule.Default, Free = free };
        foreach (var preset in presets.Where(preset => free is not null && SizeCheck.Fault(preset, check) is not null))
        {
            Add(map.Children["presets"], "preset-not-allowed", $"The preset '{preset}' breaks the rule beside it.");
        }

        return rule;
    }

    private void CheckMembers(YamlMappingNode map, string[] known)
    {
        foreach (var key in map.Children.Keys.Where(key => !known.Contains(key.ToString(), StringComparer.Ordinal)))
        {
            var nearest = Nearest.To(key.ToString(), known);
            Add(key, "member-unknown", $"'{key}' is not known here.", nearest is null ? $"Known are {string.Join(", ", known)}." : $"Did you mean '{nearest}'?");
        }
    }

    private YamlMappingNode? Map(YamlMappingNode map, string key)
    {
        if (!map.Children.TryGetValue(key, out var value))
        {
            return null;
        }

        if (value is not YamlMappingNode inner)
        {
            Add(value, "value-wrong", $"'{key}' is a map.");
        }

        return value as YamlMappingNode;
    }

    private string? Text(YamlMappingNode map, string key, bool isRequired = false)
    {
        if (map.Children.TryGetValue(key, out var value) && value is YamlScalarNode { Value: { } text })
        {
            return text;
        }

        if (value is not null || isRequired)
        {
            Add(value ?? map, value is null ? "member-missing" : "value-wrong", value is null ? $"'{key}' is missing." : $"'{key}' is a single value.");
        }

        return null;
    }

    private IReadOnlyList<string> Texts(YamlMappingNode map, string key, bool isRequired = false)
    {
        if (map.Children.TryGetValue(key, out var value) && value is YamlSequenceNode sequence && sequence.Children.All(item => item is YamlScalarNode))
        {
            return [.. sequence.Children.Select(item => ((YamlScalarNode)item).Value!)];
        }

        if (value is not null || isRequired)
        {
            Add(value ?? map, value is null ? "member-missing" : "value-wrong", value is null ? $"'{key}' is missing." : $"'{key}' is a list.");
        }

        return [];
    }

    private double? Number(YamlMappingNode map, string key, double least)
    {
        if (Text(map, key) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least)
        {
            return number;
        }

        Add(map.Children[key], "value-wrong", $"'{key}' is {text}, and takes a number of at least {least.ToString(CultureInfo.InvariantCulture)}.");
        return null;
    }

    private void Add(YamlNode at, string code, string message, string? suggestion = null) =>
        _problems.Add(new Problem(code, message) { File = _file, Line = (int)at.Start.Line, Column = (int)at.Start.Column, Suggestion = suggestion });
}

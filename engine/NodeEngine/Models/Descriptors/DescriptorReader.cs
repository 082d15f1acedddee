using NodeEngine.Sdk;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NodeEngine.Models.Descriptors;

/// <summary>
/// Reads a model's descriptor with all that it extends. What comes out has the right shape and agrees with itself; everything else is a problem
/// with file and line.
/// </summary>
internal sealed class DescriptorReader
{
    private readonly Func<string, string?> _find;
    private readonly List<Problem> _problems = [];
    private readonly Dictionary<YamlNode, string> _files = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<YamlNode, YamlNode> _places = new(ReferenceEqualityComparer.Instance);
    private readonly string _file;

    private DescriptorReader(string file, Func<string, string?> find)
    {
        _file = file;
        _find = find;
    }

    /// <summary>The model of a file, or null with everything that is wrong with it.</summary>
    /// <param name="file">The descriptor.</param>
    /// <param name="find">The file of another descriptor by its name without ending, or null.</param>
    /// <param name="problems">Where problems go.</param>
    public static ModelSpec? Read(string file, Func<string, string?> find, ICollection<Problem> problems)
    {
        var reader = new DescriptorReader(file, find);
        var model = reader.Read();
        reader._problems.ForEach(problems.Add);
        return reader._problems.Count == 0 ? model : null;
    }

    private ModelSpec? Read()
    {
        var chain = new List<YamlMappingNode>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (string? file = _file; file is not null;)
        {
            if (!seen.Add(file))
            {
                _problems.Add(new Problem("descriptor-circular", $"'{Path.GetFileName(_file)}' extends itself.") { File = _file });
                return null;
            }

            if (Load(file) is not { } map)
            {
                return null;
            }

            chain.Add(map);
            file = Base(map);
        }

        if (_problems.Count > 0)
        {
            return null;
        }

        var merged = chain[^1];
        for (var i = chain.Count - 2; i >= 0; i--)
        {
            merged = Merge(merged, chain[i]);
        }

        Shape.Check(merged, DescriptorFormat.Descriptor, Add);
        if (_problems.Count > 0)
        {
            return null;
        }

        var model = new Descriptor(merged).Model();
        DescriptorCheck.Check(model, (place, code, message) => Add(Place(merged, place), code, message, null));
        return model;
    }

    private YamlMappingNode? Load(string file)
    {
        try
        {
            using var text = File.OpenText(file);
            var yaml = new YamlStream();
            yaml.Load(text);
            if (yaml.Documents is [{ RootNode: YamlMappingNode map }])
            {
                foreach (var node in map.AllNodes)
                {
                    _files[node] = file;
                }

                return map;
            }

            _problems.Add(new Problem("descriptor-invalid", "A descriptor is a map with provider and model.") { File = file });
        }
        catch (YamlException e)
        {
            _problems.Add(new Problem("descriptor-invalid", e.Message) { File = file, Line = (int)e.Start.Line, Column = (int)e.Start.Column });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Add(new Problem("descriptor-unreadable", e.Message) { File = file });
        }

        return null;
    }

    private string? Base(YamlMappingNode map)
    {
        if (!map.Children.TryGetValue("extends", out var name))
        {
            return null;
        }

        var file = _find(name.ToString());
        if (file is null)
        {
            Add(name, "descriptor-missing", $"There is no descriptor '{name}' to extend.", "Name a file of the same folder, or of a plugin, without .yaml.");
        }

        return file;
    }

    /// <summary>The members of both, those of <paramref name="over"/> winning; null takes an inherited one out. Lists are replaced whole.</summary>
    private YamlMappingNode Merge(YamlMappingNode under, YamlMappingNode over)
    {
        var merged = new YamlMappingNode();
        foreach (var (key, value) in under.Children)
        {
            if (!over.Children.TryGetValue(key, out var other))
            {
                merged.Add(key, value);
            }
            else if (!IsNull(other))
            {
                merged.Add(key, value is YamlMappingNode a && other is YamlMappingNode b ? Merge(a, b) : other);
            }
        }

        foreach (var (key, value) in over.Children)
        {
            if (!under.Children.ContainsKey(key))
            {
                merged.Add(key, value);
            }
        }

        // Merged maps have no place of their own: they are where the overriding one is.
        _places[merged] = over;
        return merged;
    }

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "null" or "~" };

    /// <summary>The node at a path of keys, or the last one on the way that is there.</summary>
    private static YamlNode Place(YamlMappingNode root, string path)
    {
        YamlNode at = root;
        foreach (var key in path.Split('/'))
        {
            if (at is not YamlMappingNode map || !map.Children.TryGetValue(key, out var next))
            {
                break;
            }

            at = next;
        }

        return at;
    }

    private void Add(YamlNode at, string code, string message, string? suggestion)
    {
        while (_places.TryGetValue(at, out var place))
        {
            at = place;
        }

        _problems.Add(new Problem(code, message)
        {
            File = _files.GetValueOrDefault(at, _file),
            Line = (int)at.Start.Line,
            Column = (int)at.Start.Column,
            Suggestion = suggestion,
        });
    }
}

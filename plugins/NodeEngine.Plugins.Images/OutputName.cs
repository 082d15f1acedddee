using System.Globalization;
using System.Text.RegularExpressions;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Names of written files: below the output folder on every system, and in the format that they say.</summary>
internal static partial class OutputName
{
    private const string Port = "name";

    private static readonly System.Buffers.SearchValues<char> NotInNames = System.Buffers.SearchValues.Create("\\:*?\"<>|");

    /// <summary>The format as the engine calls it.</summary>
    public static string Key(PictureFormat format) => format switch
    {
        PictureFormat.Png => "png",
        PictureFormat.Jpeg => "jpeg",
        PictureFormat.Avif => "avif",
        _ => "webp",
    };

    /// <summary>The path with its ending, and the format.</summary>
    public static (string Relative, PictureFormat Format) Resolve(string name, PictureFormat? format, IReadOnlyList<string> outside)
    {
        Check(name, outside);
        var ending = Path.GetExtension(name).ToLowerInvariant();
        PictureFormat? said = ending switch
        {
            ".png" => PictureFormat.Png,
            ".jpg" or ".jpeg" => PictureFormat.Jpeg,
            ".webp" => PictureFormat.Webp,
            ".avif" => PictureFormat.Avif,
            _ => null,
        };
        return (said, format) switch
        {
            ({ } byName, null) => (name, byName),
            ({ } byName, { } byPort) when byName == byPort => (name, byName),
            ({ }, { } byPort) => throw new NodeException(
                "format-differs", $"The name '{name}' says another format than {Key(byPort)}.", "Change the ending of the name, or leave the format out.")
            { Port = Port },
            (null, { } byPort) => ($"{name}.{(byPort == PictureFormat.Jpeg ? "jpg" : Key(byPort))}", byPort),
            _ => throw new NodeException(
                "format-unknown", $"The name '{name}' does not say in which format to write.", "End it with .png, .jpg, .webp or .avif, or set the format.")
            { Port = Port },
        };
    }

    /// <summary>The name with its placeholders filled in.</summary>
    public static string Fill(string name, ImageValue image, int? number) => Placeholder().Replace(name, match => match.Groups[1].Value switch
    {
        "width" => image.Width.ToString(CultureInfo.InvariantCulture),
        "height" => image.Height.ToString(CultureInfo.InvariantCulture),
        "hash" => image.Address.ToString()[7..15],
        "number" => number?.ToString("0000", CultureInfo.InvariantCulture)
            ?? throw new NodeException("name-number", $"The name '{name}' has {{number}}, and no number is given.", "Set number, or take {number} out of the name.") { Port = "number" },
        var other => throw new NodeException(
            "name-placeholder", $"The name '{name}' has {{{other}}}, which stands for nothing.", "Use {width}, {height}, {number} or {hash}.")
        { Port = Port },
    });

    /// <summary>Refuses a name that goes through a link: it may lead out of the folder.</summary>
    public static void RefuseLinks(string folder, string relative)
    {
        if (Path.IsPathRooted(relative))
        {
            return;
        }

        var path = Path.GetFullPath(folder);
        foreach (var part in relative.Split('/'))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw Outside(relative, $"'{path}' is a link, and may lead out of it.", "Remove the link, or choose another name.");
            }
        }
    }

    private static void Check(string name, IReadOnlyList<string> outside)
    {
        var isAllowed = outside.Count > 0 && Path.IsPathRooted(name) && name.StartsWith('/');
        var parts = (isAllowed ? name[1..] : name).Split('/');
        if ((Path.IsPathRooted(name) && !isAllowed) || parts.Contains("..") || name.Contains('\\', StringComparison.Ordinal) || (name.Length > 1 && name[1] == ':'))
        {
            throw Outside(
                name,
                "A leading /, \\, .. and drives lead out of it.",
                "Use a path that goes down from there, such as web/hero.png, or name the folder in plugins.json as save_outside in the settings of this plugin.");
        }

        if (parts.Any(part => part is "" or "." || part.EndsWith('.') || part.EndsWith(' ')) || name.AsSpan().ContainsAny(NotInNames) || name.Any(char.IsControl))
        {
            throw new NodeException(
                "name-wrong", $"'{name}' is not a file name on every system.", "Leave out : * ? \" < > |, line breaks, empty parts, and dots or spaces at the end.")
            { Port = Port };
        }
    }

    private static NodeException Outside(string name, string why, string advice) =>
        new("name-outside", $"'{name}' is not below the folder of the run's outputs. {why}", advice) { Port = Port };

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();
}

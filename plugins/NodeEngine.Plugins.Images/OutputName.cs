using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Names of written files: below the output folder on every system, and in the format that they say.</summary>
internal static class OutputName
{
    private const string Port = "name";

    private static readonly System.Buffers.SearchValues<char> NotInNames = System.Buffers.SearchValues.Create("\\:*?\"<>|");

    /// <summary>The format as the engine calls it.</summary>
    public static string Key(PictureFormat format) => format switch
    {
        PictureFormat.Png => "png",
        PictureFormat.Jpeg => "jpeg",
        _ => "webp",
    };

    /// <summary>The path with its ending, and the format.</summary>
    public static (string Relative, PictureFormat Format) Resolve(string name, PictureFormat? format)
    {
        Check(name);
        var ending = Path.GetExtension(name).ToLowerInvariant();
        PictureFormat? said = ending switch
        {
            ".png" => PictureFormat.Png,
            ".jpg" or ".jpeg" => PictureFormat.Jpeg,
            ".webp" => PictureFormat.Webp,
            _ => null,
        };
        return (said, format) switch
        {
            ({ } byName, null) => (name, byName),
            ({ } byName, { } byPort) when byName == byPort => (name, byName),
            ({ }, { } byPort) => throw new NodeException(
                "format-differs", $"The name '{name}' says another format than {Key(byPort)}.", "Change the ending of the name, or leave the format out.") { Port = Port },
            (null, { } byPort) => ($"{name}.{(byPort == PictureFormat.Jpeg ? "jpg" : Key(byPort))}", byPort),
            _ => throw new NodeException(
                "format-unknown", $"The name '{name}' does not say in which format to write.", "End it with .png, .jpg or .webp, or set the format.") { Port = Port },
        };
    }

    /// <summary>The path of the file. A link in the folder that leads out of it is refused.</summary>
    public static string Below(string folder, string relative)
    {
        var path = Path.GetFullPath(folder);
        foreach (var part in relative.Split('/'))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw Outside(relative, $"'{path}' is a link, and may lead out of it.", "Remove the link, or choose another name.");
            }
        }

        return path;
    }

    private static void Check(string name)
    {
        var parts = name.Split('/');
        if (Path.IsPathRooted(name) || parts.Contains("..") || name.Contains('\\', StringComparison.Ordinal) || (name.Length > 1 && name[1] == ':'))
        {
            throw Outside(name, "A leading /, \\, .. and drives lead out of it.", "Use a path that goes down from there, such as web/hero.png.");
        }

        if (parts.Any(part => part is "" or "." || part.EndsWith('.') || part.EndsWith(' ')) || name.AsSpan().ContainsAny(NotInNames) || name.Any(char.IsControl))
        {
            throw new NodeException(
                "name-wrong", $"'{name}' is not a file name on every system.", "Leave out : * ? \" < > |, line breaks, empty parts, and dots or spaces at the end.") { Port = Port };
        }
    }

    private static NodeException Outside(string name, string why, string advice) =>
        new("name-outside", $"'{name}' is not below the folder of the run's outputs. {why}", advice) { Port = Port };
}

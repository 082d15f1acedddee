using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace NodeEngine.Plugins.Images;

/// <summary>
/// The plugin's own font. It comes in a package that carries it as data inside a library, which is only read and never loaded. Pango takes fonts from
/// files, so those that are used are written out once.
/// </summary>
internal static class ShippedFont
{
    public const string Family = "Inter";

    private const string Library = "Avalonia.Fonts.Inter.dll";
    private const string Resource = "!AvaloniaResources";

    private static readonly string[] Weights = ["Inter-Regular.ttf", "Inter-Bold.ttf"];

    /// <summary>The files of the font, beside the plugin; where nothing can be written there, in a folder for scratch files.</summary>
    public static IReadOnlyList<string> Files()
    {
        var folder = Path.Combine(Path.GetDirectoryName(typeof(ShippedFont).Assembly.Location)!, "fonts");
        try
        {
            return [.. Weights.Select(name => Write(name, folder, folder))];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            var scratch = Directory.CreateTempSubdirectory("nodeengine-fonts-").FullName;
            return [.. Weights.Select(name => Write(name, folder, scratch))];
        }
    }

    private static string Write(string name, string folder, string into)
    {
        var path = Path.Combine(into, name);
        if (!File.Exists(path))
        {
            // Several processes may be first.
            var unfinished = $"{path}.{Guid.NewGuid():n}";
            File.WriteAllBytes(unfinished, Read(Path.Combine(folder, Library), name));
            File.Move(unfinished, path, overwrite: true);
        }

        return path;
    }

    /// <summary>Reads one file out of the library: an index of names, offsets and sizes comes first, then their bytes.</summary>
    private static byte[] Read(string library, string name)
    {
        using var file = new PEReader(File.OpenRead(library));
        var metadata = file.GetMetadataReader();
        var resource = metadata.ManifestResources.Select(metadata.GetManifestResource).First(one => metadata.StringComparer.Equals(one.Name, Resource));
        var reader = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader();
        reader.Offset = (int)resource.Offset;
        _ = reader.ReadInt32(); // the length of all
        var length = reader.ReadInt32();
        var first = reader.Offset + length;
        _ = reader.ReadInt32(); // the version of the index
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var path = reader.ReadUTF8(reader.ReadByte());
            var (offset, size) = (reader.ReadInt32(), reader.ReadInt32());
            if (path.EndsWith($"/{name}", StringComparison.Ordinal))
            {
                reader.Offset = first + offset;
                return reader.ReadBytes(size);
            }
        }

        throw new IOException($"'{library}' has no {name}.");
    }
}

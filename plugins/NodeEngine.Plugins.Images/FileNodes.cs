using System.ComponentModel.DataAnnotations;
using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>A format for picture files.</summary>
public enum PictureFormat
{
    /// <summary>Exact, with transparency.</summary>
    Png,

    /// <summary>Small, for photographs, without transparency.</summary>
    Jpeg,

    /// <summary>Smaller, with transparency.</summary>
    Webp,

    /// <summary>Smallest, with transparency; takes much longer to write.</summary>
    Avif,
}

/// <summary>Nodes between pictures and files.</summary>
/// <param name="settings">
/// <c>save_outside</c> names folders besides that of the run's outputs into which image.save may write, with <c>;</c> between them.
/// </param>
[Export(typeof(NodeLibrary))]
[method: ImportingConstructor]
public sealed class FileNodes(PluginSettings settings) : NodeLibrary
{
    private readonly string[] _outside = settings["save_outside"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private const int DefaultQuality = 90;
    private const int DefaultAvifQuality = 65;

    /// <summary>Takes a picture from a file: png, jpeg, webp, avif, gif or tiff. What is no picture is refused here, and not where it is used.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The picture: the bytes of the file, decoded when a node wants its pixels.</returns>
    [Node("image.load")]
    public static ImageValue Load(FileValue file)
    {
        if (Directory.Exists(file.Path))
        {
            throw new NodeException("file-is-folder", $"'{file.Path}' is a folder.", "Name a picture file in it.") { Port = nameof(file) };
        }

        if (!File.Exists(file.Path))
        {
            throw new NodeException("file-missing", $"There is no file '{file.Path}'.", "Check the path; it counts from the folder of the graph.") { Port = nameof(file) };
        }

        var image = ImageValue.FromFile(file.Path);
        _ = image.Format;
        return image;
    }

    /// <summary>Writes a picture into the folder of the run's outputs. A file of that name is replaced, and never left half-written.</summary>
    /// <param name="run">The run, which knows the folder.</param>
    /// <param name="image">The picture.</param>
    /// <param name="name">
    /// File name, or a path below the folder, such as web/hero.png. The ending says the format unless it is set. {width}, {height}, {number} and {hash} (of the
    /// pixels) stand for those of the picture.
    /// </param>
    /// <param name="format">The format. Left out: what the ending of the name says. With it, a name without an ending of a picture gets one.</param>
    /// <param name="quality">Quality of jpeg, webp and avif. Left out: 90, of avif 65, and a picture that came in this format is written byte for byte as it came.</param>
    /// <param name="number">What {number} in the name stands for, written with four digits, such as the position in a list.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The written file.</returns>
    [Node("image.save", Purity = Purity.Effect)]
    public FileValue Save(
        NodeRun run,
        ImageValue image,
        string name,
        PictureFormat? format = null,
        [Range(1, 100)] int? quality = null,
        [Range(0, 9_999_999)] int? number = null,
        CancellationToken cancellation = default)
    {
        var (relative, chosen) = OutputName.Resolve(OutputName.Fill(name, image, number), format, _outside);
        var key = OutputName.Key(chosen);
        OutputName.RefuseLinks(run.OutputFolder, relative);
        var path = run.OutputFile(relative, _outside);
        var isAsItCame = image.IsEncoded && image.Format == key && (quality is null || chosen == PictureFormat.Png);
        try
        {
            using var content = isAsItCame
                ? image.OpenEncoded()
                : Encoded(image, key, quality ?? (chosen == PictureFormat.Avif ? DefaultAvifQuality : DefaultQuality), cancellation);
            Write(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeException("save-failed", $"'{path}' cannot be written: {e.Message}", "Check the folder, its rights and the room on the disk.", e) { Port = nameof(name) };
        }

        return new FileValue(path);
    }

    private static MemoryStream Encoded(ImageValue image, string format, int quality, CancellationToken cancellation)
    {
        var pixels = image.GetPixelsOnce();
        try
        {
            return new MemoryStream(pixels.Encode(format, quality, cancellation), writable: false);
        }
        finally
        {
            if (pixels.IsDeferred)
            {
                pixels.Dispose();
            }
        }
    }

    private static void Write(string path, Stream content)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("It is a folder.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():n}.tmp");
        try
        {
            using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                content.CopyTo(file);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}

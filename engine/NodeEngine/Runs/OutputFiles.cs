using System.Globalization;
using NodeEngine.Images;
using NodeEngine.Recipes;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>A graph output as it is given to people and programs.</summary>
/// <param name="Type">Its type, such as <c>text</c> or <c>image</c>.</param>
public sealed record WrittenOutput(string Type)
{
    /// <summary>The value of a text, number or boolean: a <see cref="string"/>, <see cref="long"/>, <see cref="double"/> or <see cref="bool"/>. Null for others.</summary>
    public object? Value { get; init; }

    /// <summary>The file of a picture, or the file that a <c>file</c> output names; absolute. Null for others.</summary>
    public string? Path { get; init; }

    /// <summary>Pixels across, of a picture; else 0.</summary>
    public int Width { get; init; }

    /// <summary>Pixels down, of a picture; else 0.</summary>
    public int Height { get; init; }

    /// <summary>The items of a list, in order. Null for others.</summary>
    public IReadOnlyList<WrittenOutput>? Items { get; init; }
}

/// <summary>Writes the pictures among the outputs of a run: <c>name.ext</c>, and <c>name-0001.ext</c> for the items of a list.</summary>
public static class OutputFiles
{
    /// <summary>
    /// Writes them. A picture that was made encoded is written as it is but for its recipe, others as PNG. A file appears whole or not at all.
    /// </summary>
    /// <param name="report">The run.</param>
    /// <param name="folder">Where to; it is made if there is something to write.</param>
    /// <returns>Every output that the run gave, in the order of the file.</returns>
    /// <exception cref="IOException">A file cannot be written; the message names it.</exception>
    public static IReadOnlyDictionary<string, WrittenOutput> Write(RunReport report, string folder)
    {
        var written = new OrderedDictionary<string, WrittenOutput>(StringComparer.Ordinal);
        var pictures = new List<(ImageValue Image, string Path, byte[]? Recipe)>();
        foreach (var (name, value) in report.Outputs)
        {
            var recipe = Pictures.IsIn(value) ? report.RecipeOf(name) : null;
            written.Add(name, Describe(value, Path.Combine(Path.GetFullPath(folder), name), recipe, pictures));
        }

        WriteAll(pictures);
        return written;
    }

    // Encoding takes longer than most nodes: every processor takes a picture.
    private static void WriteAll(List<(ImageValue Image, string Path, byte[]? Recipe)> pictures)
    {
        var workers = Math.Min(pictures.Count, Environment.ProcessorCount);
        VipsCodec.AddWorkers(workers);
        try
        {
            Parallel.ForEach(pictures, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, workers) }, picture =>
            {
                using var bytes = picture.Image.OpenEncoded();
                RecipeFiles.Write(bytes, picture.Path, picture.Recipe);
            });
        }
        catch (AggregateException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        finally
        {
            VipsCodec.AddWorkers(-workers);
        }
    }

    /// <summary>The file extension of a format, without the dot.</summary>
    internal static string Extension(string? format) => format switch
    {
        null => "png",
        "jpeg" => "jpg",
        _ => format,
    };

    private static WrittenOutput Describe(Value value, string path, byte[]? recipe, List<(ImageValue Image, string Path, byte[]? Recipe)> pictures) => value switch
    {
        ListValue list => new WrittenOutput("list")
        {
            Items = [.. list.Items.Select((item, i) => Describe(item, $"{path}-{(i + 1).ToString("0000", CultureInfo.InvariantCulture)}", recipe, pictures))],
        },
        ImageValue image => new WrittenOutput(image is MaskValue ? "mask" : "image") { Path = Named(image, path, recipe, pictures), Width = image.Width, Height = image.Height },
        FileValue file => new WrittenOutput("file") { Path = file.Path },
        IntegerValue integer => new WrittenOutput("integer") { Value = integer.Number },
        NumberValue number => new WrittenOutput("number") { Value = number.Number },
        BooleanValue boolean => new WrittenOutput("boolean") { Value = boolean.IsTrue },
        _ => new WrittenOutput("text") { Value = ((TextValue)value).Text },
    };

    private static string Named(ImageValue image, string path, byte[]? recipe, List<(ImageValue Image, string Path, byte[]? Recipe)> pictures)
    {
        path = $"{path}.{Extension(image.Format)}";
        pictures.Add((image, path, recipe));
        return path;
    }
}

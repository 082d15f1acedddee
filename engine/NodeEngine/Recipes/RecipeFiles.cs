using NodeEngine.Sdk;

namespace NodeEngine.Recipes;

/// <summary>Picture files with their recipe. A file appears whole or not at all.</summary>
internal static class RecipeFiles
{
    /// <summary>Writes a picture.</summary>
    /// <param name="content">The picture; read from its beginning.</param>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="recipe">The recipe, or null to write the very bytes.</param>
    public static void Write(Stream content, string path, byte[]? recipe) => Write(content, path, recipe, flush: false);

    private static void Write(Stream content, string path, byte[]? recipe, bool flush)
    {
        var temporary = $"{path}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                if (recipe is null)
                {
                    content.CopyTo(file);
                }
                else
                {
                    RecipeWriting.Copy(content, file, recipe);
                }

                file.Flush(flush);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"'{path}' cannot be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes the recipe into a picture file that is there, as durably as the node that wrote it may have. What is no picture stays as it is.</summary>
    public static void Add(string path, byte[] recipe)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        Span<byte> start = stackalloc byte[3];
        if (RecipeNote.Read(file, 0, start) < start.Length || start is not ([0x89, (byte)'P', ..] or [0xFF, 0xD8, ..] or [(byte)'R', (byte)'I', ..]))
        {
            return;
        }

        Stream content = RecipeNote.Without(file) is { } pieces ? new PiecedStream(file, pieces) : file;
        content.Position = 0;
        Write(content, path, recipe, flush: true);
    }
}

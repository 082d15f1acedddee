using NodeEngine.Sdk;

namespace NodeEngine.App;

/// <summary>Looks before a run whether its pictures can be written: afterwards is too late for what was paid.</summary>
internal static class OutputFolder
{
    /// <summary>What stands in the way of writing into a folder that may not exist yet, or null. Nothing is left behind.</summary>
    public static Problem? Fault(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
        {
            if (File.Exists(existing))
            {
                return Unwritable(folder, $"'{existing}' is a file.");
            }

            existing = Path.GetDirectoryName(existing) ?? Path.GetPathRoot(folder)!;
        }

        try
        {
            using var probe = new FileStream(Path.Combine(existing, $".nodeengine-{Guid.NewGuid():n}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unwritable(folder, e.Message);
        }
    }

    private static Problem Unwritable(string folder, string why) =>
        new("out-unwritable", $"Pictures cannot be written into '{folder}': {why}") { Suggestion = "Choose another folder with --out." };
}

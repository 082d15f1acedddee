namespace NodeEngine.App.Tests.Support;

/// <summary>Where the project's own files are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "NodeEngine.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}

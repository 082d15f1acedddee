using FluentAssertions;
using NodeEngine.Plugins.Tests.Support;

namespace NodeEngine.Plugins.Tests.Models.Support;

/// <summary>Files whose content is reviewed as text. With NODEENGINE_UPDATE_GOLDEN=1 they are written anew.</summary>
internal static class Golden
{
    public static void Check(string name, string text) => CheckFile(Path.Combine(Workspace.Repository, "tests", "NodeEngine.Plugins.Tests", "Golden", name), text);

    public static void CheckFile(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("NODEENGINE_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        File.Exists(path).Should().BeTrue($"{path} is to be committed; NODEENGINE_UPDATE_GOLDEN=1 writes it");
        text.Should().Be(File.ReadAllText(path), $"{path} says so; NODEENGINE_UPDATE_GOLDEN=1 writes it anew");
    }
}

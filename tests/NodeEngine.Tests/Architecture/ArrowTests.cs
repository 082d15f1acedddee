using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using FluentAssertions;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Architecture;

/// <summary>Each project exists to forbid a reference: App -> Sandbox, NodeEngine -> Sdk &lt;- plugins, and no other.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["NodeEngine.Sdk"] = [],
        ["NodeEngine.Core"] = ["NodeEngine.Sdk"],
        ["NodeEngine.Sandbox"] = [],
        ["nodeengine"] = ["NodeEngine.Sdk", "NodeEngine.Core", "NodeEngine.Sandbox"],
    };

    private static readonly string[] OfPlugins = ["NodeEngine.Sdk"];

    public static TheoryData<string> Projects => [.. Find("engine").Concat(Find("plugins"))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_it_may(string project)
    {
        var references = XDocument.Load(Path.Combine(Repository.Folder, project)).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => AssemblyOf(Path.GetFullPath((string)reference.Attribute("Include")!, Path.GetDirectoryName(Path.Combine(Repository.Folder, project))!)));

        references.Should().BeSubsetOf(AllowedOf(AssemblyOf(Path.Combine(Repository.Folder, project))));
    }

    [Fact]
    public void Every_built_assembly_references_only_what_it_may()
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";
        var built = Find("engine").Select(project => Path.Combine(Repository.Folder, Path.GetDirectoryName(project)!, "bin", configuration, "net10.0", AssemblyOf(Path.Combine(Repository.Folder, project)) + ".dll"))
            .Concat(Find("plugins").Select(project => Path.GetFileNameWithoutExtension(project)).Select(name => Path.Combine(Repository.Folder, "plugins", "bin", name, name + ".dll")))
            .Where(File.Exists).ToList();

        built.Select(Path.GetFileName).Should().Contain(["NodeEngine.Sdk.dll", "NodeEngine.Core.dll"]);
        foreach (var assembly in built)
        {
            var name = Path.GetFileNameWithoutExtension(assembly);
            var references = ReferencesOf(assembly);
            references.Where(reference => reference.StartsWith("NodeEngine", StringComparison.OrdinalIgnoreCase)).Should().BeSubsetOf(AllowedOf(name), $"{name} may have no other arrows");
            if (name is "NodeEngine.Core" or "NodeEngine.Sdk")
            {
                references.Should().NotContain(reference => reference.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal), $"{name} is a library first");
            }
        }
    }

    private static string[] AllowedOf(string assembly) => Allowed.TryGetValue(assembly, out var allowed) ? allowed : OfPlugins;

    private static string[] Find(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Folder, folder), "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Folder, file)).Order(StringComparer.Ordinal)];

    private static string AssemblyOf(string project) =>
        (string?)XDocument.Load(project).Descendants("AssemblyName").FirstOrDefault() ?? Path.GetFileNameWithoutExtension(project);

    private static string[] ReferencesOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}

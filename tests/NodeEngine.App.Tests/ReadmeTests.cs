using System.Diagnostics;
using FluentAssertions;
using NodeEngine.App.Tests.Support;
using Xunit;

namespace NodeEngine.App.Tests;

/// <summary>What the README shows is what is there.</summary>
public sealed class ReadmeTests
{
    private static readonly string Root = Repository.Root;
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    [Fact]
    public void The_program_in_the_README_is_the_one_that_is_built() =>
        Readme.Should().Contain($"```csharp\n{File.ReadAllText(Path.Combine(Root, "tests", "fixtures", "ReadmeProgram", "Program.cs"))}```");

    [Fact]
    public async Task The_program_in_the_README_runs()
    {
        var folder = Directory.CreateTempSubdirectory("nodeengine-readme-").FullName;
        try
        {
            // It names files from the top of the repository, and writes below the current folder: a folder with links to what it reads serves both.
            foreach (var name in (string[])["graphs", "plugins"])
            {
                Directory.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine(Root, name));
            }

            File.Copy(Path.Combine(Root, "plugins.json"), Path.Combine(folder, "plugins.json"));
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ReadmeProgram.dll")])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();

            process.ExitCode.Should().Be(0, await error);
            output.Should().EndWith("Done: a newsletter picture of 600 pixels\n");
            File.Exists(Path.Combine(folder, "outputs", "newsletter.png")).Should().BeTrue();
            File.Exists(Path.Combine(folder, "outputs", "shop.jpg")).Should().BeTrue();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_package_that_is_used_has_a_reason_in_the_README()
    {
        var pinned = File.ReadLines(Path.Combine(Root, "Directory.Packages.props"))
            .Where(line => line.Contains("<PackageVersion ", StringComparison.Ordinal))
            .Select(line => line.Split('"')[1]);
        pinned.Where(name => !Readme.Contains(name.StartsWith("NetVips.Native", StringComparison.Ordinal) ? "NetVips.Native" : name, StringComparison.Ordinal)).Should().BeEmpty();
    }
}

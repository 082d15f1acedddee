using System.Diagnostics;
using FluentAssertions;
using NodeEngine.Results;
using NodeEngine.Sandbox;
using Xunit;

namespace NodeEngine.Tests.Durability;

/// <summary>Disks that are full or cannot be written: real ones, made for the test where the system lets it.</summary>
public sealed class MountedTests
{
    [MountFact]
    public async Task On_a_full_disk_nothing_is_sent_and_the_error_names_the_folder()
    {
        await using var workshop = await Workshop.OpenAsync();
        Directory.CreateDirectory(workshop.StoreFolder);
        using var disk = new SmallDisk(workshop.StoreFolder, "8m");
        (await workshop.RunAsync(Workshop.Graph("a"))).Should().Equal("a failed: store-full");
        workshop.Prompts.Should().BeEmpty();
    }

    [MountFact]
    public async Task A_disk_that_fills_up_loses_nothing_that_was_received()
    {
        await using var workshop = await Workshop.OpenAsync();
        Directory.CreateDirectory(workshop.StoreFolder);
        using var disk = new SmallDisk(workshop.StoreFolder, "64m");
        using (var store = workshop.OpenStore())
        {
            await workshop.RunAsync(Workshop.Graph("a"), store);
            disk.Fill(leaving: 1 << 20);
            (await workshop.RunAsync(Workshop.Graph("a", "b"), store)).Should().Equal("a stored", "b failed: store-full");
            disk.Fill(leaving: 0);
            var running = await FluentActions.Awaiting(() => workshop.RunAsync(Workshop.Graph("a", "b"), store)).Should().ThrowAsync<StoreException>("the run cannot be recorded");
            running.Which.Code.Should().Be("store-full");
        }

        disk.Empty();
        (await workshop.RunAsync(Workshop.Graph("a", "b"))).Should().Equal("a stored", "b ran");
        workshop.Prompts.Should().Equal("picture a", "picture b");
    }

    [MountFact]
    public async Task A_disk_that_fills_up_while_a_call_is_on_its_way_leaves_its_outcome_unknown()
    {
        await using var workshop = await Workshop.OpenAsync();
        Directory.CreateDirectory(workshop.StoreFolder);
        using var disk = new SmallDisk(workshop.StoreFolder, "64m");
        workshop.Sandbox.AddFault(new SandboxFault { Kind = SandboxFaultKind.Delay, Delay = TimeSpan.FromSeconds(1) });
        using (var store = workshop.OpenStore())
        {
            var running = workshop.RunAsync(Workshop.Graph("a"), store);
            while (workshop.Prompts.Count == 0)
            {
                await Task.Delay(1);
            }

            disk.Fill(leaving: 0);
            (await running).Should().Equal("a failed: store-full");
            disk.Empty();
            (await workshop.RunAsync(Workshop.Graph("a"), store)).Should().Equal("a unknown: outcome-unknown");
        }

        workshop.Prompts.Should().HaveCount(1);
        (await workshop.RunAsync(Workshop.Graph("a"), new NodeEngine.Runs.RunOptions { PayAgain = ["a"] })).Should().Equal("a ran");
    }

    [MountFact]
    public async Task A_store_that_cannot_be_written_is_refused_before_anything_is_sent()
    {
        await using var workshop = await Workshop.OpenAsync();
        Directory.CreateDirectory(workshop.StoreFolder);
        using var disk = new SmallDisk(workshop.StoreFolder, "64m");
        await workshop.RunAsync(Workshop.Graph("a"));
        disk.MakeReadOnly();
        var error = workshop.Invoking(shop => shop.OpenStore()).Should().Throw<StoreException>().Which;
        error.Code.Should().Be("store-read-only");
        error.Message.Should().Contain(workshop.StoreFolder);
    }

    /// <summary>A disk in memory.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly string _folder;

        public SmallDisk(string folder, string size)
        {
            _folder = folder;
            Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder).Should().BeTrue();
        }

        private string Ballast => Path.Combine(_folder, "ballast");

        public static bool CanMount()
        {
            if (!OperatingSystem.IsLinux())
            {
                return false;
            }

            var folder = Directory.CreateTempSubdirectory("nodeengine-mount-").FullName;
            var good = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
            _ = good && Run("umount", folder);
            Directory.Delete(folder);
            return good;
        }

        public void Fill(long leaving)
        {
            using var file = new FileStream(Ballast, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Position = file.Length;
            try
            {
                while (true)
                {
                    file.Write(new byte[4096]);
                }
            }
            catch (IOException)
            {
                file.SetLength(file.Length - leaving);
            }
        }

        public void Empty() => File.Delete(Ballast);

        public void MakeReadOnly() => Run("mount", "-o", "remount,ro", _folder).Should().BeTrue();

        public void Dispose() => Run("umount", "-l", _folder);

        private static bool Run(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }

    private sealed class MountFactAttribute : FactAttribute
    {
        private static readonly Lazy<bool> CanMount = new(SmallDisk.CanMount);

        public MountFactAttribute() => Skip = CanMount.Value ? null : "This system lets the test mount no disk.";
    }
}

using FluentAssertions;

namespace NodeEngine.Tests.Support;

/// <summary>Texts that are reviewed when they change. To take over what is there now, run the tests with <c>NODEENGINE_UPDATE_GOLDEN=1</c>.</summary>
public static class Golden
{
    public static void Check(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(Repository.Folder, "tests", "NodeEngine.Tests", "Golden", name);
        var now = lines.ToList();
        if (Environment.GetEnvironmentVariable("NODEENGINE_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllLines(path, now);
        }

        var before = File.ReadAllLines(path);
        now.Except(before).Should().BeEmpty($"all of it is in {name}; review what is new, and take it over with NODEENGINE_UPDATE_GOLDEN=1");
        before.Except(now).Should().BeEmpty($"all of {name} is still there; what is gone breaks others");
        now.Should().Equal(before);
    }
}

using FluentAssertions;
using NodeEngine.Catalog;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Catalog;

public sealed class PluginsFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_workspace_without_plugins_json_is_a_problem()
    {
        var problem = Load().Should().ContainSingle().Subject;

        (problem.Code, problem.File).Should().Be(("plugins-missing", _folder["plugins.json"]));
        problem.Suggestion.Should().Be("Make a workspace with: nodeengine new.");
    }

    [Fact]
    public void A_folder_of_that_name_is_a_problem()
    {
        Directory.CreateDirectory(_folder["plugins.json"]);

        Load().Should().ContainSingle().Which.Code.Should().Be("plugins-unreadable");
    }

    [Theory]
    [InlineData("", "json-invalid - 0:1")]
    [InlineData("{ \"plugins\": [", "json-invalid - 1:15")]
    [InlineData("{ \"plugins\": [], \"plugins\": [] }", "json-invalid - 1:28")]
    [InlineData("[]", "plugins-invalid - 1:1")]
    [InlineData("{}", "plugins-invalid - 1:1")]
    [InlineData("{ \"plugins\": {} }", "plugins-invalid - 1:1")]
    [InlineData("{ \"plugins\": [],\n  \"plugin\": 1 }", "member-unknown - 2:3")]
    [InlineData("{ \"plugins\": [ 5 ] }", "plugins-invalid - 1:16")]
    [InlineData("{ \"plugins\": [ { \"id\": \"a\" } ] }", "plugins-invalid - 1:*")]
    [InlineData("{ \"plugins\": [ { \"path\": \"a.dll\" } ] }", "plugins-invalid - 1:*")]
    [InlineData("{ \"plugins\": [ { \"id\": 5, \"path\": \"a.dll\" } ] }", "plugins-invalid - 1:*")]
    [InlineData("{ \"plugins\": [ { \"id\": \"\", \"path\": \"a.dll\" } ] }", "plugins-invalid - 1:*")]
    [InlineData("{ \"plugins\": [ { \"id\": \"a\", \"path\": \"a\\u0000.dll\" } ] }", "plugins-invalid - 1:*")]
    public void A_mistake_is_told_with_its_place(string json, string line)
    {
        _folder.Write("plugins.json", json);

        Load().Lines().Should().ContainSingle().Which.Should().Match(line);
    }

    [Fact]
    public void Mistakes_in_one_plugin_leave_the_others()
    {
        _folder.Write("plugins.json", """
            {
              "plugins": [
                { "id": "a", "path": "a.dll", "enabled": false, "setings": {} },
                { "id": "a", "path": "b.dll" },
                { "id": "c", "path": "c.dll", "enabled": "no" },
                { "id": "d", "path": "d.dll", "enabled": false, "settings": 5 }
              ]
            }
            """);
        using var catalog = NodeCatalog.Load(_folder.Path);

        catalog.Problems.Lines().Should().Equal(
            "member-unknown a 3:53", "plugin-duplicate a 4:5", "value-wrong c 5:46", "value-wrong d 6:65", "plugin-missing - 0:0");
        catalog.Problems[0].Suggestion.Should().Be("Did you mean 'settings'?");
        catalog.Plugins.Select(plugin => $"{plugin.Id} {plugin.State}").Should().Equal("a Disabled", "c Broken", "d Disabled");
    }

    private IReadOnlyList<Problem> Load()
    {
        using var catalog = NodeCatalog.Load(_folder.Path);
        return catalog.Problems;
    }
}

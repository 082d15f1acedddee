using System.Text.RegularExpressions;
using FluentAssertions;
using NodeEngine.Plugins.Tests.Images;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Contract;

/// <summary>
/// What every node of every plugin keeps to. The nodes come from the catalog: a new one is in from its first day, and needs a golden output, which
/// NODEENGINE_UPDATE_GOLDEN=1 writes.
/// </summary>
public sealed class ContractTests : IDisposable
{
    private static readonly HashSet<string> Models = [.. Workspace.Catalog.Models.Select(model => model.NodeType)];

    private readonly Workspace _workspace = new();

    /// <summary>Every node type.</summary>
    public static TheoryData<string> Types => [.. Workspace.Catalog.Nodes.Select(node => node.Node.Spec.Type)];

    /// <summary>Those that run by themselves: calling models has tests of its own.</summary>
    public static TheoryData<string> Runnable => [.. Workspace.Catalog.Nodes.Select(node => node.Node.Spec.Type).Where(type => !Models.Contains(type))];

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Types))]
    public void Keys_are_unique_and_written_alike(string type)
    {
        var spec = SpecOf(type);
        spec.Inputs.Select(port => port.Key).Should().OnlyHaveUniqueItems();
        spec.Outputs.Select(port => port.Key).Should().OnlyHaveUniqueItems();
        spec.Inputs.Concat(spec.Outputs).Where(port => !Regex.IsMatch(port.Key, "^[a-z][a-z0-9_]*$")).Should().BeEmpty();
        spec.Version.Should().BePositive();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_node_and_every_port_have_help_that_ends_a_sentence(string type)
    {
        var spec = SpecOf(type);
        spec.Help.Should().EndWith(".");
        foreach (var port in spec.Inputs.Concat(spec.Outputs))
        {
            port.Help.Should().EndWith(".", $"'{port.Key}' needs help");
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Defaults_are_values_that_the_port_takes(string type)
    {
        foreach (var port in SpecOf(type).Inputs.Where(port => port.Default is not null))
        {
            switch (port.Default)
            {
                case TextValue text when port.Choices.Count > 0:
                    port.Choices.Should().Contain(text.Text);
                    break;
                case IntegerValue integer:
                    integer.Number.Should().BeInRange((long)Math.Max(port.Min ?? long.MinValue, long.MinValue), (long)Math.Min(port.Max ?? long.MaxValue, long.MaxValue));
                    break;
                case NumberValue number:
                    number.Number.Should().BeInRange(port.Min ?? double.MinValue, port.Max ?? double.MaxValue);
                    break;
            }

            port.Default.Should().NotBeAssignableTo<ImageValue>();
        }
    }

    [Theory]
    [MemberData(nameof(Runnable))]
    public void The_defaults_can_be_written_in_a_graph(string type)
    {
        Prepare();
        var spec = SpecOf(type);
        var given = SampleInputs.Of(spec, "\"in.png\"", "\"mask.png\"");
        var defaults = spec.Inputs
            .Where(port => port.Default is not null && !given.Contains($"\"{port.Key}\":", StringComparison.Ordinal))
            .Select(port => $"\"{port.Key}\": {SampleInputs.Write(port.Default!)}");
        _workspace.Check(Workspace.One(type, $"{{ {string.Join(", ", defaults.Append(given).Where(input => input.Length > 0))} }}"))
            .Where(problem => problem.Severity == Severity.Error).Should().BeEmpty();
        foreach (var port in spec.Inputs.Concat(spec.Outputs))
        {
            PortType.TryParse(port.Type.ToString(), out var read).Should().BeTrue();
            read.Should().Be(port.Type);
        }
    }

    [Theory]
    [MemberData(nameof(Runnable))]
    public async Task The_same_inputs_give_the_outputs_that_this_version_gave(string type)
    {
        var spec = SpecOf(type);
        var report = await RunAsync(spec);
        var told = Golden.Tell(spec, report);
        await Golden.CompareAsync(type, told);
    }

    [Theory]
    [MemberData(nameof(Runnable))]
    public async Task Inputs_are_left_as_they_were(string type)
    {
        var report = await RunAsync(SpecOf(type));
        using var pattern = Picture.Pattern(24, 16, bands: 4);
        Picture.Samples(report.Outputs["kept"]).Should().Equal(Picture.Samples(pattern));
        using var file = NetVips.Image.NewFromFile(Path.Combine(_workspace.Folder, "in.png"));
        Picture.Samples(file).Should().Equal(Picture.Samples(pattern));
    }

    [Theory]
    [MemberData(nameof(Runnable))]
    public async Task A_cancelled_run_stops_the_node_and_what_follows(string type)
    {
        Prepare();
        var spec = SpecOf(type);
        using var stop = new CancellationTokenSource();
        var report = await _workspace.RunAsync(Graph(spec), new RunOptions
        {
            OutputFolder = _workspace.Out,
            OnEvent = told =>
            {
                if (told is RunEvent.NodeStarted { Node: "node" })
                {
                    stop.Cancel();
                }
            },
        }, stop.Token);

        // What takes a picture apart looks at its token. Others may be done before they could.
        var outcome = report.Nodes.Single(node => node.Id == "node").Outcome;
        if (spec.Inputs.Any(port => port.Type.Innermost.IsPicture && port.IsRequired) && spec.Outputs.Any(port => port.Type.IsPicture))
        {
            outcome.Should().Be(Outcome.Cancelled);
        }

        report.Status.Should().BeOneOf(RunStatus.Cancelled, RunStatus.Done);
        outcome.Should().NotBe(Outcome.Failed);
        if (outcome != Outcome.Ran)
        {
            (Directory.Exists(_workspace.Out) ? Directory.GetFiles(_workspace.Out) : []).Should().BeEmpty("nothing is left half-written");
        }
    }

    private static NodeSpec SpecOf(string type) => Workspace.Catalog.Find(type)!.Spec;

    private async Task<RunReport> RunAsync(NodeSpec spec)
    {
        Prepare();
        return await _workspace.DoneAsync(Graph(spec));
    }

    private static string Graph(NodeSpec spec)
    {
        var inputs = SampleInputs.Of(spec, "{ \"link\": \"picture.image\" }", "{ \"link\": \"where.mask\" }");
        var node = $"\"node\": {{ \"type\": \"{spec.Type}\", \"inputs\": {{ {inputs} }} }}";
        var outputs = SampleInputs.OutputsOf(spec).Select(key => $"\"{key}\": {{ \"link\": \"node.{key}\" }}").Append("\"kept\": { \"link\": \"picture.image\" }");
        return $$"""{ "format": 1, "nodes": { {{Sources}}, {{node}} }, "outputs": { {{string.Join(", ", outputs)}} } }""";
    }

    private const string Sources = """
        "picture": { "type": "image.load", "inputs": { "file": "in.png" } },
        "where": { "type": "mask.rectangle", "inputs": { "width": 24, "height": 16 } }
        """;

    private void Prepare()
    {
        using var pattern = Picture.Pattern(24, 16, bands: 4);
        _workspace.Save("in.png", pattern);
        using var mask = Picture.Even(24, 16, 255);
        _workspace.Save("mask.png", mask);
        _workspace.Write("text.txt", "some text");
        _workspace.Write("table.csv", "name,price\nkettle,12\ncup,3\n");
    }
}

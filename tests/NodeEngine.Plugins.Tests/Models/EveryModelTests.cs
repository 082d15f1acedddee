using System.Globalization;
using System.Text;
using FluentAssertions;
using NodeEngine.Plugins.Tests.Models.Support;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Runs;
using NodeEngine.Sdk;
using Xunit;

namespace NodeEngine.Plugins.Tests.Models;

/// <summary>Every shipped model against the stand-in, which takes its rules from the providers' documents and not from our descriptors.</summary>
public sealed class EveryModelTests
{
    public static TheoryData<string> Models { get; } = [.. Workspace.Catalog.Models.Select(model => model.NodeType)];

    [Fact]
    public void The_shipped_models_are_these()
    {
        Workspace.Catalog.Problems.Should().BeEmpty();
        Workspace.Catalog.Models.Select(model => model.NodeType).Should().Equal(
            "gemini.gemini-2.5-flash-image", "gemini.gemini-3-pro-image", "gemini.gemini-3-pro-image-preview", "gemini.gemini-3.1-flash-image",
            "gemini.gemini-3.1-flash-image-preview", "gemini.gemini-3.1-flash-lite-image", "gemini.gemini-nano-banana-2.1",
            "openai.dall-e-2", "openai.dall-e-3", "openai.gpt-image-1", "openai.gpt-image-1-mini", "openai.gpt-image-1.5", "openai.gpt-image-2",
            "openai.gpt-image-2.5-flare", "openai.gpt-image-2.5-sunburst", "openai.gpt-image-2.6-flare", "openai.gpt-image-2.6-sunburst");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Each_operation_sends_the_request_on_file_and_gives_a_picture(string type)
    {
        await using var world = await World.StartAsync();
        var model = Workspace.Catalog.FindModel(type)!;
        world.Write("photo.png", Pictures.Png(64, 64));
        world.Write("style.jpg", model.References is null ? [] : Pictures.Jpeg(48, 32));
        world.Write("mask.png", Pictures.Mask(64, 64));
        var golden = new StringBuilder();
        foreach (var (name, inputs) in Operations(model))
        {
            var report = await world.ShootAsync(type, inputs);
            report.Node().Should().Match<NodeReport>(node => node.Outcome == Outcome.Ran && node.Warnings.Count == 0, $"{name}: {report.Node().Error}");
            report.Images().Should().OnlyContain(image => image.Width > 0);
            golden.Append("## ").Append(name).Append("\n\n").Append(RequestText.Of(world.Requests[^1])).Append('\n');
        }

        Golden.Check($"{type}.txt", golden.ToString());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task What_the_check_lets_through_the_provider_takes(string type)
    {
        await using var world = await World.StartAsync();
        var spec = Workspace.Catalog.Find(type)!.Spec;
        var ports = spec.Inputs.Where(port => port.Key is not "prompt" and not "references" and not "image" and not "mask" and not "take").ToList();
        // With a seed there is one picture.
        var values = ports.ConvertAll(port => port.Key == "count" && spec.InputIndex("seed") >= 0 ? ["1"] : Values(port));
        var used = ports.ConvertAll(_ => new HashSet<string>());
        var rounds = Math.Max(values.Max(one => one.Count), ports.Max(port => port.Key == "output_format" ? port.Choices.Count : 0) switch { 5 => 15, 3 => 6, _ => 0 });
        world.Write("photo.png", Pictures.Png(64, 64));
        for (var round = 0; round < rounds; round++)
        {
            // Shapes and sizes come once, because large ones take long; the others in all combinations of a few.
            var given = ports.Select((port, i) => (port.Key, Value: round < values[i].Count ? values[i][round] : port.Choices.Count + port.Examples.Count > 5 || port.Key == "resolution" ? null : values[i][round % values[i].Count]))
                .Where(input => input.Value is not null)
                .ToList();
            if (round < 2 && spec.InputIndex("input_fidelity") >= 0)
            {
                given.RemoveAll(input => input.Key == "moderation");
                given.Add(("image", "\"photo.png\""));
            }

            for (var problems = Problems(); problems.Count > 0; problems = Problems())
            {
                // What does not go with the others is left out, until the check has nothing to say.
                given.RemoveAll(input => problems.Any(problem => problem.Where == $"shoot.{input.Key}")).Should().BePositive(problems[0].Message);
            }

            var report = await world.ShootAsync(type, Text());
            report.Node().Outcome.Should().Be(Outcome.Ran, $"{Text()}: {report.Node().Error?.Message}");
            foreach (var (key, value) in given.Where(input => input.Key != "image"))
            {
                used[ports.FindIndex(port => port.Key == key)].Add(value!);
            }

            IReadOnlyList<Problem> Problems() => world.Check(World.Shoot(type, Text()));

            string Text() => string.Join(", ", given.Select(input => $"\"{input.Key}\": {input.Value}").Prepend("\"prompt\": \"a kettle\"").Append($"\"take\": {round + 1}"));
        }

        for (var i = 0; i < ports.Count; i++)
        {
            used[i].Should().BeEquivalentTo(values[i], $"every value of {ports[i].Key} goes with something");
        }
    }

    /// <summary>Each choice, each example, both ends of a range.</summary>
    private static List<string> Values(Port port)
    {
        if (port.Key == "count")
        {
            return ["1", "2"];
        }

        if (port.Choices.Count + port.Examples.Count > 0)
        {
            // What goes with few others comes first: then the others are there in the same round.
            return [.. port.Choices.Concat(port.Examples).Reverse().Select(text => $"\"{text}\"")];
        }

        var max = port.Max ?? 60_000;
        return [.. new[] { port.Min!.Value, max }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
    }

    private static IEnumerable<(string Name, string Inputs)> Operations(ModelSpec model)
    {
        const string Prompt = "\"prompt\": \"A red kettle — \\\"enamel\\\"\"";
        yield return ("generate", Prompt);
        yield return ("generate, everything set", Prompt + Settings(model));
        if (model.Image is not null)
        {
            yield return ("edit", Prompt + ", \"image\": \"photo.png\"");
        }

        if (model.Mask is not null)
        {
            yield return ("edit with mask", Prompt + ", \"image\": \"photo.png\", \"mask\": \"mask.png\"");
        }

        if (model.References is not null)
        {
            yield return ("generate from references", Prompt + ", \"references\": [ \"style.jpg\" ]");
            yield return ("edit with references", Prompt + ", \"image\": \"photo.png\", \"references\": [ \"style.jpg\", \"photo.png\" ]" + (model.Mask is null ? "" : ", \"mask\": \"mask.png\""));
        }
    }

    private static string Settings(ModelSpec model)
    {
        var settings = new StringBuilder();
        if (model.Size is not null)
        {
            settings.Append(CultureInfo.InvariantCulture, $", \"size\": \"{model.Size.Presets[1]}\"");
        }

        if (model.MaxCountPerRequest > 1)
        {
            settings.Append(", \"count\": 2");
        }

        foreach (var (port, _) in model.Parameters)
        {
            var value = port.Key switch
            {
                "background" => "\"transparent\"",
                "output_format" => "\"webp\"",
                "output_compression" => "80",
                "temperature" => "0.5",
                "seed" => "42",
                "frame_count" or "frame_duration_ms" => null,
                "input_fidelity" => null,
                // Large ones take long.
                "resolution" => "\"2K\"",
                _ => $"\"{port.Choices[^1]}\"",
            };
            if (value is not null)
            {
                settings.Append(CultureInfo.InvariantCulture, $", \"{port.Key}\": {value}");
            }
        }

        return settings.ToString();
    }
}

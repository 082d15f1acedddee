using System.Buffers;
using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>A provider and the plugin that brings it.</summary>
internal sealed record ModelProvider(IModelProvider Provider, string Plugin)
{
    public ProviderSpec Spec => Provider.Spec;
}

/// <summary>A model as a node: its ports follow from its descriptor, the same way for every provider. It is run by a <see cref="ModelCaller"/>.</summary>
internal sealed class ModelNode : INode
{
    private const string Prompt = "prompt";
    private const string References = "references";
    private const string Size = "size";
    private const string Count = "count";

    private readonly string?[] _wireNames;

    public ModelNode(ModelSpec model, IModelProvider provider)
    {
        Model = model;
        Provider = provider;
        var inputs = new List<Port> { new(Prompt, PortType.Text) { Help = "What the picture shows, in words." } };
        if (model.References is { } references)
        {
            inputs.Add(new Port(References, PortType.List(PortType.Image))
            {
                Default = ListValue.Empty,
                MaxItems = references.Max,
                Help = $"Pictures to take from: up to {references.Max}, as {string.Join(", ", references.Formats)}.",
            });
        }

        if (model.Size is { } size)
        {
            inputs.Add(new Port(Size, size.Free is null ? PortType.Choice : PortType.Text)
            {
                Default = new TextValue(size.Default),
                Choices = size.Free is null ? size.Presets : [],
                Help = $"Width and height in pixels, such as {string.Join(", ", size.Presets)}{(size.Free is { } free ? SizeCheck.Describe(free) : "")}.",
            });
        }

        if (model.MaxCount > 1)
        {
            inputs.Add(new Port(Count, PortType.Integer) { Default = new IntegerValue(1), Min = 1, Max = model.MaxCount, Help = "How many pictures to make from the same prompt." });
        }

        inputs.AddRange(model.Parameters.Select(parameter => parameter.Port));
        inputs.Add(Port.Take);
        Spec = new NodeSpec(
            model.NodeType,
            inputs,
            [
                new Port("images", PortType.List(PortType.Image)) { Help = "All pictures of the answer, in order." },
                new Port("image", PortType.Image) { Help = "The first picture." },
            ])
        {
            Purity = Purity.Sampled,
            Work = Work.Waiting,
            ChecksLiterals = true,
            Help = model.Help,
        };
        _wireNames = [.. inputs.Select(port => model.Parameters.FirstOrDefault(parameter => parameter.Port == port)?.WireName)];
    }

    public ModelSpec Model { get; }

    public IModelProvider Provider { get; }

    public NodeSpec Spec { get; }

    /// <summary>The ports are the same for all literals; what they may be is checked here, before anything is paid.</summary>
    public INode Specialize(IReadOnlyDictionary<string, Value> literals)
    {
        if (literals.TryGetValue(Prompt, out var prompt))
        {
            CheckPrompt(((TextValue)prompt).Text);
        }

        if (literals.TryGetValue(Size, out var size))
        {
            CheckSize(((TextValue)size).Text);
        }

        return this;
    }

    public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation) =>
        throw new NodeException("models-missing", "This program runs graphs without models.", "Give the GraphRunner a ModelCaller.");

    /// <summary>
    /// What identifies a call: the wire name, where it goes, the take, and only what is sent. What equals its default is not sent, so that a new
    /// version of plugin or descriptor buys nothing again.
    /// </summary>
    public Address Address(string endpoint, ReadOnlySpan<Address> inputs)
    {
        var content = new ArrayBufferWriter<byte>(256);
        Write(content, "model");
        Write(content, Model.WireId);
        Write(content, endpoint);
        for (var i = 0; i < inputs.Length; i++)
        {
            var port = Spec.Inputs[i];
            if (inputs[i].IsNone || inputs[i] == port.Default?.Address)
            {
                continue;
            }

            Write(content, _wireNames[i] ?? port.Key);
            inputs[i].CopyTo(content.GetSpan(Sdk.Address.Size));
            content.Advance(Sdk.Address.Size);
        }

        return Sdk.Address.Of(content.WrittenSpan);
    }

    /// <summary>The inputs of an invocation as a request.</summary>
    /// <exception cref="NodeException">A value that was made while running is not one that the model takes.</exception>
    public ModelRequest Request(NodeRun run)
    {
        var size = Model.Size is null ? null : CheckSize(run.Input<TextValue>(Size).Text);
        var parameters = new List<KeyValuePair<string, Value>>();
        for (var i = 0; i < _wireNames.Length; i++)
        {
            if (_wireNames[i] is { } name && run.Inputs[i] is { } value && value.Address != Spec.Inputs[i].Default?.Address)
            {
                parameters.Add(new(name, value));
            }
        }

        return new ModelRequest
        {
            Model = Model,
            Prompt = CheckPrompt(run.Input<TextValue>(Prompt).Text),
            References = Model.References is null ? [] : [.. run.Input<ListValue>(References).Items.Cast<ImageValue>().Select(CheckReference)],
            Count = Model.MaxCount > 1 ? (int)run.Input<IntegerValue>(Count).Number : 1,
            Size = size == Model.Size?.Default ? null : size,
            Parameters = parameters,
        };
    }

    private static void Write(ArrayBufferWriter<byte> content, string text)
    {
        Encoding.UTF8.GetBytes(text, content);
        content.Write("\0"u8);
    }

    private string CheckPrompt(string prompt)
    {
        if (string.IsNullOrWhiteSpace(prompt))
        {
            throw new NodeException("prompt-empty", "The prompt is empty.", "Say what the picture shows.") { Port = Prompt };
        }

        return Model.MaxPromptLength is { } most && prompt.Length > most
            ? throw new NodeException("prompt-too-long", $"The prompt has {prompt.Length} characters, and {Model.WireId} takes {most}.", "Shorten it.") { Port = Prompt }
            : prompt;
    }

    private string CheckSize(string size) =>
        Model.Size is { } rule && SizeCheck.Fault(size, rule) is { } fault ? throw new NodeException(fault.Code, fault.Message, fault.Suggestion) { Port = Size } : size;

    private ImageValue CheckReference(ImageValue image)
    {
        var rule = Model.References!;
        // Made of pixels, it is sent as PNG.
        var format = image.Format ?? "png";
        if (!rule.Formats.Contains(format, StringComparer.Ordinal))
        {
            throw new NodeException("reference-format", $"A reference is {format}, and {Model.WireId} takes {string.Join(", ", rule.Formats)}.", "Convert it first.") { Port = References };
        }

        using var bytes = image.OpenEncoded();
        return bytes.Length > rule.MaxBytes
            ? throw new NodeException("reference-too-large", $"A reference has {bytes.Length:N0} bytes, and {Model.WireId} takes {rule.MaxBytes:N0}.", "Resize it first.") { Port = References }
            : image;
    }
}

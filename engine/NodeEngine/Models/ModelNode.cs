using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using NodeEngine.Images;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>A provider and the plugin that brings it.</summary>
internal sealed record ModelProvider(IModelProvider Provider, string Plugin)
{
    public ProviderSpec Spec => Provider.Spec;
}

/// <summary>One request of a model node.</summary>
/// <param name="Recipe">What identifies its result.</param>
/// <param name="Count">How many pictures it asks for.</param>
internal readonly record struct ModelCall(Address Recipe, int Count);

/// <summary>A model as a node: its ports follow from its descriptor, the same way for every provider. It is run by a <see cref="ModelCaller"/>.</summary>
internal sealed class ModelNode : INode
{
    private const string Count = "count";

    private readonly string?[] _wireNames;
    private readonly int _count;

    public ModelNode(ModelSpec model, IModelProvider provider)
    {
        Model = model;
        Provider = provider;
        Spec = new NodeSpec(model.NodeType, [.. Inputs(model).Select(port => WithRules(port, model))], [.. Outputs(model)])
        {
            Purity = Purity.Sampled,
            Work = Work.Waiting,
            Help = model.Help,
        };
        _wireNames = [.. Spec.Inputs.Select(port => model.Parameters.FirstOrDefault(parameter => parameter.Port.Key == port.Key)?.WireName)];
        _count = Spec.InputIndex(Count);
    }

    public ModelSpec Model { get; }

    public IModelProvider Provider { get; }

    public NodeSpec Spec { get; }

    /// <summary>The position of the count input, or -1.</summary>
    public int CountIndex => _count;

    public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation) =>
        throw new NodeException("models-missing", "This program runs graphs without models.", "Give the GraphRunner a ModelCaller.");

    /// <summary>
    /// What identifies all that the node asks for, but for how many: the wire name, where it goes, the take, and only what is sent. What equals its
    /// default is not sent, so that a new version of plugin or descriptor buys nothing again.
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
            if (i == _count || inputs[i].IsNone || inputs[i] == port.Default?.Address)
            {
                continue;
            }

            Write(content, _wireNames[i] ?? port.Key);
            inputs[i].CopyTo(content.GetSpan(Sdk.Address.Size));
            content.Advance(Sdk.Address.Size);
        }

        return Sdk.Address.Of(content.WrittenSpan);
    }

    /// <summary>The requests for <paramref name="count"/> pictures: where a provider makes fewer at a time, several, each with a result of its own.</summary>
    public ModelCall[] Calls(Address all, int count)
    {
        var most = Math.Max(1, Model.MaxCountPerRequest);
        var calls = new ModelCall[(count + most - 1) / most];
        Span<byte> bytes = stackalloc byte[Sdk.Address.Size + 8];
        all.CopyTo(bytes);
        for (var i = 0; i < calls.Length; i++)
        {
            var pictures = Math.Min(most, count - (i * most));
            BinaryPrimitives.WriteInt32LittleEndian(bytes[Sdk.Address.Size..], i);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(Sdk.Address.Size + 4)..], pictures);
            calls[i] = new ModelCall(Sdk.Address.Of(bytes), pictures);
        }

        return calls;
    }

    /// <summary>The outputs of the node from those of its calls, in order.</summary>
    public Value[] Assemble(IReadOnlyList<CallResult> results)
    {
        var images = new ListValue([.. results.SelectMany(result => result.Images)]);
        return Model.ReturnsText
            ? [images, images.Items[0], new TextValue(string.Join("\n", results.Select(result => result.Text).Where(text => text is { Length: > 0 })))]
            : [images, images.Items[0]];
    }

    /// <summary>What is wrong with the inputs, as far as they are known.</summary>
    public IEnumerable<(string Port, Plans.Fault Fault)> Faults(Func<int, KnownInput> input) => new ModelCheck(Model, Spec, input).Faults();

    /// <summary>The inputs of an invocation as a request for some pictures.</summary>
    /// <exception cref="NodeException">A value that was made while running is not one that the model takes.</exception>
    public ModelRequest Request(NodeRun run)
    {
        var inputs = run.Inputs.ToArray();
        foreach (var (port, fault) in Faults(i => new KnownInput(true, inputs[i])))
        {
            throw new NodeException(fault.Code, $"Input '{port}': {fault.Message}", fault.Suggestion) { Port = port };
        }

        CheckBytes(inputs);
        var parameters = new List<KeyValuePair<string, Value>>();
        for (var i = 0; i < _wireNames.Length; i++)
        {
            if (_wireNames[i] is { } name && inputs[i] is { } value && value.Address != Spec.Inputs[i].Default?.Address)
            {
                parameters.Add(new(name, value));
            }
        }

        var size = Model.Size is null ? null : run.Input<TextValue>("size").Text;
        return new ModelRequest
        {
            Model = Model,
            Prompt = run.Input<TextValue>("prompt").Text,
            Image = Model.Image is null ? null : run.Optional<ImageValue>("image"),
            Mask = Model.Mask is { } rule && run.Optional<MaskValue>("mask") is { } mask ? MaskCodec.Encode(mask, rule) : null,
            References = Model.References is null ? [] : [.. run.Input<ListValue>("references").Items.Cast<ImageValue>()],
            Count = _count < 0 ? 1 : (int)run.Input<IntegerValue>(Count).Number,
            Size = size == Model.Size?.Default ? null : size,
            Parameters = [.. parameters, .. Model.Fixed],
        };
    }

    /// <summary>Pictures made of pixels are sent as PNG, and only that shows how many bytes they have.</summary>
    private void CheckBytes(Value?[] inputs)
    {
        foreach (var (key, rule) in new[] { ("image", Model.Image), ("references", Model.References) })
        {
            var given = rule?.MaxBytes is null ? null : inputs[Spec.InputIndex(key)];
            foreach (var picture in given is ListValue list ? list.Items.OfType<ImageValue>() : [.. given is ImageValue one ? [one] : Array.Empty<ImageValue>()])
            {
                if (picture.IsEncoded)
                {
                    continue;
                }

                using var png = picture.OpenEncoded();
                if (png.Length > rule!.MaxBytes)
                {
                    throw new NodeException("picture-too-large", $"A picture of '{key}' has {png.Length:N0} bytes as PNG, and {Model.WireId} takes {rule.MaxBytes:N0}.", "Resize it first.") { Port = key };
                }
            }
        }
    }

    /// <summary>The inputs of a model's node.</summary>
    public static IEnumerable<Port> Inputs(ModelSpec model)
    {
        yield return new Port("prompt", PortType.Text) { Help = "What the picture shows, or what to change, in words." };
        if (model.References is { } references)
        {
            yield return new Port("references", PortType.List(PortType.Image))
            {
                Default = ListValue.Empty,
                MaxItems = references.Max,
                Help = $"Pictures to take from, up to {references.Max}: {Describe(references)}.",
            };
        }

        if (model.Image is { } image)
        {
            yield return new Port("image", PortType.Image) { IsOptional = true, Help = $"The picture to edit: {Describe(image)}." };
        }

        if (model.Mask is not null)
        {
            yield return new Port("mask", PortType.Mask)
            {
                IsOptional = true,
                Help = "Where to edit the picture, of the same size: white means \"change this\". Models take it as a hint; image.inpaint_composite keeps the rest exactly.",
            };
        }

        if (model.Size is { } size)
        {
            yield return new Port("size", size.Free is null ? PortType.Choice : PortType.Text)
            {
                Default = new TextValue(size.Default),
                Choices = size.Free is null ? size.Presets : [],
                Examples = size.Free is null ? [] : size.Presets,
                Help = $"Width and height in pixels, such as {string.Join(", ", size.Presets)}{(size.Free is { } free ? SizeCheck.Describe(free) : "")}.",
            };
        }

        foreach (var parameter in model.Parameters.Where(IsShape))
        {
            yield return parameter.Port;
        }

        if (model.MaxCount > 1)
        {
            yield return new Port(Count, PortType.Integer)
            {
                Default = new IntegerValue(1),
                Min = 1,
                Max = model.MaxCount,
                Help = model.MaxCountPerRequest < model.MaxCount ? "How many pictures to make, each by a call of its own." : "How many pictures to make from the same prompt.",
            };
        }

        foreach (var parameter in model.Parameters.Where(parameter => !IsShape(parameter)))
        {
            yield return parameter.Port;
        }

        yield return Port.Take;
    }

    private static bool IsShape(ModelParameter parameter) => parameter.Port.Key is "aspect_ratio" or "resolution";

    private static IEnumerable<Port> Outputs(ModelSpec model)
    {
        yield return new Port("images", PortType.List(PortType.Image)) { Help = "All pictures, in order." };
        yield return new Port("image", PortType.Image) { Help = "The first picture." };
        if (model.ReturnsText)
        {
            yield return new Port("text", PortType.Text) { Help = "What the model wrote beside the picture: a remark, or the prompt as it understood it." };
        }
    }

    /// <summary>The port with what must hold between it and others in its help.</summary>
    private static Port WithRules(Port port, ModelSpec model)
    {
        var rules = ModelRules.Of(model, port.Key).ToList();
        return rules.Count == 0 ? port : new Port(port.Key, port.Type)
        {
            Default = port.Default,
            IsOptional = port.IsOptional,
            IsLiteral = port.IsLiteral,
            Min = port.Min,
            Max = port.Max,
            Choices = port.Choices,
            Examples = port.Examples,
            MaxItems = port.MaxItems,
            Help = string.Join(' ', rules.Prepend(port.Help).Where(text => text.Length > 0)),
        };
    }

    private static string Describe(ImageInputs images) =>
        $"{string.Join(", ", images.Formats)}{(images.MaxBytes is { } bytes ? $", up to {bytes / 1_000_000} MB" : "")}{(images.IsSquare ? ", square" : "")}";

    private static void Write(ArrayBufferWriter<byte> content, string text)
    {
        Encoding.UTF8.GetBytes(text, content);
        content.Write("\0"u8);
    }
}

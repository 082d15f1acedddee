using System.Text.Json.Nodes;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>What a plan is made for: the graph inputs that are set, and the outputs that are wanted.</summary>
public sealed class PlanInputs
{
    /// <summary>Nothing set, everything wanted.</summary>
    public static PlanInputs None { get; } = new();

    /// <summary>
    /// The outputs that are wanted. Null, the default: all of them, and every node with an effect. Given, only what leads to them runs, and problems
    /// elsewhere are warnings.
    /// </summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The folder that pictures and files in texts start from. Default: the current folder.</summary>
    public string Folder { get; init; } = Path.GetFullPath(".");

    /// <summary>
    /// Finds the picture that a literal <c>sha256:…</c> means; true for a mask. <see cref="ResultStore.FindPicture"/> fits. Null: such literals are
    /// problems.
    /// </summary>
    public Func<Address, bool, ImageValue?>? Stored { get; init; }

    internal Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, Value> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Sets an input as on the command line: the text is read as the type that the graph declares, and a picture or file is a path relative to
    /// <see cref="Folder"/>. A list is a JSON array, or a single item.
    /// </summary>
    /// <param name="name">The name of a graph input.</param>
    public string this[string name]
    {
        set => Texts[name] = value;
    }

    /// <summary>Sets an input to a value.</summary>
    /// <param name="name">The name of a graph input.</param>
    /// <param name="value">A value of the type that the graph declares.</param>
    public void Set(string name, Value value) => Values[name] = value;

    /// <summary>
    /// The inputs as JSON: <c>folder</c>, <c>inputs</c> by name as texts, <c>targets</c>. A picture that was set as pixels cannot be written, and is left
    /// out.
    /// </summary>
    public string ToJson()
    {
        var inputs = new JsonObject();
        foreach (var (name, text) in Texts)
        {
            inputs[name] = text;
        }

        foreach (var (name, value) in Values)
        {
            if (Write(value) is { } written)
            {
                inputs[name] = written;
            }
        }

        return new JsonObject
        {
            ["folder"] = Folder,
            ["inputs"] = inputs,
            ["targets"] = Targets is null ? null : new JsonArray([.. Targets.Select(target => (JsonNode)target)]),
        }.ToJsonString();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="stored">See <see cref="Stored"/>.</param>
    public static PlanInputs FromJson(string json, Func<Address, bool, ImageValue?>? stored = null)
    {
        var read = JsonNode.Parse(json)!;
        var inputs = new PlanInputs
        {
            Folder = (string)read["folder"]!,
            Targets = read["targets"] is JsonArray targets ? [.. targets.Select(target => (string)target!)] : null,
            Stored = stored,
        };
        foreach (var (name, text) in read["inputs"]!.AsObject())
        {
            inputs[name] = (string)text!;
        }

        return inputs;
    }

    private static string? Write(Value value) => value switch
    {
        ImageValue { Encoded: BlobSource blob } => blob.Blob.Content.ToString(),
        ImageValue { Encoded: { Memory: null, FilePath: { } path } } => path,
        ImageValue => null,
        ListValue list when list.Items.Select(Write).ToArray() is var items && !items.Contains(null) =>
            new JsonArray([.. items.Select((item, i) => list.Items[i] is TextValue or ImageValue or FileValue ? JsonValue.Create(item) : JsonNode.Parse(item!))]).ToJsonString(),
        ListValue => null,
        _ => value.ToString(),
    };
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace NodeEngine.App.Output;

/// <summary>Writes what programs read.</summary>
internal static class Json
{
    private static readonly JsonShapes Readable = new(new JsonSerializerOptions(JsonShapes.Default.Options)
    {
        WriteIndented = true,
        NewLine = "\n",
        // Prompts in any script stay readable; nothing of this is put into a web page as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static void Write<T>(Terminal terminal, T shape)
    {
        var output = terminal.OpenOutput();
        JsonSerializer.Serialize(output, shape, (JsonTypeInfo<T>)Readable.GetTypeInfo(typeof(T))!);
        output.WriteByte((byte)'\n');
    }
}

/// <summary>Every shape that is written. Members are named in snake_case; what is null is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProblemsShape))]
[JsonSerializable(typeof(RunShape))]
[JsonSerializable(typeof(BatchShape))]
[JsonSerializable(typeof(PlanShape))]
[JsonSerializable(typeof(RunsShape))]
[JsonSerializable(typeof(RunRecordShape))]
[JsonSerializable(typeof(SpendShape))]
[JsonSerializable(typeof(StoreInfoShape))]
[JsonSerializable(typeof(VerifyShape))]
[JsonSerializable(typeof(CollectShape))]
[JsonSerializable(typeof(RebuildShape))]
[JsonSerializable(typeof(OutputShape))]
[JsonSerializable(typeof(NodesShape))]
[JsonSerializable(typeof(PluginsShape))]
[JsonSerializable(typeof(ModelsShape))]
[JsonSerializable(typeof(ModelDetailShape))]
[JsonSerializable(typeof(DoctorShape))]
[JsonSerializable(typeof(SandboxShape))]
[JsonSerializable(typeof(NewShape))]
[JsonSerializable(typeof(object[]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(bool))]
internal sealed partial class JsonShapes : JsonSerializerContext;

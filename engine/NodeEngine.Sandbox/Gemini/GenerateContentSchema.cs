namespace NodeEngine.Sandbox.Gemini;

/// <summary>
/// The fields of generateContent that image models take on the Gemini Developer API (python-genai types.py and its converters "to_mldev"). What
/// exists on Vertex AI only, such as personGeneration or labels, is unknown here, as it is there.
/// </summary>
internal static class GenerateContentSchema
{
    private static readonly ProtoType Text = new ProtoType.Scalar("TYPE_STRING");
    private static readonly ProtoType Bytes = new ProtoType.Scalar("TYPE_BYTES");
    private static readonly ProtoType Integer = new ProtoType.Scalar("TYPE_INT32");
    private static readonly ProtoType Number = new ProtoType.Scalar("TYPE_FLOAT");
    private static readonly ProtoType Flag = new ProtoType.Scalar("TYPE_BOOL");

    private static readonly ProtoType Content = Message("Content", ("role", Text, false), ("parts", Message(
        "Part",
        ("text", Text, false),
        ("inlineData", Message("Blob", ("mimeType", Text, false), ("data", Bytes, false)), false),
        ("fileData", Message("FileData", ("mimeType", Text, false), ("fileUri", Text, false)), false),
        ("thought", Flag, false),
        ("thoughtSignature", Bytes, false)), true));

    private static readonly ProtoType GenerationConfig = Message(
        "GenerationConfig",
        ("responseModalities", new ProtoType.Choice("GenerationConfig.Modality", ["TEXT", "IMAGE", "AUDIO"]), true),
        ("imageConfig", Message("ImageConfig", ("aspectRatio", Text, false), ("imageSize", Text, false)), false),
        ("thinkingConfig", Message(
            "ThinkingConfig",
            ("thinkingLevel", new ProtoType.Choice("ThinkingConfig.ThinkingLevel", ["MINIMAL", "LOW", "MEDIUM", "HIGH"]), false),
            ("thinkingBudget", Integer, false),
            ("includeThoughts", Flag, false)), false),
        ("temperature", Number, false),
        ("topP", Number, false),
        ("topK", Integer, false),
        ("seed", Integer, false),
        ("candidateCount", Integer, false),
        ("maxOutputTokens", Integer, false),
        ("stopSequences", Text, true));

    private static readonly string[] Categories = ["HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "CIVIC_INTEGRITY", "JAILBREAK"];
    private static readonly string[] Thresholds = ["BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"];

    private static readonly ProtoType SafetySetting = Message(
        "SafetySetting",
        ("category", new ProtoType.Choice("HarmCategory", [.. Categories.Select(name => $"HARM_CATEGORY_{name}")]), false),
        ("threshold", new ProtoType.Choice("SafetySetting.HarmBlockThreshold", Thresholds), false));

    private static readonly ProtoType Tool = Message("Tool", ("googleSearch", Message(
        "GoogleSearch",
        ("searchTypes", Message("SearchTypes", ("webSearch", Message("WebSearch"), false), ("imageSearch", Message("ImageSearch"), false)), false)), false));

    public static ProtoType.Message Request { get; } = Message(
        "GenerateContentRequest",
        ("contents", Content, true),
        ("systemInstruction", Content, false),
        ("generationConfig", GenerationConfig, false),
        ("safetySettings", SafetySetting, true),
        ("tools", Tool, true));

    private static ProtoType.Message Message(string name, params (string Name, ProtoType Type, bool Repeated)[] fields) =>
        new(name, fields.ToDictionary(field => field.Name, field => new ProtoField(field.Type, field.Repeated)));
}

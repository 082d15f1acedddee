namespace NodeEngine.Sandbox.Gemini;

/// <summary>Pixels of a picture by ratio and <c>imageSize</c>.</summary>
internal static class GeminiSizes
{
    // gemini-2.5-flash-image, as its page lists them.
    private static readonly Dictionary<string, (int Width, int Height)> Of25 = new()
    {
        ["1:1"] = (1024, 1024),
        ["2:3"] = (832, 1248),
        ["3:2"] = (1248, 832),
        ["3:4"] = (864, 1184),
        ["4:3"] = (1184, 864),
        ["4:5"] = (896, 1152),
        ["5:4"] = (1152, 896),
        ["9:16"] = (768, 1344),
        ["16:9"] = (1344, 768),
        ["21:9"] = (1536, 672),
    };

    // Gemini 3 and later at 1K. Only 1:1 and 16:9 are confirmed; the others have about as many pixels and the right ratio.
    private static readonly Dictionary<string, (int Width, int Height)> Of3 = new()
    {
        ["1:1"] = (1024, 1024),
        ["2:3"] = (848, 1264),
        ["3:2"] = (1264, 848),
        ["3:4"] = (896, 1200),
        ["4:3"] = (1200, 896),
        ["4:5"] = (928, 1152),
        ["5:4"] = (1152, 928),
        ["9:16"] = (768, 1376),
        ["16:9"] = (1376, 768),
        ["21:9"] = (1584, 672),
        ["1:4"] = (512, 2048),
        ["4:1"] = (2048, 512),
        ["1:8"] = (384, 3072),
        ["8:1"] = (3072, 384),
    };

    public static (int Width, int Height) Find(GeminiModel model, string ratio, string size)
    {
        var (width, height) = (model.HasImageSize ? Of3 : Of25)[ratio];
        return size switch
        {
            "512" => (width / 2, height / 2),
            "2K" => (width * 2, height * 2),
            "4K" => (width * 4, height * 4),
            _ => (width, height),
        };
    }

    /// <summary>The model's ratio nearest in shape to a picture.</summary>
    public static string Nearest(GeminiModel model, int width, int height) => model.Ratios.MinBy(ratio =>
    {
        var (w, h) = Find(model, ratio, "1K");
        return Math.Abs(Math.Log((double)w / h) - Math.Log((double)width / height));
    })!;
}

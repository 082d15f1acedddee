namespace NodeEngine.Sandbox.OpenAi;

/// <summary>How many output tokens a picture counts.</summary>
internal static class OutputTokens
{
    // The calculator on OpenAI's image generation guide.
    private static readonly Dictionary<string, int> Grid2 = new() { ["low"] = 16, ["medium"] = 48, ["high"] = 96 };
    private static readonly Dictionary<string, int> Grid25 = new() { ["low"] = 16, ["medium"] = 24, ["high"] = 48, ["xhigh"] = 64, ["max"] = 96 };

    // Published per size for gpt-image-1 and 1.5: square, portrait, landscape.
    private static readonly Dictionary<string, int[]> Table1 = new()
    {
        ["low"] = [272, 408, 400],
        ["medium"] = [1056, 1584, 1568],
        ["high"] = [4160, 6240, 6208],
    };

    public static int GptImage1(string quality, int width, int height) => Table1[quality][width == height ? 0 : width < height ? 1 : 2];

    public static int GptImage2(string quality, int width, int height) => ByGrid(Grid2[quality], width, height);

    public static int GptImage25(string quality, int width, int height) => ByGrid(Grid25[quality], width, height);

    // Half to even, as the calculator rounds; the product in integers, so that no last digit is lost.
    private static int ByGrid(int grid, int width, int height)
    {
        var other = (long)Math.Round((double)grid * Math.Min(width, height) / Math.Max(width, height), MidpointRounding.ToEven);
        return (int)(((grid * other * (2_000_000L + ((long)width * height))) + 3_999_999) / 4_000_000);
    }
}

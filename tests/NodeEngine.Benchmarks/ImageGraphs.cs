namespace NodeEngine.Benchmarks;

/// <summary>The cases with pictures as graphs.</summary>
internal static class ImageGraphs
{
    public static string Of(string name) => name switch
    {
        "16 × 2048² jpeg" => Many(16, i => Finished(i, "jpg")),
        "16 × 2048² png" => Many(16, i => Finished(i, "png")),
        "chain of ten" => Many(1, _ => Ten()),
        "200 thumbnails" => Many(BareImages.Thumbnails, Thumbnail),
        _ => throw new ArgumentException($"There is no case '{name}'.", nameof(name)),
    };

    private static string Many(int count, Func<int, string> nodes) =>
        "{ \"format\": 1, \"nodes\": {\n" + string.Join(",\n", Enumerable.Range(0, count).Select(nodes)) + "\n} }";

    private static string Finished(int i, string ending) => $$"""
          "load{{i}}": { "type": "image.load", "inputs": { "file": "{{i}}.{{ending}}" } },
          "resize{{i}}": { "type": "image.resize", "inputs": { "image": { "link": "load{{i}}.image" }, "width": 1024 } },
          "blur{{i}}": { "type": "image.blur", "inputs": { "image": { "link": "resize{{i}}.image" }, "sigma": 4 } },
          "sharpen{{i}}": { "type": "image.sharpen", "inputs": { "image": { "link": "blur{{i}}.image" } } },
          "save{{i}}": { "type": "image.save", "inputs": { "image": { "link": "sharpen{{i}}.image" }, "name": "{{i}}.{{ending}}" } }
        """;

    private static string Thumbnail(int i) => $$"""
          "load{{i}}": { "type": "image.load", "inputs": { "file": "large{{i % BareImages.Large}}.jpg" } },
          "resize{{i}}": { "type": "image.resize", "inputs": { "image": { "link": "load{{i}}.image" }, "width": {{BareImages.ThumbnailWidth(i)}} } },
          "save{{i}}": { "type": "image.save", "inputs": { "image": { "link": "resize{{i}}.image" }, "name": "{{i}}.jpg" } }
        """;

    private static string Ten()
    {
        (string Type, string Inputs)[] steps =
        [
            ("crop", "\"x\": 24, \"y\": 24, \"width\": 2000, \"height\": 2000"),
            ("resize", "\"width\": 1600"),
            ("adjust", "\"contrast\": 1.1"),
            ("blur", "\"sigma\": 1.5"),
            ("adjust", "\"brightness\": 0.05"),
            ("sharpen", "\"amount\": 1"),
            ("flip", "\"direction\": \"horizontal\""),
            ("pad", "\"left\": 20, \"top\": 20, \"right\": 20, \"bottom\": 20"),
            ("invert", ""),
            ("rotate", "\"angle\": 90"),
        ];
        var nodes = steps.Select((step, i) =>
            $"\"n{i}\": {{ \"type\": \"image.{step.Type}\", \"inputs\": {{ \"image\": {(i == 0 ? "\"0.jpg\"" : $"{{ \"link\": \"n{i - 1}.image\" }}")}{(step.Inputs.Length > 0 ? ", " : "")}{step.Inputs} }} }}");
        return string.Join(",\n", nodes) + $",\n\"save\": {{ \"type\": \"image.save\", \"inputs\": {{ \"image\": {{ \"link\": \"n{steps.Length - 1}.image\" }}, \"name\": \"ten.jpg\" }} }}";
    }
}

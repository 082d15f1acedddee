namespace NodeEngine.Plugins.Tests.Images;

/// <summary>A picture of the documentation: the nodes that make it, the last of which is called <c>result</c>.</summary>
/// <param name="Type">The node type that it shows, or a name for several.</param>
/// <param name="Nodes">The nodes, as in a graph file. <c>lake.png</c> is the landscape, <c>small.png</c> a fifth of it, <c>logo.png</c> a mark with transparency.</param>
internal sealed record Exhibit(string Type, string Nodes)
{
    public string File => Type.Replace("image.", "", StringComparison.Ordinal).Replace('_', '-').Replace('.', '-') + ".webp";
}

internal static class Gallery
{
    private const string Lake = "\"lake.png\"";

    public static IReadOnlyList<Exhibit> Exhibits { get; } =
    [
        Shown("image.load", 1, ("as it is", "lake.png")),
        new("image.resize", $"""
            {Node("contain", "image.resize", Lake, "\"width\": 200, \"height\": 200")},
            {Node("cover", "image.resize", Lake, "\"width\": 200, \"height\": 200, \"fit\": \"cover\"")},
            {Node("stretch", "image.resize", Lake, "\"width\": 200, \"height\": 200, \"fit\": \"stretch\"")},
            {Node("bars", "image.resize", Lake, "\"width\": 200, \"height\": 200, \"fit\": \"pad\", \"background\": \"#26305c\"")},
            {Sheet(4, ("contain", "contain"), ("cover", "cover"), ("stretch", "stretch"), ("pad", "bars"))}
            """),
        new("image.crop", $"""
            {Node("square", "image.crop", "\"small.png\"", "\"ratio\": \"1:1\", \"anchor\": \"right\"")},
            {Node("wide", "image.crop", "\"small.png\"", "\"ratio\": \"21:9\"")},
            {Node("box", "image.crop", "\"small.png\"", "\"x\": 110, \"y\": 30, \"width\": 110, \"height\": 120")},
            {Sheet(4, ("before", "small.png"), ("ratio 1:1, right", "square"), ("ratio 21:9", "wide"), ("a box", "box"))}
            """),
        new("image.rotate", $"""
            {Node("quarter", "image.rotate", "\"small.png\"", "\"angle\": 90")},
            {Node("little", "image.rotate", "\"small.png\"", "\"angle\": -12, \"background\": \"#26305c\"")},
            {Node("cut", "image.rotate", "\"small.png\"", "\"angle\": -12, \"expand\": false, \"background\": \"#26305c\"")},
            {Sheet(3, ("90°", "quarter"), ("-12°", "little"), ("-12°, size kept", "cut"))}
            """),
        new("image.flip", $"""
            {Node("across", "image.flip", "\"small.png\"", "\"direction\": \"horizontal\"")},
            {Node("down", "image.flip", "\"small.png\"", "\"direction\": \"vertical\"")},
            {Sheet(3, ("before", "small.png"), ("horizontal", "across"), ("vertical", "down"))}
            """),
        new("image.pad", $"""
            {Node("square", "image.pad", "\"small.png\"", "\"ratio\": \"1:1\", \"background\": \"#26305c\"")},
            {Node("frame", "image.pad", "\"small.png\"", "\"left\": 14, \"top\": 14, \"right\": 14, \"bottom\": 44, \"background\": \"#f4ece0\"")},
            {Sheet(2, ("ratio 1:1", "square"), ("room on each side", "frame"))}
            """),
        new("image.blur", Before("image.blur", "\"sigma\": 8", "sigma 8")),
        new("image.sharpen", $"""
            {Node("soft", "image.blur", Lake, "\"sigma\": 1.6")},
            {Node("steep", "image.sharpen", "{ \"link\": \"soft.image\" }", "\"amount\": 2, \"radius\": 1.6")},
            {Node("one", "image.crop", "{ \"link\": \"soft.image\" }", "\"x\": 480, \"y\": 200, \"width\": 300, \"height\": 240")},
            {Node("two", "image.crop", "{ \"link\": \"steep.image\" }", "\"x\": 480, \"y\": 200, \"width\": 300, \"height\": 240")},
            {Sheet(2, ("before", "one"), ("amount 2, radius 1.6", "two"))}
            """),
        new("image.adjust", $"""
            {Node("bright", "image.adjust", "\"small.png\"", "\"brightness\": 0.15, \"gamma\": 1.2")},
            {Node("hard", "image.adjust", "\"small.png\"", "\"contrast\": 1.5")},
            {Node("pale", "image.adjust", "\"small.png\"", "\"saturation\": 0.4")},
            {Node("rich", "image.adjust", "\"small.png\"", "\"saturation\": 1.8")},
            {Node("turned", "image.adjust", "\"small.png\"", "\"hue\": 120")},
            {Sheet(3, ("before", "small.png"), ("brighter", "bright"), ("contrast 1.5", "hard"), ("saturation 0.4", "pale"), ("saturation 1.8", "rich"), ("hue 120", "turned"))}
            """),
        new("image.greyscale", Before("image.greyscale", "", "greyscale")),
        new("image.invert", Before("image.invert", "", "inverted")),
        new("image.composite", $"""
            {Node("mark", "image.composite", null, "\"base\": \"half.png\", \"overlay\": \"logo.png\", \"anchor\": \"bottom_right\", \"scale\": 0.28, \"margin\": 0.06")},
            {Node("glow", "image.composite", null, "\"base\": \"half.png\", \"overlay\": \"logo.png\", \"blend\": \"soft_light\", \"scale\": 0.6")},
            {Sheet(2, ("over, bottom right", "mark"), ("soft_light, centre", "glow"))}
            """),
        new("image.blank", $"""
            {Node("plain", "image.blank", null, "\"width\": 200, \"height\": 140, \"colour\": \"#e27876\"")},
            {Node("down", "image.blank", null, "\"width\": 200, \"height\": 140, \"colour\": \"#26305c\", \"to\": \"#ffbe78\"")},
            {Node("out", "image.blank", null, "\"width\": 200, \"height\": 140, \"colour\": \"#fff4d6\", \"to\": \"#e27876\", \"direction\": \"outwards\"")},
            {Sheet(3, ("one colour", "plain"), ("gradient, down", "down"), ("gradient, outwards", "out"))}
            """),
        new("image.caption", $"""
            {Node("band", "image.caption", "\"half.png\"", "\"text\": \"Evening at the lake\"")},
            {Node("title", "image.caption", "\"half.png\"", "\"text\": \"ΛΙΜΝΗ\\nОзеро\", \"anchor\": \"top_left\", \"strip\": \"none\", \"size\": 0.16, \"weight\": \"bold\", \"colour\": \"#fff4d6\"")},
            {Sheet(2, ("a band", "band"), ("no strip, bold", "title"))}
            """),
        new("image.grid", $"""
            {Node("a", "image.adjust", "\"small.png\"", "\"hue\": 40")},
            {Node("b", "image.adjust", "\"small.png\"", "\"hue\": 90")},
            {Node("c", "image.adjust", "\"small.png\"", "\"hue\": 180")},
            "result": {"{"} "type": "image.grid", "inputs": {"{"} "images": ["small.png", {"{"} "link": "a.image" {"}"}, {"{"} "link": "b.image" {"}"}, {"{"} "link": "c.image" {"}"}],
              "labels": ["as it is", "hue 40", "hue 90", "hue 180"], "columns": 2, "background": "#1b1f33", "label_size": 14 {"}"} {"}"}
            """),
        new("image.compare", $"""
            {Node("soft", "image.blur", "\"small.png\"", "\"sigma\": 2")},
            {Node("apart", "image.compare", null, "\"first\": \"small.png\", \"second\": { \"link\": \"soft.image\" }, \"gain\": 6")},
            {Sheet(3, ("first", "small.png"), ("second", "soft"), ("difference, gain 6", "apart"))}
            """),
        new("image.palette", $"""
            {Node("colours", "image.palette", "\"half.png\"", "\"count\": 6")},
            {Node("stripes", "image.resize", "{ \"link\": \"colours.image\" }", "\"width\": 320, \"height\": 213, \"fit\": \"stretch\"")},
            {Sheet(2, ("picture", "half.png"), ("six colours, by share", "stripes"))}
            """),
        new("mask.shapes", $"""
            {Node("box", "mask.rectangle", "\"small.png\"", "\"radius\": 0.1")},
            {Node("round", "mask.ellipse", "\"small.png\"", "\"x\": 0.68, \"y\": 0.36, \"radius_x\": 0.12")},
            {Node("corners", "mask.polygon", "\"small.png\"", "\"points\": [0, 1, 0, 0.5, 0.3, 0.35, 1, 0.45, 1, 1]")},
            {Sheet(3, ("mask.rectangle", "box:mask"), ("mask.ellipse", "round:mask"), ("mask.polygon", "corners:mask"))}
            """),
        new("mask.found", $"""
            {Node("clear", "mask.from_alpha", "\"logo.png\"", "")},
            {Node("clear_small", "image.resize", "{ \"link\": \"clear.mask\" }", "\"height\": 160")},
            {Node("sky", "mask.from_colour", "\"small.png\"", "\"colour\": \"#f0a070\", \"tolerance\": 22, \"softness\": 10")},
            {Node("bright", "mask.threshold", "\"small.png\"", "\"level\": 0.6")},
            {Sheet(3, ("mask.from_alpha", "clear_small"), ("mask.from_colour", "sky:mask"), ("mask.threshold", "bright:mask"))}
            """),
        new("mask.changed", $"""
            {Node("round", "mask.ellipse", "\"small.png\"", "\"radius_x\": 0.15")},
            {Node("band", "mask.rectangle", "\"small.png\"", "\"x\": 0, \"box_width\": 1, \"y\": 0.4, \"box_height\": 0.2")},
            {Node("swapped", "mask.invert", null, "\"mask\": { \"link\": \"round.mask\" }")},
            {Node("wider", "mask.grow", null, "\"mask\": { \"link\": \"round.mask\" }, \"pixels\": 20")},
            {Node("soft", "mask.feather", null, "\"mask\": { \"link\": \"round.mask\" }, \"sigma\": 10")},
            {Node("both", "mask.combine", null, "\"masks\": [{ \"link\": \"round.mask\" }, { \"link\": \"band.mask\" }]")},
            {Node("rest", "mask.combine", null, "\"masks\": [{ \"link\": \"round.mask\" }, { \"link\": \"band.mask\" }], \"mode\": \"subtract\"")},
            {Sheet(3, ("before", "round:mask"), ("mask.invert", "swapped:mask"), ("mask.grow 20", "wider:mask"), ("mask.feather 10", "soft:mask"), ("mask.combine, union", "both:mask"), ("mask.combine, subtract", "rest:mask"))}
            """),
        new("mask.apply", $"""
            {Node("round", "mask.ellipse", "\"half.png\"", "\"x\": 0.6, \"radius_x\": 0.28")},
            {Node("soft", "mask.feather", null, "\"mask\": { \"link\": \"round.mask\" }, \"sigma\": 6")},
            {Node("cut", "mask.apply", "\"half.png\"", "\"mask\": { \"link\": \"soft.mask\" }")},
            {Sheet(2, ("mask", "soft:mask"), ("applied", "cut"))}
            """),
        new("image.inpaint_composite", $"""
            {Node("sky", "mask.rectangle", "\"small.png\"", "\"x\": 0, \"y\": 0, \"box_width\": 1, \"box_height\": 0.36")},
            {Node("soft", "mask.feather", null, "\"mask\": { \"link\": \"sky.mask\" }, \"sigma\": 6")},
            {Node("repainted", "image.adjust", "\"small.png\"", "\"hue\": 70, \"brightness\": 0.1")},
            {Node("done", "image.inpaint_composite", null, "\"original\": \"small.png\", \"result\": { \"link\": \"repainted.image\" }, \"mask\": { \"link\": \"soft.mask\" }")},
            {Sheet(4, ("original", "small.png"), ("mask", "soft:mask"), ("what a model made", "repainted"), ("put together", "done"))}
            """),
    ];

    private static Exhibit Shown(string type, int columns, params (string Label, string Picture)[] pictures) => new(type, Sheet(columns, pictures));

    private static string Before(string type, string inputs, string label) => $"""
        {Node("after", type, "\"half.png\"", inputs)},
        {Sheet(2, ("before", "half.png"), (label, "after"))}
        """;

    private static string Node(string id, string type, string? image, string inputs) =>
        $"\"{id}\": {{ \"type\": \"{type}\", \"inputs\": {{ {string.Join(", ", new[] { image is null ? "" : $"\"image\": {image}", inputs }.Where(part => part.Length > 0))} }} }}";

    private static string Sheet(int columns, params (string Label, string Picture)[] pictures) =>
        $"\"result\": {{ \"type\": \"image.grid\", \"inputs\": {{ \"images\": [{string.Join(", ", pictures.Select(picture => picture.Picture.Contains('.', StringComparison.Ordinal) ? $"\"{picture.Picture}\"" : $"{{ \"link\": \"{(picture.Picture.Contains(':', StringComparison.Ordinal) ? picture.Picture.Replace(':', '.') : $"{picture.Picture}.image")}\" }}"))}],"
        + $" \"labels\": [{string.Join(", ", pictures.Select(picture => $"\"{picture.Label}\""))}], \"label_size\": 15,"
        + (pictures.Any(picture => picture.Picture.Contains(':', StringComparison.Ordinal)) ? " \"background\": \"#d5dae3\"," : "")
        + $" \"columns\": {columns}, \"gap\": 12 }} }}";
}

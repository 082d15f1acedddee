using static NodeEngine.Models.Descriptors.Shape;

namespace NodeEngine.Models.Descriptors;

/// <summary>The format of model descriptors.</summary>
internal static class DescriptorFormat
{
    private static readonly Shape Images = new Map(
        "Pictures that the model takes.",
        new Member("max", new Number("The most pictures in one request. Default 1.", 1, IsWhole: true)),
        new Member("formats", new ListOf("The formats that may be sent as they are.", new Text("A format.", "png", "jpeg", "webp", "heic", "avif", "gif")), IsRequired: true),
        new Member("max_bytes", new Number("The most bytes in one picture.", 1, IsWhole: true)),
        new Member("square", new Flag("True when a picture must be as wide as high. Default false.")));

    private static readonly Shape Parameter = new Map(
        "A parameter of the model: a port of its node.",
        new Member("type", new Text("The port's type.", "text", "integer", "number", "boolean", "choice"), IsRequired: true),
        new Member("choices", new ListOf("What a choice takes, in the order in which people see it.", new Scalar("A choice."))),
        new Member("min", new Number("The smallest number taken.")),
        new Member("max", new Number("The largest number taken.")),
        new Member("default", new Scalar("The provider's own default; equal to it, the parameter is not sent. Without it the port is optional.")),
        new Member("wire", new Text("What the provider calls it; dots are levels of its JSON. Default: the key.")),
        new Member("help", new Text("One or two sentences for people.")),
        new Member("only", Term("What it means something with: at least one of these inputs must have one of the values; [] for any.")));

    private static readonly Shape Ratio = new Text("A ratio as 16:9, or a word such as auto.");

    private static readonly Shape Prices = new Map(
        "What the model costs from a day on.",
        new Member("from", new Day("The first day on which it holds."), IsRequired: true),
        new Member("source", new Text("Where the numbers come from."), IsRequired: true),
        new Member("uncertain", new Flag("True when the numbers are a guess. Default false.")),
        new Member("per_million_tokens", new Map(
            "US dollars per million tokens.",
            new Member("text_in", new Number("Of the prompt.", 0), IsRequired: true),
            new Member("image_in", new Number("Of input pictures.", 0), IsRequired: true),
            new Member("image_out", new Number("Of pictures made.", 0), IsRequired: true),
            new Member("text_out", new Number("Of text and thinking. Default 0.", 0)))),
        new Member("pictures", new ListOf("What a picture costs; the first row that fits counts.", new Map(
            "A row.",
            new Member("when", new MapOf("Values of inputs; nothing for all others.", new Scalar("A value."))),
            new Member("usd", new Number("US dollars.", 0)),
            new Member("tokens", new Number("Tokens of the picture.", 0, IsWhole: true))))),
        new Member("formula", new Map(
            "How the tokens of a picture follow from its size and quality.",
            new Member("name", new Text("Which formula.", "gpt-image-grid"), IsRequired: true),
            new Member("grid", new MapOf("The grid of each quality.", new Number("A grid.", 1, IsWhole: true)), IsRequired: true))),
        new Member("input_image_tokens", new Number("Tokens of an input picture.", 0, IsWhole: true)),
        new Member("max_extra_text_tokens", new Number("Tokens of thinking or text that come on top, at most.", 0, IsWhole: true)),
        new Member("extras", new ListOf("What comes on top of a call.", new Map(
            "One extra.",
            new Member("when", new MapOf("The input and the value that bring it about.", new Scalar("A value.")), IsRequired: true),
            new Member("usd", new Number("US dollars a call.", 0), IsRequired: true)))));

    /// <summary>The whole file.</summary>
    public static Map Descriptor { get; } = new(
        "What one image model can do. From it the engine makes the node, its checks and its prices.",
        new Member("extends", new Text("Another descriptor whose members this one takes over and overrides: the file's name without .yaml.")),
        new Member("provider", new Text("The provider's id."), IsRequired: true),
        new Member("model", new Text("The model's name on the wire."), IsRequired: true),
        new Member("aliases", new ListOf("Other names of the same model.", new Text("A name."))),
        new Member("help", new Text("What the model is for, in a sentence.")),
        new Member("lifecycle", new Map(
            "Since when and until when there is the model.",
            new Member("status", new Text("What may be expected of it. Default active.", "active", "deprecated", "retired")),
            new Member("released", new Day("The day it came out.")),
            new Member("shutdown", new Day("The first day on which it is not served any more.")),
            new Member("replacement", new Text("The model to use instead.")),
            new Member("uncertain", new Flag("True when sources disagree about the last day: a call after it is warned of, not refused. Default false.")))),
        new Member("prompt", new Map("The prompt.", new Member("max_length", new Number("The most characters.", 1, IsWhole: true)))),
        new Member("references", Images with { Help = "The reference pictures. Without it there are none." }),
        new Member("image", Images with { Help = "The picture to edit. Without it the model only generates." }),
        new Member("mask", new Map(
            "Where to edit. Without it the model takes no mask.",
            new Member("convention", new Text("What means \"change this\" on the wire: alpha 0, white or black.", "alpha", "white", "black"), IsRequired: true),
            new Member("max_bytes", new Number("The most bytes, as PNG.", 1, IsWhole: true)))),
        new Member("size", new Map(
            "Sizes in pixels.",
            new Member("presets", new ListOf("Sizes offered to people, as 1536x1024.", new Text("A size.")), IsRequired: true),
            new Member("default", new Text("One of the presets: the provider's own default."), IsRequired: true),
            new Member("free", new Map(
                "Bounds for any other size. Without it only the presets are allowed.",
                new Member("multiple_of", new Number("Both edges are multiples of this.", 1, IsWhole: true), IsRequired: true),
                new Member("max_edge", new Number("The longest edge.", 1, IsWhole: true), IsRequired: true),
                new Member("max_ratio", new Number("The longest edge over the shortest.", 1), IsRequired: true),
                new Member("min_pixels", new Number("The fewest pixels in all.", 1, IsWhole: true), IsRequired: true),
                new Member("max_pixels", new Number("The most pixels in all.", 1, IsWhole: true), IsRequired: true))))),
        new Member("aspect_ratio", new Map(
            "The shape, for models that are not asked for pixels.",
            new Member("choices", new ListOf("The ratios.", Ratio), IsRequired: true),
            new Member("default", new Text("One of the choices: the provider's own default."), IsRequired: true),
            new Member("wire", new Text("What the provider calls it; dots are levels of its JSON. Default: the key.")))),
        new Member("resolution", new Map(
            "How many pixels, beside aspect_ratio.",
            new Member("choices", new ListOf("The resolutions.", new Scalar("A resolution, such as 2K.")), IsRequired: true),
            new Member("default", new Scalar("One of the choices: the provider's own default."), IsRequired: true),
            new Member("wire", new Text("What the provider calls it; dots are levels of its JSON. Default: the key.")),
            new Member("edges", new MapOf("The edge of a square in pixels, by resolution.", new Number("Pixels.", 1, IsWhole: true))),
            new Member("only", new MapOf("The ratios of resolutions that are not made in all of them.", new ListOf("Ratios.", Ratio))))),
        new Member("count", new Map(
            "How many pictures.",
            new Member("max", new Number("The most that a node asks for.", 1, IsWhole: true), IsRequired: true),
            new Member("per_request", new Number("The most in one request. Default: max.", 1, IsWhole: true)))),
        new Member("parameters", new MapOf("What else can be set, by port key, in the order in which people see it.", Parameter)),
        new Member("fixed", new MapOf("What is sent with every request, by wire name.", new Scalar("A value."))),
        new Member("rules", new ListOf("What must hold between inputs.", new Map(
            "With the inputs of when, the others are needed, or excluded.",
            new Member("when", Term("One input, by key, and the value or values; [] for any."), IsRequired: true),
            new Member("needs", Term("All of these inputs must have one of the values; [] for any.")),
            new Member("excludes", Term("None of these inputs may have one of the values; [] for any."))))),
        new Member("prices", new ListOf("Price lists, the newest last.", Prices)),
        new Member("limits", new Map(
            "Known limits of the provider.",
            new Member("concurrency", new Number("The most calls at the same time.", 1, IsWhole: true)),
            new Member("images_per_minute", new Number("The most pictures in a minute.", 1, IsWhole: true)))),
        new Member("seed", new Text("Whether the same seed gives the same picture. Default none.", "none", "best_effort", "reproducible")),
        new Member("returns_text", new Flag("True when a text comes with the pictures. Default false.")),
        new Member("timeout", new Number("Seconds that an answer may take. Default 360.", 1)));

    private static MapOf Term(string help) => new(help, new ListOf("Values.", new Scalar("A value."), MayBeSingle: true));
}

using NetVips;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>A grid of equal cells, each with a picture and perhaps a label below it. Lengths are in pixels.</summary>
internal sealed class ContactSheet(int width, int height, int columns, int gap, Colour background)
{
    public Image Draw(Pipeline pipeline, IReadOnlyList<ImageValue> pictures, IReadOnlyList<string>? labels, Lettering? lettering)
    {
        var blocks = lettering is null ? [] : Labels(pipeline, labels!, lettering);
        var below = blocks.Count == 0 ? 0 : (int)Math.Ceiling((blocks.Max(block => block?.OpticalHeight) ?? 0) + (1.3 * lettering!.Size));
        var rows = (pictures.Count + columns - 1) / columns;
        Pipeline.CheckSize(gap + (columns * ((long)width + gap)), gap + (rows * ((long)height + below + gap)));

        var opened = pictures.Select(pipeline.Open).ToArray();
        var deep = opened.Any(image => image.IsDeep());
        var colours = opened.Any(image => image.Bands >= 3) || !background.IsGrey ? 3 : 1;
        var bands = background.IsOpaque ? colours : colours + 1;
        var behind = background.ToSamples(bands, deep);

        var cells = new Image[opened.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            var image = Fitted(pipeline, pictures[i], opened[i], bands, deep);
            var (x, y) = Anchor.Centre.Place((width, height), (image.Width, image.Height));
            cells[i] = pipeline.Add(image.Embed(x, y, width, height + below, Enums.Extend.Background, behind));
            if (blocks.Count > 0 && blocks[i] is { } block)
            {
                var at = ((width - block.Image.Width) / 2, height + (int)(0.6 * lettering!.Size) - block.CapitalsTop);
                var letters = bands <= 2 ? Grey(pipeline, block.Image) : block.Image;
                cells[i] = Layers.Compose(pipeline, cells[i], letters, at);
            }
        }

        var joined = pipeline.Add(Image.Arrayjoin(cells, across: columns, shim: gap, background: behind));
        return pipeline.Add(joined.Embed(gap, gap, joined.Width + (2 * gap), joined.Height + (2 * gap), Enums.Extend.Background, behind));
    }

    private List<TextBlock?> Labels(Pipeline pipeline, IReadOnlyList<string> labels, Lettering lettering)
    {
        var ink = background.IsInvisible || background.Luminance > 0.45 ? new Colour(28, 28, 28, 255) : new Colour(238, 238, 238, 255);
        var blocks = new List<TextBlock?>(labels.Count);
        foreach (var label in labels)
        {
            var block = string.IsNullOrWhiteSpace(label) ? null
                : lettering.IsHopeless(label, width, height) ? throw TooLong(label)
                : lettering.Draw(pipeline, label.Trim(), ink, width, Enums.Align.Centre);
            blocks.Add(block is null || (block.Image.Width <= width && block.OpticalHeight <= height) ? block : throw TooLong(label));
        }

        return blocks;
    }

    private Image Fitted(Pipeline pipeline, ImageValue picture, Image image, int bands, bool deep)
    {
        var (fittedWidth, fittedHeight) = Scaling.Scaled(picture, width, height, Fit.Contain);
        var fitted = Scaling.To(pipeline, image, fittedWidth, fittedHeight);
        if (fitted.HasAlpha() && background.IsOpaque)
        {
            var under = background.ToSamples(fitted.Bands >= 3 || !background.IsGrey ? 3 : 1, fitted.IsDeep());
            var coloured = under.Length == 3 ? fitted.To(pipeline, 4, fitted.IsDeep()) : fitted;
            fitted = pipeline.Add(coloured.Flatten(background: under, maxAlpha: Samples.White(fitted.IsDeep())));
        }

        return fitted.To(pipeline, bands, deep);
    }

    private static Image Grey(Pipeline pipeline, Image letters)
    {
        using var grey = letters[1];
        using var alpha = letters[3];
        return pipeline.Add(grey.Bandjoin([alpha])).To(pipeline, 2, deep: false);
    }

    private NodeException TooLong(string label) =>
        new("label-too-long", $"A label of {label.Length} characters does not fit below a cell of {width}x{height} pixels.", "Shorten it, or make label_size smaller.") { Port = "labels" };
}

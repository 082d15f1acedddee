using System.ComponentModel.DataAnnotations;
using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Images;

/// <summary>Nodes that show many pictures as one.</summary>
[Export(typeof(NodeLibrary))]
public sealed class GridNodes : NodeLibrary
{
    /// <summary>Lays pictures out as a contact sheet, row by row, to compare them or to choose from.</summary>
    /// <param name="images">The pictures, at least one. Each is scaled to fit its cell and keeps its ratio.</param>
    /// <param name="labels">A text below each picture, as many as there are pictures; an empty one leaves its place free. Left out: no labels.</param>
    /// <param name="columns">The most pictures in a row. Left out: about as many columns as rows.</param>
    /// <param name="cellWidth">Width of a cell in pixels. Left out: that of the widest picture, or in proportion to cell_height.</param>
    /// <param name="cellHeight">Height of a cell in pixels, without its label. Left out: that of the tallest picture, or in proportion to cell_width.</param>
    /// <param name="gap">Pixels between the cells and around all of them. Left out: 3 % of the width of a cell.</param>
    /// <param name="background">Colour behind and between the pictures. With transparent, the sheet is transparent there; labels are dark on light, light on dark.</param>
    /// <param name="labelSize">Size of the labels in pixels. Left out: 6 % of the width of a cell, at least 12.</param>
    /// <param name="font">Font family of the labels, or sans, serif or monospace.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The sheet. The last row may have empty cells.</returns>
    [Node("image.grid")]
    public static ImageValue Grid(
        [MaxLength(500)] IReadOnlyList<ImageValue> images,
        [MaxLength(500)] IReadOnlyList<string>? labels = null,
        [Range(1, 100)] int? columns = null,
        [Range(1, 32768)] int? cellWidth = null,
        [Range(1, 32768)] int? cellHeight = null,
        [Range(0, 2000)] int? gap = null,
        string background = "white",
        [Range(6, 1000)] int? labelSize = null,
        string font = "sans",
        CancellationToken cancellation = default)
    {
        var behind = Colour.Parse(background, nameof(background));
        if (images.Count == 0)
        {
            throw new NodeException("list-empty", "There are no pictures to lay out.", "Link at least one.") { Port = nameof(images) };
        }

        if (labels is not null && labels.Count != images.Count)
        {
            throw new NodeException(
                "labels-differ", $"There are {labels.Count} labels for {images.Count} pictures.", "Give one for each, an empty one for none.")
            { Port = nameof(labels) };
        }

        var widest = images.Max(image => image.Width);
        var tallest = images.Max(image => image.Height);
        var width = cellWidth ?? (cellHeight is { } h ? Proportion(widest, h / (double)tallest) : widest);
        var height = cellHeight ?? (cellWidth is { } w ? Proportion(tallest, w / (double)widest) : tallest);
        var across = Math.Min(images.Count, columns ?? (int)Math.Ceiling(Math.Sqrt(images.Count)));
        var sheet = new ContactSheet(width, height, across, gap ?? (int)Math.Round(width * 0.03), behind);

        using var pipeline = new Pipeline(cancellation);
        var lettering = labels is null ? null : new Lettering(font, FontWeight.Normal, labelSize ?? Math.Max(12, width * 0.06));
        return pipeline.Finish(sheet.Draw(pipeline, images, labels, lettering));
    }

    private static int Proportion(int pixels, double scale) => (int)Math.Clamp(Math.Round(pixels * scale), 1, 32768);
}

namespace NodeEngine.Plugins.Images;

/// <summary>A place in a picture.</summary>
public enum Anchor
{
    /// <summary>The upper left corner.</summary>
    TopLeft,

    /// <summary>The middle of the upper edge.</summary>
    Top,

    /// <summary>The upper right corner.</summary>
    TopRight,

    /// <summary>The middle of the left edge.</summary>
    Left,

    /// <summary>The middle.</summary>
    Centre,

    /// <summary>The middle of the right edge.</summary>
    Right,

    /// <summary>The lower left corner.</summary>
    BottomLeft,

    /// <summary>The middle of the lower edge.</summary>
    Bottom,

    /// <summary>The lower right corner.</summary>
    BottomRight,
}

/// <summary>Where something lies that an anchor places.</summary>
internal static class Anchors
{
    /// <summary>-1 left, 0 in the middle, 1 right.</summary>
    public static int Across(this Anchor anchor) => ((int)anchor % 3) - 1;

    /// <summary>-1 above, 0 in the middle, 1 below.</summary>
    public static int Down(this Anchor anchor) => ((int)anchor / 3) - 1;

    /// <summary>The upper left corner of <paramref name="inner"/> inside <paramref name="outer"/>, kept off the edges that the anchor touches by a margin.</summary>
    public static (int X, int Y) Place(this Anchor anchor, (int Width, int Height) outer, (int Width, int Height) inner, int margin = 0) =>
        (Offset(anchor.Across(), outer.Width - inner.Width, margin), Offset(anchor.Down(), outer.Height - inner.Height, margin));

    private static int Offset(int side, int room, int margin) => side switch
    {
        < 0 => margin,
        0 => (int)Math.Floor(room / 2.0),
        _ => room - margin,
    };
}

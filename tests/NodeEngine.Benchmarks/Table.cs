using System.Globalization;

namespace NodeEngine.Benchmarks;

/// <summary>One line of the table: what was measured, beside its floor in the same run.</summary>
/// <param name="Case">What was done.</param>
/// <param name="Figure">What was measured, with its unit.</param>
/// <param name="Engine">The engine's figure.</param>
/// <param name="FloorName">What it is compared with.</param>
/// <param name="Floor">The floor's figure; null where the figure stands for itself.</param>
/// <param name="Reach">What is to be reached, as people say it; empty where nothing is.</param>
internal sealed record Row(string Case, string Figure, double Engine, string FloorName = "", double? Floor = null, string Reach = "")
{
    public static readonly string[] Heads = ["case", "figure", "engine", "floor", "", "ratio", "reach"];

    public string[] Cells => [Case, Figure, Show(Engine), Floor is { } floor ? Show(floor) : "", FloorName, Floor is > 0 and var f ? Show(Engine / f) + "×" : "", Reach];

    private static string Show(double number) => number switch
    {
        0 => "0",
        >= 100 => number.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => number.ToString("0.0", CultureInfo.InvariantCulture),
        >= 0.1 => number.ToString("0.00", CultureInfo.InvariantCulture),
        _ => number.ToString("0.0000", CultureInfo.InvariantCulture),
    };
}

/// <summary>Prints rows as they come, in columns of fixed width.</summary>
internal static class Table
{
    private static readonly int[] Widths = [34, 24, 10, 10, 22, 8, 24];

    public static void Head()
    {
        Print(Row.Heads);
        Console.WriteLine(string.Join("-|-", Widths.Select(width => new string('-', width))));
    }

    public static void Print(Row row) => Print(row.Cells);

    private static void Print(string[] cells) => Console.WriteLine(string.Join(" | ", cells.Zip(Widths, Pad)).TrimEnd());

    private static string Pad(string cell, int width) => cell.Length > 0 && (char.IsAsciiDigit(cell[0]) || cell is "engine" or "floor" or "ratio") && width <= 10 ? cell.PadLeft(width) : cell.PadRight(width);
}

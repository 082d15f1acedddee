using System.Text.RegularExpressions;

namespace NodeEngine.App.Output;

/// <summary>Writes rows of texts, each column as wide as its widest text. Colours take no room.</summary>
internal static partial class Columns
{
    public static void Write(IReadOnlyList<IReadOnlyList<string>> rows, Screen screen)
    {
        var widths = rows.Count == 0 ? [] : Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => Length(row[column]))).ToArray();
        foreach (var row in rows)
        {
            var line = string.Concat(row.Select((text, column) => text + new string(' ', widths[column] - Length(text) + 2)));
            screen.Line(line.TrimEnd());
        }
    }

    private static int Length(string text) => Paint().Replace(text, "").Length;

    [GeneratedRegex("\e\\[[0-9]+m")]
    private static partial Regex Paint();
}

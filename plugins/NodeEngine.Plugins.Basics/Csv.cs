using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>A row of a table.</summary>
/// <param name="Cells">Its cells, as many as the header has.</param>
/// <param name="Place">Where it is in the file, for people.</param>
internal readonly record struct CsvRow(string[] Cells, string Place);

/// <summary>Reads CSV files whose rows all have as many cells as the header.</summary>
internal static class Csv
{
    private const int MaxRows = 100_000;

    /// <summary>The separators, by the name that graphs use.</summary>
    public static IReadOnlyDictionary<string, string> Separators { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["comma"] = ",",
        ["semicolon"] = ";",
        ["tab"] = "\t",
    };

    /// <summary>The names of the columns, spaces around them removed.</summary>
    /// <exception cref="NodeException">The file cannot be read, or its first row is no header.</exception>
    public static IReadOnlyList<string> ReadHeader(FileValue file, string separator, string port)
    {
        using var parser = Open(file, separator, port);
        return Header(parser, file, separator, port);
    }

    /// <summary>The rows below the header.</summary>
    /// <exception cref="NodeException">The file cannot be read, or a row is not as long as the header.</exception>
    public static IReadOnlyList<CsvRow> ReadRows(FileValue file, string separator, string port, CancellationToken cancellation)
    {
        using var parser = Open(file, separator, port);
        var header = Header(parser, file, separator, port);
        var rows = new List<CsvRow>();
        while (parser.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            var cells = parser.Record!;
            var place = string.Create(CultureInfo.InvariantCulture, $"row {parser.Row}{(parser.RawRow == parser.Row ? "" : $" (up to line {parser.RawRow})")}");
            if (cells.Length != header.Count)
            {
                throw new NodeException(
                    "table-ragged",
                    string.Create(CultureInfo.InvariantCulture, $"'{Path.GetFileName(file.Path)}' has {Count(cells.Length, "cell")} in {place}, and {Count(header.Count, "column")}."),
                    "Mend the row; a cell with a separator in it stands in double quotes.")
                { Port = port };
            }

            rows.Add(new CsvRow(cells, place));
            if (rows.Count > MaxRows)
            {
                throw new NodeException(
                    "table-too-long", string.Create(CultureInfo.InvariantCulture, $"'{Path.GetFileName(file.Path)}' has more than {MaxRows} rows."), "Split it into smaller files.")
                { Port = port };
            }
        }

        return rows;
    }

    private static List<string> Header(CsvParser parser, FileValue file, string separator, string port)
    {
        if (!parser.Read())
        {
            throw new NodeException("table-empty", $"'{Path.GetFileName(file.Path)}' has no header.", "Write the names of the columns into its first row.") { Port = port };
        }

        List<string> header = [.. parser.Record!.Select(name => name.Trim())];
        var other = Separators.FirstOrDefault(one => one.Key != separator && header.Count == 1 && header[0].Contains(one.Value, StringComparison.Ordinal));
        return other.Key is null
            ? header
            : throw new NodeException(
                "table-separator",
                $"'{Path.GetFileName(file.Path)}' has a single column '{header[0]}' when cells are separated by a {separator}.",
                $"Set 'separator' to {other.Key}.")
            { Port = port };
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static CsvParser Open(FileValue file, string separator, string port)
    {
        var text = TextFile.Read(file, port);
        return new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = Separators[separator],
            BadDataFound = bad => throw new NodeException(
                "table-quotes",
                string.Create(CultureInfo.InvariantCulture, $"'{Path.GetFileName(file.Path)}' has double quotes in the wrong place in row {bad.Context.Parser!.Row}."),
                "A cell in double quotes begins and ends with one, and doubles those inside.")
            { Port = port },
        });
    }
}

using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using NodeEngine.Sdk;

namespace NodeEngine.App;

/// <summary>One row of inputs.</summary>
/// <param name="Number">From 1, as in the file.</param>
/// <param name="Inputs">Graph inputs by name, as they would be typed after <c>--set</c>.</param>
internal sealed record InputRow(int Number, IReadOnlyDictionary<string, string> Inputs);

/// <summary>Reads the rows of inputs that a graph is run with: a JSON array of objects, or CSV with a header.</summary>
internal static class InputRows
{
    /// <summary>The rows; empty when something is wrong with the file.</summary>
    public static IReadOnlyList<InputRow> Read(string file, List<Problem> found)
    {
        var before = found.Count;
        var rows = new List<InputRow>();
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase))
            {
                ReadJson(stream, file, rows, found);
            }
            else
            {
                ReadCsv(stream, file, rows, found);
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            found.Add(new Problem("file-missing", $"There is no file '{file}'.") { File = file });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            found.Add(new Problem("file-unreadable", $"'{file}' cannot be read: {e.Message}") { File = file });
        }

        if (rows.Count == 0 && found.Count == before)
        {
            found.Add(new Problem("rows-missing", "There are no rows of inputs in it.") { File = file, Suggestion = "Write a JSON array of objects, or CSV whose first line names graph inputs." });
        }

        return found.Count == before ? rows : [];
    }

    private static void ReadJson(Stream stream, string file, List<InputRow> rows, List<Problem> found)
    {
        try
        {
            using var json = JsonDocument.Parse(stream);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
            {
                found.Add(new Problem("rows-wrong", "Rows of inputs are a JSON array of objects.") { File = file, Line = 1, Column = 1 });
                return;
            }

            foreach (var row in json.RootElement.EnumerateArray())
            {
                if (row.ValueKind != JsonValueKind.Object)
                {
                    found.Add(new Problem("rows-wrong", $"Row {rows.Count + 1} is not an object.") { File = file });
                    return;
                }

                var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var input in row.EnumerateObject())
                {
                    if (input.Value.ValueKind == JsonValueKind.Object)
                    {
                        found.Add(new Problem("rows-wrong", $"'{input.Name}' of row {rows.Count + 1} is an object, which no input takes.") { File = file });
                    }
                    else if (input.Value.ValueKind != JsonValueKind.Null)
                    {
                        inputs[input.Name] = input.Value.ValueKind == JsonValueKind.String ? input.Value.GetString()! : input.Value.GetRawText();
                    }
                }

                rows.Add(new InputRow(rows.Count + 1, inputs));
            }
        }
        catch (JsonException e)
        {
            found.Add(new Problem("json-invalid", e.Message) { File = file, Line = (int)(e.LineNumber ?? 0) + 1, Column = (int)(e.BytePositionInLine ?? 0) + 1 });
        }
    }

    private static void ReadCsv(Stream stream, string file, List<InputRow> rows, List<Problem> found)
    {
        using var text = new StreamReader(stream);
        using var csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, IgnoreBlankLines = true });
        try
        {
            if (!csv.Read())
            {
                return;
            }

            var names = csv.Record!.Select(name => name.Trim()).ToArray();
            if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Key.Length == 0 || group.Count() > 1) is { } bad)
            {
                found.Add(new Problem("rows-wrong", bad.Key.Length == 0 ? "A column has no name." : $"Two columns are named '{bad.Key}'.") { File = file, Line = 1, Column = 1 });
                return;
            }

            while (csv.Read())
            {
                if (csv.Count != names.Length)
                {
                    found.Add(new Problem("rows-wrong", $"Row {rows.Count + 1} has {csv.Count} cells, and the first line {names.Length}.") { File = file, Line = csv.RawRow, Column = 1, Suggestion = "Put cells with commas into double quotes." });
                    return;
                }

                // An empty cell is none: texts that are empty on purpose are written in JSON.
                rows.Add(new InputRow(rows.Count + 1, names.Index().Where(name => csv[name.Index].Length > 0).ToDictionary(name => name.Item, name => csv[name.Index], StringComparer.Ordinal)));
            }
        }
        catch (CsvHelperException e)
        {
            found.Add(new Problem("csv-invalid", e.Message.Split('\n')[0].Trim()) { File = file, Line = csv.RawRow, Column = 1 });
        }
    }
}

using System.Globalization;
using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>A table from a file. Each of its columns that is asked for is an output, a list with an item for each row.</summary>
internal sealed class TableRead : INode
{
    private const string FileKey = "file";
    private const string ColumnsKey = "columns";
    private const string SeparatorKey = "separator";

    private static readonly Dictionary<string, PortType> Types = new(StringComparer.Ordinal)
    {
        ["text"] = PortType.Text,
        ["integer"] = PortType.Integer,
        ["number"] = PortType.Number,
        ["boolean"] = PortType.Boolean,
    };

    private readonly IReadOnlyList<Column> _columns;

    public TableRead() => (_columns, Spec) = ([], SpecWith([]));

    private TableRead(IReadOnlyList<Column> columns) => (_columns, Spec) = (columns, SpecWith(columns));

    public NodeSpec Spec { get; }

    public INode Specialize(IReadOnlyDictionary<string, Value> literals)
    {
        if (!literals.TryGetValue(FileKey, out var file))
        {
            return this;
        }

        var separator = literals.TryGetValue(SeparatorKey, out var written) ? ((TextValue)written).Text : "comma";
        var header = Csv.ReadHeader((FileValue)file, separator, FileKey);
        var columns = literals.TryGetValue(ColumnsKey, out var names)
            ? [.. ((ListValue)names).Items.Select(name => Asked(((TextValue)name).Text, header, (FileValue)file))]
            : header.Select((name, index) => new Column(index, name, KeyOf(name, FileKey), PortType.Text)).ToList();
        foreach (var same in columns.GroupBy(column => column.Key, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            throw new NodeException("column-twice", $"There are {same.Count()} columns '{same.Key}'.", "Give each its own name in the file, or leave one out of 'columns'.") { Port = ColumnsKey };
        }

        return columns.Count > 0
            ? new TableRead(columns)
            : throw new NodeException("list-empty", "No column is asked for.", "Name at least one, or leave 'columns' out to get all of them.") { Port = ColumnsKey };
    }

    public ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation)
    {
        var rows = Csv.ReadRows(run.Input<FileValue>(FileKey), run.Input<TextValue>(SeparatorKey).Text, FileKey, cancellation);
        var outputs = new Value[_columns.Count];
        for (var c = 0; c < outputs.Length; c++)
        {
            var column = _columns[c];
            outputs[c] = new ListValue([.. rows.Select(row => column.Read(row))]);
        }

        return new(new NodeOutputs(outputs));
    }

    private static Column Asked(string asked, IReadOnlyList<string> header, FileValue file)
    {
        var (name, type) = (asked, PortType.Text);
        if (asked.LastIndexOf(':') is > 0 and var colon && Types.TryGetValue(asked[(colon + 1)..].Trim(), out var said))
        {
            (name, type) = (asked[..colon].Trim(), said);
        }

        var index = header.ToList().FindIndex(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? new Column(index, header[index], KeyOf(name, ColumnsKey), type)
            : throw new NodeException(
                "column-missing",
                $"'{Path.GetFileName(file.Path)}' has no column '{name}'.",
                $"It has {string.Join(", ", header.Select(one => $"'{one}'"))}. A type follows a colon: 'price: number', or integer, boolean, text.")
            { Port = ColumnsKey };
    }

    /// <summary>The output for a column: its name in lower case, with _ for whatever a key cannot have.</summary>
    private static string KeyOf(string name, string port)
    {
        var key = new StringBuilder();
        foreach (var character in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character))
            {
                key.Append(character);
            }
            else if (key.Length > 0 && key[^1] != '_')
            {
                key.Append('_');
            }
        }

        var result = key.ToString().TrimEnd('_');
        return PortKey.IsOne(result)
            ? result
            : throw new NodeException("column-name", $"The column '{name}' cannot be an output.", $"{PortKey.Rule}; or ask for other columns with 'columns'.") { Port = port };
    }

    private static NodeSpec SpecWith(IReadOnlyList<Column> columns) => new(
        "table.read",
        [
            new Port(FileKey, PortType.File)
            {
                IsLiteral = true,
                Help = "The file: CSV in UTF-8, at most 10 MB, its first row the names of the columns. Cells with separators, quotes or line breaks stand in double quotes.",
            },
            new Port(ColumnsKey, PortType.List(PortType.Text))
            {
                IsLiteral = true,
                IsOptional = true,
                Help = "The columns to give, by name; upper and lower case are the same. 'price: number' reads its cells as numbers; so do integer and boolean. Left out: all, as texts.",
            },
            new Port(SeparatorKey, PortType.Choice)
            {
                IsLiteral = true,
                Choices = [.. Csv.Separators.Keys],
                Default = new TextValue("comma"),
                Help = "What stands between two cells.",
            },
        ],
        [.. columns.Select(column => new Port(column.Key, PortType.List(column.Type)) { Help = $"The column '{column.Name}', an item for each row." })])
    {
        Help = "Reads a table from a CSV file. Each column is an output: a list with an item for each row.",
    };

    /// <summary>A column that is asked for.</summary>
    private sealed record Column(int Index, string Name, string Key, PortType Type)
    {
        public Value Read(CsvRow row)
        {
            var cell = row.Cells[Index];
            var trimmed = cell.Trim();
            if (Type == PortType.Text)
            {
                return new TextValue(cell);
            }

            if (Type == PortType.Integer && long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            {
                return new IntegerValue(integer);
            }

            if (Type == PortType.Number && double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            {
                return new NumberValue(number);
            }

            return Type == PortType.Boolean && bool.TryParse(trimmed, out var flag)
                ? BooleanValue.Of(flag)
                : throw new NodeException(
                    "cell-wrong",
                    $"Column '{Name}' has '{cell}' in {row.Place}, which is no {Type}.",
                    Type == PortType.Boolean ? "Write true or false." : "Write it with digits and a point, or read the column as text.")
                { Port = ColumnsKey };
        }
    }
}

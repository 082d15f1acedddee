using NodeEngine.Benchmarks;
using NodeEngine.Catalog;

// One command, one table: dotnet run --project tests/NodeEngine.Benchmarks -c Release [-- part-of-a-section's-name …]
if (await ImageCases.TryRunChildAsync(args))
{
    return;
}

using var catalog = new NodeCatalog(new BenchmarkNodes());
var cases = new EngineCases(catalog);
var sections = new (string Name, Func<IAsyncEnumerable<Row>> Rows)[]
{
    ("running", () => RunningCases.RowsAsync(cases)),
    ("waiting", () => Waits.RowsAsync(cases)),
    ("stored", () => RunningCases.StoredRowsAsync(cases)),
    ("loading", () => GraphFile.RowsAsync(cases)),
    ("cold", ColdStart.RowsAsync),
    ("disk", () => StoreCases.RowsAsync(cases)),
    ("pictures", ImageCases.RowsAsync),
};

Table.Head();
foreach (var (name, rows) in sections)
{
    if (args.Length == 0 || args.Any(arg => name.Contains(arg, StringComparison.Ordinal)))
    {
        await foreach (var row in rows())
        {
            Table.Print(row);
        }
    }
}

using Microsoft.Data.Sqlite;
using NodeEngine.Sdk;

namespace NodeEngine.Results;

/// <summary>One connection to the index with its compiled statements. Used by one thread at a time.</summary>
internal sealed class StoreConnection : IDisposable
{
    private readonly SqliteConnection _sqlite;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public StoreConnection(string file, bool isDurable)
    {
        File = file;
        _sqlite = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 60 }.ToString());
        try
        {
            _sqlite.Open();

            // SQLite's own waiting looks again after milliseconds, the library's only after a sixth of a second.
            Execute("PRAGMA busy_timeout = 20000");

            // Which of them lasts is per file or per connection: both are said at every opening.
            Execute(isDurable ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = MEMORY");
            Execute(isDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
        }
        catch (Exception e) when (e is SqliteException or StoreException)
        {
            _sqlite.Dispose();
            throw StoreException.Of(e, file);
        }
    }

    public string File { get; }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _sqlite.Dispose();
    }

    /// <summary>Runs a statement with parameters <c>$1</c>, <c>$2</c> …; returns how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        try
        {
            return Prepare(sql, values).ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            throw StoreException.Of(e, File);
        }
    }

    /// <summary>The rows of a query.</summary>
    public List<T> All<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        try
        {
            using var reader = Prepare(sql, values).ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (SqliteException e)
        {
            throw StoreException.Of(e, File);
        }
    }

    /// <summary>The first row of a query, or the default.</summary>
    public T? First<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        try
        {
            using var reader = Prepare(sql, values).ExecuteReader();
            return reader.Read() ? read(reader) : default;
        }
        catch (SqliteException e)
        {
            throw StoreException.Of(e, File);
        }
    }

    /// <summary>The number that a query gives; 0 for none.</summary>
    public long Number(string sql, params ReadOnlySpan<object?> values) => First(sql, row => row.IsDBNull(0) ? 0 : row.GetInt64(0), values);

    public static byte[] Bytes(Address address)
    {
        var bytes = new byte[Address.Size];
        address.CopyTo(bytes);
        return bytes;
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _sqlite.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter($"${i}", null));
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] switch
            {
                null => DBNull.Value,
                Address address => Bytes(address),
                var other => other,
            };
        }

        return command;
    }
}

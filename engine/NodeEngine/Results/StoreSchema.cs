namespace NodeEngine.Results;

/// <summary>The tables of the index, and how an older index becomes a newer one.</summary>
internal static class StoreSchema
{
    /// <summary>Each leads from one version to the next. What was released is never changed, only added to.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE results (recipe BLOB PRIMARY KEY, kind INTEGER NOT NULL, outputs BLOB NOT NULL, bytes INTEGER NOT NULL, made INTEGER NOT NULL, used INTEGER NOT NULL, type TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE contents (recipe BLOB PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE calls (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, recipe BLOB NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL,
            run TEXT NOT NULL, node TEXT NOT NULL, take INTEGER NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, endpoint TEXT NOT NULL, simulated INTEGER NOT NULL,
            pictures INTEGER NOT NULL, day INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER, expected INTEGER NOT NULL, high INTEGER NOT NULL, booked INTEGER NOT NULL, request TEXT NOT NULL,
            is_estimate INTEGER NOT NULL, price_list TEXT, model_version TEXT, request_id TEXT, usage TEXT, ticket TEXT, error TEXT, decided TEXT);
        CREATE INDEX calls_by_recipe ON calls (recipe, seq);
        CREATE INDEX calls_by_run ON calls (run);
        CREATE INDEX calls_by_day ON calls (provider, day);
        CREATE UNIQUE INDEX calls_on_their_way ON calls (recipe) WHERE state IN ('open', 'waiting');
        CREATE TABLE runs (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, status TEXT NOT NULL, name TEXT, file TEXT, folder TEXT NOT NULL, graph TEXT NOT NULL,
            inputs TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, milliseconds REAL, price INTEGER, simulated INTEGER NOT NULL, nodes TEXT, outputs TEXT);
        """,
    ];

    public static int Version => Steps.Length;

    /// <summary>Brings an index to the newest version.</summary>
    /// <exception cref="StoreException">It is of a newer version than this program knows.</exception>
    public static void Migrate(StoreConnection index)
    {
        if (Check(index) == Version)
        {
            return;
        }

        index.Execute("BEGIN IMMEDIATE");
        try
        {
            // Another process may have been first.
            for (var version = Check(index); version < Version; version++)
            {
                foreach (var statement in Steps[version].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    index.Execute(statement);
                }
            }

            index.Execute($"PRAGMA user_version = {Version}");
            index.Execute("COMMIT");
        }
        catch
        {
            index.Execute("ROLLBACK");
            throw;
        }
    }

    private static int Check(StoreConnection index)
    {
        var version = (int)index.Number("PRAGMA user_version");
        return version <= Version
            ? version
            : throw new StoreException(
                "store-newer",
                $"'{index.File}' was written by a newer version of this program (format {version}; this one knows {Version}).",
                "Use the newer version. Nothing was changed.");
    }
}

namespace NodeEngine.Graphs;

/// <summary>
/// The bytes of a graph file as they were read. In pieces: one array for a large file would be a large object, and collecting those takes longer than
/// reading the file.
/// </summary>
internal sealed class GraphSource
{
    private const int PieceSize = 1 << 15;

    private readonly List<byte[]> _pieces = [];

    public int Length { get; private set; }

    /// <summary>Reads a stream to its end, or null if it has more bytes than that. A pipe does not tell its length, and some files tell a wrong one.</summary>
    public static GraphSource? Read(Stream stream, int most)
    {
        var source = new GraphSource();
        var buffer = new byte[PieceSize];
        for (int read; (read = stream.ReadAtLeast(buffer, PieceSize, throwOnEndOfStream: false)) > 0;)
        {
            if (source.Length + read > most)
            {
                return null;
            }

            source._pieces.Add(buffer[..read]);
            source.Length += read;
        }

        return source;
    }

    public void CopyTo(Span<byte> destination)
    {
        foreach (var piece in _pieces)
        {
            piece.CopyTo(destination);
            destination = destination[piece.Length..];
        }
    }

    public ReadOnlyMemory<byte> ToMemory()
    {
        var all = new byte[Length];
        CopyTo(all);
        return all;
    }
}

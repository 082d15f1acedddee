namespace NodeEngine.Graphs;

/// <summary>
/// The bytes of a graph file as they were read. In pieces: one array for a large file would be a large object, and collecting those takes longer than
/// reading the file.
/// </summary>
internal sealed class GraphSource
{
    private readonly List<byte[]> _pieces = [];

    /// <summary>A stream that reads another one and keeps what it read.</summary>
    public Stream Keep(Stream source) => new Keeper(source, _pieces);

    public ReadOnlyMemory<byte> ToMemory()
    {
        var all = new byte[_pieces.Sum(piece => piece.Length)];
        var at = 0;
        foreach (var piece in _pieces)
        {
            piece.CopyTo(all, at);
            at += piece.Length;
        }

        return all;
    }

    private sealed class Keeper(Stream source, List<byte[]> pieces) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            if (read > 0)
            {
                pieces.Add(buffer[..read].ToArray());
            }

            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

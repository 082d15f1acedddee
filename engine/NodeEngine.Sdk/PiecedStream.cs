namespace NodeEngine.Sdk;

/// <summary>Reads parts of a file, one after another, as if they were all of it.</summary>
internal sealed class PiecedStream(Stream file, Piece[] pieces) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; } = pieces.Sum(piece => piece.Length);

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        var before = _position;
        foreach (var piece in pieces)
        {
            if (before >= piece.Length)
            {
                before -= piece.Length;
                continue;
            }

            buffer = buffer[..(int)Math.Min(buffer.Length, piece.Length - before)];
            var read = buffer.Length;
            if (piece.Bytes is { } bytes)
            {
                bytes.AsSpan((int)before, read).CopyTo(buffer);
            }
            else
            {
                file.Position = piece.Offset + before;
                read = file.Read(buffer);
            }

            _position += read;
            return read;
        }

        return 0;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            _ => Length,
        };
        return _position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}

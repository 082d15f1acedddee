namespace NodeEngine.App.Output;

/// <summary>
/// A standard stream with failures that say whose they are. Who stops reading it, such as <c>head</c>, is no failure; nor is a stream of mere remarks
/// that cannot be written.
/// </summary>
internal sealed class ConsoleStream(Stream inner, bool holdsResults) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (holdsResults)
            {
                throw new IOException($"Standard output cannot be written: {(e.InnerException ?? e).Message}.", e);
            }
        }
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

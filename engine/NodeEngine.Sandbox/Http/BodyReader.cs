using System.Buffers;
using System.IO.Pipelines;

namespace NodeEngine.Sandbox.Http;

/// <summary>Reads a body to its end, or until it is longer than allowed.</summary>
internal static class BodyReader
{
    /// <summary>Null when the body is longer than <paramref name="longest"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(PipeReader reader, long? declared, long longest, CancellationToken cancellation)
    {
        if (declared > longest)
        {
            return null;
        }

        var body = new ArrayBufferWriter<byte>((int)Math.Max(declared ?? 0, 1024));
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            if (body.WrittenCount + result.Buffer.Length > longest)
            {
                return null;
            }

            foreach (var segment in result.Buffer)
            {
                body.Write(segment.Span);
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return body.WrittenMemory;
            }
        }
    }
}

using System.Buffers.Binary;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Tests.Masks;

/// <summary>Small pictures whose every sample a test knows, as files, and samples of what comes out.</summary>
internal static class MaskPictures
{
    /// <summary>Writes a picture as PNG, and returns its name as graphs write it.</summary>
    public static string WritePicture(this Workspace workspace, string name, int width, int height, int bands, Func<int, int, int, int> sample, int bits = 8)
    {
        var samples = new byte[width * height * bands * (bits / 8)];
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var band = 0; band < bands; band++, at += bits / 8)
                {
                    if (bits == 8)
                    {
                        samples[at] = (byte)sample(x, y, band);
                    }
                    else
                    {
                        BinaryPrimitives.WriteUInt16LittleEndian(samples.AsSpan(at), (ushort)sample(x, y, band));
                    }
                }
            }
        }

        return workspace.Write(name, ImageValue.FromPixels(new Pixels(width, height, bands, samples, bits)).Encode("png"));
    }

    /// <summary>One sample of a picture.</summary>
    public static int Sample(this Value picture, int x, int y, int band = 0)
    {
        var pixels = ((ImageValue)picture).GetPixels();
        var index = (((y * pixels.Width) + x) * pixels.Bands) + band;
        return pixels.BitsPerSample == 8 ? pixels.Samples.Span[index] : BinaryPrimitives.ReadUInt16LittleEndian(pixels.Samples.Span[(2 * index)..]);
    }

    /// <summary>How many white pixels a mask has, grey ones as a part.</summary>
    public static double Area(this Value mask)
    {
        var sum = 0L;
        foreach (var sample in ((MaskValue)mask).GetPixels().Samples.Span)
        {
            sum += sample;
        }

        return sum / 255.0;
    }

    /// <summary>The rows of a small mask, in hexadecimal.</summary>
    public static string[] Rows(this Value mask)
    {
        var pixels = ((MaskValue)mask).GetPixels();
        return [.. Enumerable.Range(0, pixels.Height).Select(y => Convert.ToHexStringLower(pixels.Samples.Span.Slice(y * pixels.Width, pixels.Width)))];
    }
}

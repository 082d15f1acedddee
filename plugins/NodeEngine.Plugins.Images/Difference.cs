using NetVips;

namespace NodeEngine.Plugins.Images;

/// <summary>What two pictures of one size differ in.</summary>
internal static class Difference
{
    /// <summary>Decibels that stand for no difference at all: there is no number for it.</summary>
    private const double Equal = 100;

    // As in the paper of Wang and others: a window of Gauss with sigma 1.5, and constants against division by next to nothing.
    private const double Sigma = 1.5;
    private const double C1 = 0.01 * 0.01 * 255 * 255;
    private const double C2 = 0.03 * 0.03 * 255 * 255;

    private static readonly double[] Weights = [0.299, 0.587, 0.114];

    public static Comparison Of(Pipeline pipeline, Image first, Image second, double gain)
    {
        var deep = first.IsDeep() || second.IsDeep();
        var white = (double)Samples.White(deep);
        var bands = Math.Max(first.Bands, second.Bands) is var most && (first.HasAlpha() || second.HasAlpha()) && most is 1 or 3 ? most + 1 : most;
        var one = pipeline.Settle(first.To(pipeline, bands, deep));
        var two = pipeline.Settle(second.To(pipeline, bands, deep));
        using var signed = one - two;
        var apart = pipeline.Settle(pipeline.Add(signed.Abs()));
        using var squares = apart * apart;
        var mean = pipeline.Read(squares, image => image.Avg());
        using var any = apart > 0;
        using var either = any.BandOr();
        return new Comparison(
            pipeline.Finish(Shown(pipeline, apart, gain, white, bands)),
            Similarity(pipeline, one, two),
            mean == 0 ? Equal : Math.Min(Equal, 10 * Math.Log10(white * white / mean)),
            pipeline.Read(apart, image => image.Max()) / white,
            pipeline.Read(either, image => image.Avg()) / 255);
    }

    // A difference in transparency shows as grey: nothing of the result is see-through.
    private static Image Shown(Pipeline pipeline, Image apart, double gain, double white, int bands)
    {
        using var louder = apart * (gain * 255 / white);
        using var colours = bands is 2 or 4 ? louder.ExtractBand(0, bands - 1) : louder.Copy();
        using var alpha = bands is 2 or 4 ? louder[bands - 1] : null;
        using var both = alpha is null ? colours.Copy() : colours + alpha;
        using var rounded = both.Rint();
        return pipeline.Add(rounded.Cast(Enums.BandFormat.Uchar));
    }

    private static double Similarity(Pipeline pipeline, Image first, Image second)
    {
        var one = Brightness(pipeline, first);
        var two = Brightness(pipeline, second);
        using var meanOne = Blurred(one);
        using var meanTwo = Blurred(two);
        using var squareOne = meanOne * meanOne;
        using var squareTwo = meanTwo * meanTwo;
        using var product = meanOne * meanTwo;
        using var spreadOne = Blurred(pipeline.Add(one * one)) - squareOne;
        using var spreadTwo = Blurred(pipeline.Add(two * two)) - squareTwo;
        using var shared = Blurred(pipeline.Add(one * two)) - product;
        using var above = ((product * 2) + C1) * ((shared * 2) + C2);
        using var below = (squareOne + squareTwo + C1) * (spreadOne + spreadTwo + C2);
        using var map = above / below;
        return Math.Clamp(Math.Round(pipeline.Read(map, image => image.Avg()), 6), -1, 1);
    }

    private static Image Blurred(Image image) => image.Gaussblur(Sigma, 0.01, Enums.Precision.Float);

    // What is see-through is taken as lying on middle grey, so that its hidden colours do not count.
    private static Image Brightness(Pipeline pipeline, Image image)
    {
        var deep = image.IsDeep();
        using var flat = image.HasAlpha() ? image.Flatten(background: [.. Enumerable.Repeat(Samples.White(deep) / 2.0, image.Bands - 1)], maxAlpha: Samples.White(deep)) : image.Copy();
        using var fractions = flat.Cast(Enums.BandFormat.Float);
        using var weights = Image.NewFromArray(new[] { Weights });
        using var grey = flat.Bands >= 3 ? fractions.Recomb(weights) : fractions.Copy();
        using var scaled = deep ? grey / 257.0 : grey.Copy();
        return pipeline.Settle(scaled);
    }
}

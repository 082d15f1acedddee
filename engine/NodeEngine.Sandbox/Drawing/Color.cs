namespace NodeEngine.Sandbox.Drawing;

/// <summary>An sRGB colour with straight alpha.</summary>
internal readonly record struct Color(byte R, byte G, byte B, byte A = 255)
{
    /// <summary>The four bytes as they lie in memory on the little-endian machines .NET runs on.</summary>
    public uint Packed => R | ((uint)G << 8) | ((uint)B << 16) | ((uint)A << 24);

    public Color WithAlpha(byte alpha) => this with { A = alpha };

    public static Color Mix(Color from, Color to, double part) =>
        new(Channel(from.R, to.R, part), Channel(from.G, to.G, part), Channel(from.B, to.B, part), Channel(from.A, to.A, part));

    /// <summary>From OKLCH, where equal lightness looks equally light in every hue: captions stay legible whatever the hash says.</summary>
    public static Color FromLch(double lightness, double chroma, double hueDegrees)
    {
        var hue = hueDegrees * Math.PI / 180;
        var (a, b) = (chroma * Math.Cos(hue), chroma * Math.Sin(hue));
        var l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        var m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        var s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return new(
            Gamma((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Gamma((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Gamma((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    private static double Cube(double value) => value * value * value;

    private static byte Gamma(double linear)
    {
        var value = linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
    }

    private static byte Channel(byte from, byte to, double part) => (byte)Math.Round(from + ((to - from) * part));
}

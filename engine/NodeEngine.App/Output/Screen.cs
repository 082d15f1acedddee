namespace NodeEngine.App.Output;

/// <summary>A stream for people to read. Colours appear only where they are seen as colours.</summary>
internal sealed class Screen(TextWriter writer, bool isTerminal, bool hasColour)
{
    public TextWriter Writer { get; } = writer;

    /// <summary>Somebody is looking at it: not a file, and not another program.</summary>
    public bool IsTerminal { get; } = isTerminal;

    public bool HasColour { get; } = hasColour;

    public void Line(string text = "") => Writer.WriteLine(text);

    public string Red(string text) => Paint("31", text);

    public string Green(string text) => Paint("32", text);

    public string Yellow(string text) => Paint("33", text);

    public string Cyan(string text) => Paint("36", text);

    public string Bold(string text) => Paint("1", text);

    public string Dim(string text) => Paint("2", text);

    private string Paint(string code, string text) => HasColour && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}

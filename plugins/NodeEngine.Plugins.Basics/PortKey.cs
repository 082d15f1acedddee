namespace NodeEngine.Plugins.Basics;

/// <summary>What a port may be called that follows from what somebody wrote.</summary>
internal static class PortKey
{
    public const string Rule = "Name it in lower-case letters, digits and _, beginning with a letter and not ending with a digit";

    public static bool IsOne(string name) =>
        name.Length > 0 && char.IsAsciiLetterLower(name[0]) && !char.IsAsciiDigit(name[^1])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}

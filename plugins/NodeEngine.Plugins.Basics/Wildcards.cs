using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>Replaces <c>{a|b}</c> by one of its alternatives, innermost first and from left to right. Nesting has no limit: nothing here calls itself.</summary>
internal static class Wildcards
{
    public static string Resolve(string text, SeededRandom random, string port)
    {
        var open = new Stack<Group>();
        var outside = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var here = open.TryPeek(out var group) ? group.Last : outside;
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length && text[i + 1] is '{' or '|' or '}' or '\\':
                    i++;
                    here.Append(text[i]);
                    break;
                case '{':
                    open.Push(new Group(i));
                    break;
                case '|' when group is not null:
                    group.Alternatives.Add(new StringBuilder());
                    break;
                case '}':
                    if (group is null)
                    {
                        throw Wrong(text, i, "closes nothing", "Write \\} for a brace.", port);
                    }

                    open.Pop();
                    (open.TryPeek(out var outer) ? outer.Last : outside).Append(group.Choose(random));
                    break;
                default:
                    here.Append(text[i]);
                    break;
            }
        }

        return open.TryPop(out var unclosed)
            ? throw Wrong(text, unclosed.Start, "is not closed", "Close it with }, or write \\{ for a brace.", port)
            : outside.ToString();
    }

    private static NodeException Wrong(string text, int at, string what, string advice, string port) =>
        new("wildcard-wrong", $"The '{text[at]}' at character {at + 1} of \"{(text.Length > 60 ? text[..57] + "…" : text)}\" {what}.", advice) { Port = port };

    private sealed class Group(int start)
    {
        public int Start { get; } = start;

        public List<StringBuilder> Alternatives { get; } = [new StringBuilder()];

        public StringBuilder Last => Alternatives[^1];

        // Braces without a bar offer nothing to choose, and are text.
        public string Choose(SeededRandom random) =>
            Alternatives.Count > 1 ? Alternatives[random.NextBelow(Alternatives.Count)].ToString() : $"{{{Last}}}";
    }
}

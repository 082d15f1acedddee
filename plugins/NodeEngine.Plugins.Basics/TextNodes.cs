using System.Composition;
using System.Diagnostics;
using System.Text.RegularExpressions;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>Nodes that make texts out of texts.</summary>
[Export(typeof(NodeLibrary))]
public sealed class TextNodes : NodeLibrary
{
    private const int LongestText = 10_000_000;

    private static readonly string[] LineBreaks = ["\r\n", "\n", "\r"];
    private static readonly TimeSpan RegexLimit = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override IEnumerable<INode> Nodes => [.. base.Nodes, new TextTemplate()];

    /// <summary>Joins texts into one, with a separator between them.</summary>
    /// <param name="items">The texts, in order. None gives an empty text; empty ones count like any other.</param>
    /// <param name="separator">What stands between two texts, as it is written. Empty: they follow each other directly.</param>
    /// <returns>The joined text.</returns>
    [Node("text.join")]
    public static string Join(IReadOnlyList<string> items, string separator = ", ") => string.Join(separator, items);

    /// <summary>Splits a text into a list: at each line break, or wherever a separator stands.</summary>
    /// <param name="text">The text. An empty one gives a list with one empty text.</param>
    /// <param name="separator">Where to split, taken literally and left out of the pieces. Empty: at every line break, whichever system wrote it.</param>
    /// <param name="trim">Whether spaces and line breaks around each piece are removed.</param>
    /// <param name="dropEmpty">Whether empty pieces are left out; with trim, also those that become empty by it.</param>
    /// <returns>The pieces, in order: one more than there are separators, unless empty ones are left out.</returns>
    [Node("text.split")]
    public static IReadOnlyList<string> Split(string text, string separator = "", bool trim = false, bool dropEmpty = false)
    {
        var options = (trim ? StringSplitOptions.TrimEntries : 0) | (dropEmpty ? StringSplitOptions.RemoveEmptyEntries : 0);
        return separator.Length == 0 ? text.Split(LineBreaks, options) : text.Split(separator, options);
    }

    /// <summary>Gives the lines of a text that say something: a list of prompts that somebody keeps in a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="comment">Lines that begin with this are left out, such as # or //. Empty: none are.</param>
    /// <param name="trim">Whether spaces around each line are removed.</param>
    /// <param name="dropEmpty">Whether empty lines are left out.</param>
    /// <returns>The lines, in order; none when all are left out.</returns>
    [Node("text.lines")]
    public static IReadOnlyList<string> Lines(string text, string comment = "", bool trim = true, bool dropEmpty = true)
    {
        var lines = Split(text, "", trim, dropEmpty);
        return comment.Length == 0 ? lines : [.. lines.Where(line => !line.TrimStart().StartsWith(comment, StringComparison.Ordinal))];
    }

    /// <summary>Replaces every occurrence of a text, or of a pattern, by another text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="find">What to look for. Not empty.</param>
    /// <param name="replacement">What takes its place. Empty: it is removed. With regex, $1 and ${name} are groups of the match, and $$ is a dollar.</param>
    /// <param name="regex">Whether find is a regular expression of .NET. It has two seconds to find and replace everything. (?m) and other options may begin it.</param>
    /// <param name="ignoreCase">Whether upper and lower case are the same.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The text with the replacements; the same one when nothing was found.</returns>
    [Node("text.replace")]
    public static string Replace(
        string text, string find, string replacement = "", bool regex = false, bool ignoreCase = false, CancellationToken cancellation = default)
    {
        if (find.Length == 0)
        {
            throw new NodeException("find-empty", "There is nothing to look for: 'find' is empty.", "Write what is to be replaced.") { Port = nameof(find) };
        }

        return regex
            ? ReplacePattern(text, find, replacement, ignoreCase, cancellation)
            : text.Replace(find, replacement, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    /// <summary>
    /// Chooses one of several texts by a seed, and one alternative of each {a|b} in it: the same seed always chooses the same, on every machine.
    /// </summary>
    /// <param name="options">The texts to choose from, at least one, each as likely as the others. A single text is chosen, and only its wildcards vary.</param>
    /// <param name="seed">Any whole number. Another seed may choose something else.</param>
    /// <param name="wildcards">
    /// Whether {a|b} becomes a or b, also inside one another: {a {red|blue} kettle|a jug}. Braces without a bar stay. \{, \|, \} and \\ are the signs themselves.
    /// </param>
    /// <returns>The chosen text.</returns>
    [Node("text.choose")]
    public static string Choose(IReadOnlyList<string> options, long seed = 1, bool wildcards = true)
    {
        if (options.Count == 0)
        {
            throw new NodeException("list-empty", "There are no options to choose from.", "Give at least one text.") { Port = nameof(options) };
        }

        var random = new SeededRandom("text.choose", seed);
        var chosen = options[random.NextBelow(options.Count)];
        return wildcards ? Wildcards.Resolve(chosen, random, nameof(options)) : chosen;
    }

    /// <summary>Reads a text file, such as a prompt or a list of them.</summary>
    /// <param name="file">The file: UTF-8, with or without a byte order mark, at most 10 MB.</param>
    /// <returns>The text as it is in the file; line breaks are kept.</returns>
    [Node("text.file")]
    public static string File(FileValue file) => TextFile.Read(file, nameof(file));

    private static string ReplacePattern(string text, string find, string replacement, bool ignoreCase, CancellationToken cancellation)
    {
        var options = RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var added = 0L;
            return new Regex(find, options, RegexLimit).Replace(text, match =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (Stopwatch.GetElapsedTime(started) > RegexLimit)
                {
                    throw new RegexMatchTimeoutException();
                }

                var result = match.Result(replacement);
                added += result.Length;
                return added <= LongestText
                    ? result
                    : throw new NodeException("text-too-long", $"The replacements are longer than {LongestText} characters together.", "Shorten 'replacement', or split the text before.") { Port = nameof(replacement) };
            });
        }
        catch (RegexParseException e)
        {
            throw new NodeException("regex-wrong", $"'{find}' is not a regular expression: {e.Message}", "Mend it, or set regex to false to look for it as it is written.", e) { Port = nameof(find) };
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new NodeException(
                "regex-too-slow",
                $"'{find}' was not done after {RegexLimit.TotalSeconds:0} seconds on a text of {text.Length} characters.",
                "Repetitions inside repetitions, such as (a+)+, take forever: write the pattern without them.",
                e)
            { Port = nameof(find) };
        }
    }
}

using System.Text.RegularExpressions;
using FluentAssertions;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Architecture;

/// <summary>Codes of problems and errors never change: programs and people look them up.</summary>
public sealed partial class CodeTests
{
    private static readonly string[] Projects = ["NodeEngine", "NodeEngine.Sdk"];

    // Names of ports and of other things are single words too.
    private static readonly string[] SingleWords = ["budget", "cycle", "needs", "redirected"];

    [Fact]
    public void The_codes_of_problems_and_errors_are_the_reviewed_ones() => Golden.Check("codes.txt", Codes());

    [Fact]
    public void Codes_that_are_told_in_tests_of_planning_are_among_them()
    {
        using var bench = new Bench();
        var problems = bench.Problems(Bench.Json(""" "a": { "type": "x.y", "b": 1 }, "c": { "type": "test.add", "inputs": { "a": { "link": "c.integer" }, "d": 5.5 } } """));

        problems.Select(problem => problem.Code).Should().BeSubsetOf(Codes());
    }

    private static List<string> Codes() =>
    [
        .. Projects
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Folder, "engine", project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["code"].Value)
            .Where(code => code.Contains('-', StringComparison.Ordinal) || SingleWords.Contains(code))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    // Where a code is written: as the first thing that a problem, a fault or an error is made of, behind the place, or as a constant among errors.
    [GeneratedRegex("""
        (?: (?:Problem|Fault|NodeException|NodeError|NodeWarning|StoreException|Add|Warn|new) \( \s*
          | (?:Wrong\(\s*entry | At\(\w+,\s*file | Failed\(graph) ,\s*
          | missing\s*\?\s* | isMissing\s*\?\s* | :\s*(?="type-unknown")
          | const\ string\ \w+\ =\ )
        "(?<code>[a-z]+(?:-[a-z]+)*)" (?= \s* [,:;)] )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Code();
}

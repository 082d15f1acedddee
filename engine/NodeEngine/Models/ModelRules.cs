using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>Says the rules between inputs in words, the same in problems and in the help of ports.</summary>
internal static class ModelRules
{
    /// <summary>The sentences about one input, for its help.</summary>
    public static IEnumerable<string> Of(ModelSpec model, string port)
    {
        foreach (var (kind, when, then) in model.Rules)
        {
            if (when.Port == port)
            {
                var given = when.Values.Count == 0 ? "" : $"{string.Join(" or ", when.Values)}: ";
                yield return Sentence(given + kind switch
                {
                    RuleKind.OnlyWith => $"only with {Any(then)}",
                    RuleKind.Needs => $"needs {All(then)}",
                    _ => $"not with {Any(then)}",
                });
            }
            else if (kind == RuleKind.Excludes && then.Any(term => term.Port == port))
            {
                yield return Sentence($"not with {Describe(when)}");
            }
        }

        if (port == "resolution" && model.Shape is { } shape)
        {
            foreach (var (resolution, ratios) in shape.Only)
            {
                yield return $"{resolution} only in {string.Join(", ", ratios)}.";
            }
        }
    }

    /// <summary>An input with its values.</summary>
    public static string Describe(RuleTerm term) => term.Values.Count == 0 ? $"'{term.Port}'" : $"'{term.Port}' {string.Join(" or ", term.Values)}";

    /// <summary>Inputs of which one is enough.</summary>
    public static string Any(IReadOnlyList<RuleTerm> terms) => string.Join(" or ", terms.Select(Describe));

    /// <summary>The names of inputs of which one is enough.</summary>
    public static string Ports(IReadOnlyList<RuleTerm> terms) => string.Join(" or ", terms.Select(term => $"'{term.Port}'"));

    private static string All(IReadOnlyList<RuleTerm> terms) => string.Join(" and ", terms.Select(Describe));

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
}

using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>What one call gave, as it is stored.</summary>
/// <param name="Images">The pictures, in order; never empty.</param>
/// <param name="Text">What came with them; empty when nothing did.</param>
internal readonly record struct CallResult(IReadOnlyList<Value> Images, string Text)
{
    public static CallResult From(Value[] stored) => new(((ListValue)stored[0]).Items, ((TextValue)stored[1]).Text);

    public Value[] ToValues() => [new ListValue([.. Images]), new TextValue(Text)];
}

using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>What all nodes of one spec have in common, worked out once for each plan.</summary>
internal sealed class SpecFacts
{
    public SpecFacts(NodeSpec spec)
    {
        OutputTypes = [.. spec.Outputs.Select(port => port.Type)];
        ByRecipe = RecipesOf(spec, OutputTypes);
        HasVariable = spec.Inputs.Any(port => port.Type.Variable is not null);
        var text = new StringBuilder(spec.Type).Append('\0').Append(spec.Version);
        foreach (var port in spec.Inputs)
        {
            text.Append('\0').Append(port.Key);
        }

        Signature = Address.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>The types of the outputs, where nothing binds them.</summary>
    public PortType[] OutputTypes { get; }

    /// <summary>See <see cref="Step.ByRecipe"/>, where nothing binds the outputs.</summary>
    public bool[] ByRecipe { get; }

    /// <summary>True when an input takes <c>any</c>.</summary>
    public bool HasVariable { get; }

    /// <summary>See <see cref="Step.Signature"/>.</summary>
    public Address Signature { get; }

    public static bool[] RecipesOf(NodeSpec spec, PortType[] types) => [.. types.Select(type => spec.Purity == Purity.Pure && type.Innermost.IsPicture)];
}

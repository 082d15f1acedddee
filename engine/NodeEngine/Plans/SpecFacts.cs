using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>What all nodes of one spec have in common, worked out once for each plan.</summary>
internal sealed class SpecFacts
{
    public SpecFacts(NodeSpec spec)
        : this(spec, [.. spec.Outputs.Select(port => port.Type)])
    {
    }

    /// <summary>The same for nodes whose outputs are bound to certain types.</summary>
    public SpecFacts(NodeSpec spec, PortType[] outputTypes)
    {
        OutputTypes = outputTypes;
        ByRecipe = [.. outputTypes.Select(type => spec.Purity == Purity.Pure && type.Innermost.IsPicture)];
        IsAddressedEarly = ByRecipe.Length > 0 && !ByRecipe.Contains(false);
        HasPictures = Array.Exists(outputTypes, type => type.Innermost.IsPicture);
        HasVariable = spec.Inputs.Any(port => port.Type.Variable is not null);
        var text = new StringBuilder(spec.Type).Append('\0').Append(spec.Version);
        foreach (var port in spec.Inputs)
        {
            text.Append('\0').Append(port.Key);
        }

        Signature = Address.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>The types of the outputs.</summary>
    public PortType[] OutputTypes { get; }

    /// <summary>See <see cref="Step.ByRecipe"/>.</summary>
    public bool[] ByRecipe { get; }

    /// <summary>See <see cref="Step.IsAddressedEarly"/>.</summary>
    public bool IsAddressedEarly { get; }

    /// <summary>See <see cref="Step.HasPictures"/>.</summary>
    public bool HasPictures { get; }

    /// <summary>True when an input takes <c>any</c>.</summary>
    public bool HasVariable { get; }

    /// <summary>See <see cref="Step.Signature"/>.</summary>
    public Address Signature { get; }
}

using System.Runtime.InteropServices;
using System.Text;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>What each <c>any</c> of one node stands for: the widest of the types that come in.</summary>
internal sealed class Variables
{
    private readonly List<(string Name, PortType? Type)> _bound = [];

    /// <summary>Notes that this type comes into a port with this variable; null when the type is not known.</summary>
    public void Add(string name, PortType? type)
    {
        var index = _bound.FindIndex(bound => bound.Name == name);
        if (index < 0)
        {
            _bound.Add((name, type));
        }
        else if (type is not null && (_bound[index].Type is not { } before || (!before.Accepts(type) && type.Accepts(before))))
        {
            _bound[index] = (name, type);
        }
    }

    /// <summary>The type with its variable replaced: by text, when nothing comes in.</summary>
    public PortType Bind(PortType type) =>
        type.Variable is { } name ? type.Bind(_bound.Find(bound => bound.Name == name).Type ?? PortType.Text) : type;

    /// <summary>The types of ports, each with its variable replaced.</summary>
    public PortType[] Bind(IReadOnlyList<Port> ports) => [.. ports.Select(port => Bind(port.Type))];

    /// <summary>The part of an address that does not depend on inputs: of two kinds of pictures with the same bytes a node makes two kinds of results.</summary>
    public Address Sign(Address signature)
    {
        var text = string.Join('\0', _bound.Select(bound => $"{bound.Name}={(bound.Type ?? PortType.Text).Name}"));
        ReadOnlySpan<Address> both = [signature, Address.Of(Encoding.UTF8.GetBytes(text))];
        return Address.Of(MemoryMarshal.AsBytes(both));
    }
}

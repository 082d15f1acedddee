using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Basics;

/// <summary>Nodes that read data.</summary>
[Export(typeof(NodeLibrary))]
public sealed class DataNodes : NodeLibrary
{
    /// <inheritdoc/>
    public override IEnumerable<INode> Nodes => [new JsonValue(), new TableRead()];
}

namespace NodeEngine.Sdk;

/// <summary>
/// A node type: what it is, and what it does. Most are written as methods of a <see cref="NodeLibrary"/>; this is underneath, for ports that
/// follow from literals and for anything that a signature cannot say.
/// </summary>
/// <remarks>One instance serves every node of its type in every run, at the same time: it holds no state of a run.</remarks>
public interface INode
{
    /// <summary>What the node type is. The same object at every call.</summary>
    NodeSpec Spec { get; }

    /// <summary>
    /// The node with the ports that follow from the inputs that are known before the run: a template's placeholders, a table's columns.
    /// Called only when <see cref="NodeSpec.HasLiterals"/>. By default the ports do not depend on anything, and this is the node itself.
    /// </summary>
    /// <param name="literals">The inputs known before the run, by key, after conversion to their port's type. Others are missing.</param>
    /// <exception cref="NodeException">A literal is wrong. It becomes a problem of the graph at this node and <see cref="NodeException.Port"/>.</exception>
    INode Specialize(IReadOnlyDictionary<string, Value> literals) => this;

    /// <summary>Runs once.</summary>
    /// <param name="run">The inputs, in the order of <see cref="NodeSpec.Inputs"/>, and what one invocation may use.</param>
    /// <param name="cancellation">Cancelled when the run is: stop soon, and throw <see cref="OperationCanceledException"/>.</param>
    /// <returns>A value for each of <see cref="NodeSpec.Outputs"/>, in their order.</returns>
    /// <remarks>
    /// Let exceptions escape. The engine adds the node, and decides what stops. To fail with advice, throw <see cref="NodeException"/>.
    /// </remarks>
    ValueTask<NodeOutputs> RunAsync(NodeRun run, CancellationToken cancellation);
}

namespace NodeEngine.Sdk;

/// <summary>
/// A set of node types, written as methods with <see cref="NodeAttribute"/>. Export the class with
/// <c>[Export(typeof(NodeLibrary))]</c>; the engine makes one instance for the life of the catalog.
/// </summary>
/// <example><code>
/// [Export(typeof(NodeLibrary))]
/// public sealed class TextNodes : NodeLibrary
/// {
///     /// &lt;summary&gt;Joins the items with a separator.&lt;/summary&gt;
///     [Node("text.join")]
///     public static string Join(IReadOnlyList&lt;string&gt; items, string separator = ", ") =&gt; string.Join(separator, items);
/// }
/// </code></example>
public abstract class NodeLibrary
{
    /// <summary>
    /// The node types. By default one for each method with <see cref="NodeAttribute"/>; override to add nodes that implement
    /// <see cref="INode"/> themselves.
    /// </summary>
    /// <exception cref="NodeException">A method cannot be a node; the message names it and says why.</exception>
    public virtual IEnumerable<INode> Nodes => MethodNode.In(this);
}

/// <summary>Makes a public method of a <see cref="NodeLibrary"/> a node type. Its ports come from the signature.</summary>
/// <remarks>
/// <para>Parameters are inputs, keyed by their names in snake_case: <see cref="string"/> is text, <see cref="long"/> and <see cref="int"/> integer,
/// <see cref="double"/> number, <see cref="bool"/> boolean, an enum a choice, <see cref="ImageValue"/> image, <see cref="MaskValue"/> mask,
/// <see cref="FileValue"/> file, <see cref="Value"/> <c>any T</c>, and <see cref="IReadOnlyList{T}"/> of these a list. A default value is the port's
/// default; a nullable parameter with default null is optional. A <see cref="NodeRun"/> or <see cref="CancellationToken"/> parameter is not a port.</para>
/// <para><c>[Range]</c> bounds a number or the numbers of a list, <c>[AllowedValues]</c> makes a text a choice, <c>[MaxLength]</c> bounds a list.</para>
/// <para>The return value is the output, keyed by its type (<c>text</c>, <c>image</c>, … and <c>items</c> for a list); a tuple with names, or a record, is
/// several. A method that returns a <see cref="Task"/> or <see cref="ValueTask"/> only waits; any other is processor work.</para>
/// <para>Help comes from the XML documentation: summary, param and returns.</para>
/// </remarks>
/// <param name="type"><c>area.verb</c>, the name in graphs.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeAttribute(string type) : Attribute
{
    /// <summary><c>area.verb</c>, the name in graphs.</summary>
    public string Type { get; } = type;

    /// <summary>See <see cref="NodeSpec.Version"/>. Default 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>See <see cref="NodeSpec.Purity"/>. Default <see cref="Purity.Pure"/>.</summary>
    public Purity Purity { get; init; } = Purity.Pure;
}

/// <summary>Names an output or input where the signature cannot: <c>[return: Port("greeting")]</c>.</summary>
/// <param name="key">The key in graphs, <c>snake_case</c>.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class PortAttribute(string key) : Attribute
{
    /// <summary>The key in graphs.</summary>
    public string Key { get; } = key;
}

/// <summary>The <c>settings</c> of a plugin in plugins.json. Take them with an importing constructor.</summary>
/// <param name="values">The settings by name.</param>
/// <param name="folder">The folder of the plugin's dll.</param>
public sealed class PluginSettings(IReadOnlyDictionary<string, string> values, string folder)
{
    /// <summary>The folder of the plugin's dll, absolute.</summary>
    public string Folder { get; } = folder;

    /// <summary>The setting with this name, or null when plugins.json has none.</summary>
    public string? this[string name] => values.TryGetValue(name, out var value) ? value : null;
}

using System.Diagnostics.CodeAnalysis;
using NodeEngine.Catalog;
using NodeEngine.Graphs;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.Plans;

/// <summary>A graph that can run: every node exists, every input has a value or a link of the right type, nothing is circular.</summary>
public sealed class Plan
{
    internal Plan(Graph graph, PlanInputs inputs, Step[] steps, Links links, PlannedOutput[] outputs, int[] targets, int outputSlots)
    {
        PlannedFor = inputs;
        Graph = graph;
        Steps = steps;
        Links = links;
        Outputs = outputs;
        Targets = targets;
        OutputSlots = outputSlots;
    }

    /// <summary>The graph that was planned.</summary>
    public Graph Graph { get; }

    /// <summary>What it was planned for.</summary>
    public PlanInputs PlannedFor { get; }

    /// <summary>The ids of the nodes that may run, in the order of the file.</summary>
    public IEnumerable<string> Nodes => Steps.Select(step => step.Id);

    /// <summary>The providers whose models may be called, in alphabetical order of their ids.</summary>
    public IEnumerable<ProviderSpec> Providers =>
        Steps.Select(step => (step.Node as ModelNode)?.Provider.Spec).OfType<ProviderSpec>().DistinctBy(spec => spec.Id, StringComparer.Ordinal).OrderBy(spec => spec.Id, StringComparer.Ordinal);

    /// <summary>True when running it may write files: pictures among the outputs, nodes with an effect, and pictures that were paid for but cannot be used.</summary>
    public bool WritesFiles =>
        Array.Exists(Outputs, output => output.Type.Innermost.IsPicture) || Array.Exists(Steps, step => step.Spec.Purity == Purity.Effect || step.Node is ModelNode);

    /// <summary>The values of the graph's inputs, set or by default, in the order of the file.</summary>
    internal IReadOnlyDictionary<string, Value> Inputs { get; set; } = new Dictionary<string, Value>();

    /// <summary>The steps that are needed, in the order of the file.</summary>
    internal Step[] Steps { get; }

    /// <summary>Which step takes from which.</summary>
    internal Links Links { get; }

    /// <summary>The graph outputs that are wanted.</summary>
    internal PlannedOutput[] Outputs { get; }

    /// <summary>The steps whose values are wanted whatever else happens: those of outputs, and those with an effect.</summary>
    internal int[] Targets { get; }

    /// <summary>How many outputs all steps have together.</summary>
    internal int OutputSlots { get; }

    /// <summary>Makes a plan, or tells everything that stands in the way. Reads no files but the headers of the pictures that the graph names.</summary>
    /// <param name="graph">The graph, right or wrong.</param>
    /// <param name="catalog">The node types there are.</param>
    /// <param name="inputs">What is set and wanted; <see cref="PlanInputs.None"/> for neither.</param>
    /// <param name="plan">The plan, or null when there are errors.</param>
    /// <param name="problems">All errors and warnings, in the order of the file. Warnings may come with a plan.</param>
    /// <returns>True when there is a plan.</returns>
    public static bool Create(Graph graph, NodeCatalog catalog, PlanInputs inputs, [NotNullWhen(true)] out Plan? plan, out IReadOnlyList<Problem> problems)
    {
        var builder = new PlanBuilder(graph, catalog, inputs);
        plan = builder.Build();
        problems = builder.Problems;
        return plan is not null;
    }
}

/// <summary>A node that can run, with where each of its inputs comes from.</summary>
internal sealed class Step
{
    public required string Id { get; init; }

    public required INode Node { get; init; }

    /// <summary>The spec, kept here so that running asks no interface for it.</summary>
    public required NodeSpec Spec { get; init; }

    /// <summary>The part of the address that does not depend on inputs: type, version, keys of the inputs.</summary>
    public required Address Signature { get; init; }

    /// <summary>Where each input of the spec comes from, in its order.</summary>
    public required Binding[] Inputs { get; init; }

    /// <summary>
    /// For each output, whether its address follows from the recipe: it is a picture of a Pure node. All others are addressed by content.
    /// </summary>
    public required bool[] ByRecipe { get; init; }

    /// <summary>True when every output is addressed by the recipe, so that its address is known before it runs.</summary>
    public bool IsAddressedEarly { get; init; }

    /// <summary>True when one of the sources is addressed early, so that this step may be started before all its inputs are there.</summary>
    public bool TakesEarly { get; set; }

    /// <summary>True when pictures may be among the outputs.</summary>
    public bool HasPictures { get; init; }

    /// <summary>Where this step's outputs start among those of all steps.</summary>
    public int FirstOutput { get; set; }
}

/// <summary>Where the value of an input comes from. A plan has as many of these as inputs, so what few of them need is kept apart.</summary>
internal readonly struct Binding
{
    private readonly object? _known;
    private readonly Arrival? _arrival;

    private Binding(object? known, int step, int output, Arrival? arrival)
    {
        _known = known;
        Step = step;
        Output = output;
        _arrival = arrival;
    }

    /// <summary>The value, when it is known before the run. Null also for an optional input that was left out.</summary>
    public Value? Constant => _known as Value;

    /// <summary>The items, when the input is an array with links in it.</summary>
    public Binding[]? Items => _known as Binding[];

    /// <summary>The step that makes the value, or -1.</summary>
    public int Step { get; }

    /// <summary>Which output of that step, or of all steps together.</summary>
    public int Output { get; }

    /// <summary>The type to convert an arriving value to, or null when it has it.</summary>
    public PortType? ConvertTo => _arrival?.ConvertTo;

    /// <summary>True when the conversion makes a list of one of a single value.</summary>
    public bool Wraps => _arrival is { Wraps: true };

    /// <summary>The port whose bounds an arriving value must keep, or null when it has none.</summary>
    public Port? Check => _arrival?.Check;

    public static Binding To(Value? constant) => new(constant, -1, 0, null);

    public static Binding To(int step, int output) => new(null, step, output, null);

    public static Binding To(Binding[] items, Port? check) => new(items, -1, 0, Arrival.Of(null, false, check));

    public Binding With(PortType? convert, bool wraps, Port? check) => new(_known, Step, Output, Arrival.Of(convert, wraps, check));

    /// <summary>The same with the steps renumbered and outputs counted over all steps.</summary>
    public Binding At(int[] position, Step[] steps) => this switch
    {
        { Items: { } items } => new(Array.ConvertAll(items, Placing(position, steps)), -1, 0, _arrival),
        { Step: >= 0 } => new(null, position[Step], steps[position[Step]].FirstOutput + Output, _arrival),
        _ => this,
    };

    // Apart, so that only arrays pay for what the delegate holds.
    private static Converter<Binding, Binding> Placing(int[] position, Step[] steps) => item => item.At(position, steps);

    /// <summary>Adds the steps that the value is made by.</summary>
    public void PushSteps(Stack<int> steps)
    {
        if (Step >= 0)
        {
            steps.Push(Step);
        }

        // Arrays nest only where a bypassed node passes one on, and no deeper than the type of the port.
        foreach (ref readonly var item in Items.AsSpan())
        {
            item.PushSteps(steps);
        }
    }

    /// <summary>Adds the values in it that are known before the run and may hold pictures or files.</summary>
    public void PushConstants(Stack<Value> values)
    {
        if (Constant is FileValue or ImageValue or ListValue)
        {
            values.Push(Constant);
        }

        foreach (ref readonly var item in Items.AsSpan())
        {
            item.PushConstants(values);
        }
    }

    /// <summary>What is done with a value when it arrives.</summary>
    private sealed record Arrival(PortType? ConvertTo, bool Wraps, Port? Check)
    {
        public static Arrival? Of(PortType? convert, bool wraps, Port? check) => convert is null && !wraps && check is null ? null : new(convert, wraps, check);
    }
}

/// <summary>An output of the graph and the step output that it shows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Binding">Where its value comes from.</param>
internal sealed record PlannedOutput(string Name, PortType Type, Binding Binding);

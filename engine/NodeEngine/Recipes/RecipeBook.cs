using System.Globalization;
using System.Reflection;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NodeEngine.Plans;
using NodeEngine.Sdk;

namespace NodeEngine.Recipes;

/// <summary>
/// How the pictures of one run were made: the graph as written, the inputs it ran with, and addresses and versions of all that leads to the picture.
/// Nothing in it tells when, where or by whom: the same picture made again gets the same recipe.
/// </summary>
/// <param name="plan">What runs.</param>
/// <param name="addressOf">The address of a step that has ended.</param>
internal sealed class RecipeBook(Plan plan, Func<int, Address> addressOf)
{
    /// <summary>A graph larger than this is cut down to what leads to the picture, or a run of thousands would write it thousands of times.</summary>
    private const int WholeGraph = 64 << 10;

    private static readonly string Engine =
        typeof(RecipeBook).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    // Written once: JSON trees know their parent, and may not be put into several at the same time.
    private readonly Lazy<bool> _isSmall = new(() => plan.Graph.Source.Length <= WholeGraph);
    private readonly Lazy<string> _whole = new(() => Text(GraphNote.Write(plan)));
    private readonly Lazy<JObject> _graph = new(() => GraphNote.Write(plan));
    private readonly Lazy<string> _inputs = new(() => Text(new JObject(plan.Inputs.Select(input => new JProperty(input.Key, GraphNote.Write(input.Value, plan.Graph.Folder))))));

    /// <summary>The recipe of a graph output, as it is written into its pictures.</summary>
    public byte[] OfOutput(PlannedOutput output)
    {
        var steps = new Stack<int>();
        output.Binding.PushSteps(steps);
        return Write(output.Name, steps);
    }

    /// <summary>Writes the recipe into the pictures that a step wrote: the files that it returns, if they are below the folder of the run's outputs.</summary>
    public void AddTo(Step step, Value[] outputs, string folder)
    {
        var below = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        byte[]? recipe = null;
        foreach (var file in outputs.SelectMany(output => output is ListValue list ? list.Items : [output]).OfType<FileValue>())
        {
            if (file.Path.StartsWith(below, StringComparison.Ordinal) && File.Exists(file.Path))
            {
                recipe ??= Write(step.Id, new Stack<int>([Array.IndexOf(plan.Steps, step)]));
                try
                {
                    RecipeFiles.Add(file.Path, recipe);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new NodeException("recipe-unwritten", $"The recipe cannot be written into '{file.Path}': {e.Message}", "The picture is there. Check the room on the disk, or leave recipes out with --no-recipe.", e);
                }
            }
        }
    }

    private byte[] Write(string picture, Stack<int> open)
    {
        var made = new SortedSet<int>();
        while (open.TryPop(out var step))
        {
            if (made.Add(step))
            {
                foreach (var source in plan.Links.From(step))
                {
                    open.Push(source);
                }
            }
        }

        var steps = made.Select(i => (Step: plan.Steps[i], Address: addressOf(i))).ToList();
        var versions = new SortedDictionary<string, int>(StringComparer.Ordinal);
        steps.ForEach(step => versions[step.Step.Spec.Type] = step.Step.Spec.Version);
        var note = new JObject
        {
            ["nodeengine"] = Engine,
            ["picture"] = picture,
            ["graph"] = _isSmall.Value ? new JRaw(_whole.Value) : GraphNote.Cut(_graph.Value, steps.Select(step => step.Step.Id), picture),
            ["inputs"] = new JRaw(_inputs.Value),
            ["addresses"] = new JObject(steps.Where(step => !step.Address.IsNone).Select(step => new JProperty(step.Step.Id, step.Address.ToString()))),
            ["versions"] = new JObject(versions.Select(version => new JProperty(version.Key, version.Value))),
        };

        return Encoding.ASCII.GetBytes(Text(note));
    }

    /// <summary>JSON in ASCII: the same bytes in every container, and no character that is forbidden in one.</summary>
    private static string Text(JObject json)
    {
        var text = new StringWriter(new StringBuilder(), CultureInfo.InvariantCulture);
        using (var writer = new JsonTextWriter(text) { StringEscapeHandling = StringEscapeHandling.EscapeNonAscii })
        {
            json.WriteTo(writer);
        }

        return text.ToString();
    }
}

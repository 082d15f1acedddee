using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NodeEngine.Sdk;

namespace NodeEngine.Recipes;

/// <summary>How a picture was made, as the picture itself tells.</summary>
public sealed class Recipe
{
    private readonly JObject _note;

    private Recipe(JObject note) => _note = note;

    /// <summary>The name of the graph output, or the id of the node, that wrote the picture.</summary>
    public string Picture => (string?)_note["picture"] ?? "";

    /// <summary>The whole recipe: indented JSON with <c>graph</c>, <c>inputs</c>, <c>addresses</c> and <c>versions</c>.</summary>
    public string Json => Write(_note);

    /// <summary>The graph, with the inputs that it ran with as defaults: indented JSON that runs again as it ran.</summary>
    public string Graph
    {
        get
        {
            var graph = (JObject)_note["graph"]!.DeepClone();
            foreach (var input in (_note["inputs"] as JObject)?.Properties() ?? [])
            {
                if (graph["inputs"]?[input.Name] is JObject written)
                {
                    written["default"] = input.Value;
                }
            }

            return Write(graph);
        }
    }

    /// <summary>The recipe of a picture file.</summary>
    /// <param name="path">A png, jpeg or webp file.</param>
    /// <exception cref="NodeException">There is none, or it cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Recipe Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 12);
        try
        {
            var text = RecipeReading.Read(file)
                ?? throw new NodeException("recipe-missing", $"'{path}' carries no recipe.", "Pictures written by a run carry one, unless it ran with --no-recipe or another program took it out.");
            var note = GraphNote.Parse(text);
            return note["graph"] is JObject ? new Recipe(note) : throw Damaged(path, "there is no graph in it", null);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw Damaged(path, e.Message.TrimEnd('.'), e);
        }
    }

    private static NodeException Damaged(string path, string why, Exception? inner) =>
        new("recipe-damaged", $"The recipe in '{path}' cannot be read: {why}.", "Another program may have cut it off.", inner);

    private static string Write(JObject json) => json.ToString(Formatting.Indented).ReplaceLineEndings("\n") + "\n";
}

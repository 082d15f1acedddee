using Newtonsoft.Json;

namespace NodeEngine.Graphs;

/// <summary>Reads the parts that all of a graph file is made of, and notes what is wrong with them.</summary>
internal sealed class GraphTokens(JsonCursor json, ProblemList problems)
{
    public JsonToken Token => json.Token;

    public object? Value => json.Value;

    public Position Here => json.Here;

    public int Problems => problems.Found.Count;

    public bool Read() => json.Read();

    public void Remember(string name) => json.Remember(name);

    public JsonToken ReadInside() => json.ReadInside();

    public void Skip() => json.Skip();

    public string Shown() => json.Shown();

    public void Add(string code, Position at, Place where, string message, string? suggestion) => problems.Add(code, at, where, message, suggestion);

    /// <summary>
    /// The name of the next member of the object that the reader is in, the reader standing at its value; null at the end. Unknown ones (when
    /// <paramref name="known"/> is given) and second ones are noted and stepped over.
    /// </summary>
    /// <param name="members">What was read of the object.</param>
    /// <param name="where">The object.</param>
    /// <param name="known">The members that it may have; null when all are welcome.</param>
    /// <param name="position">Where the name is written; not told for known members.</param>
    public string? Next(ref Members members, Place where, string[]? known, out Position position)
    {
        position = default;
        while (json.ReadInside() == JsonToken.PropertyName)
        {
            var name = (string)json.Value!;
            var index = known is null ? -1 : Array.IndexOf(known, name);
            var isNew = members.Add(name, index);
            if (index < 0 || !isNew)
            {
                position = Here;
            }

            json.ReadInside();
            if (!isNew)
            {
                Add("key-duplicate", position, where.At(name), $"'{name}' is here a second time.", "Remove one of them.");
                json.Skip();
            }
            else if (known is not null && index < 0)
            {
                var nearest = Nearest.To(name, known);
                Add("member-unknown", position, where.At(name), $"'{name}' is not known here.", nearest is null ? $"Known are {string.Join(", ", known)}." : $"Did you mean '{nearest}'?");
                json.Skip();
            }
            else
            {
                return name;
            }
        }

        return null;
    }

    public bool Expect(JsonToken token, Place where, string message)
    {
        if (json.Token == token)
        {
            return true;
        }

        Add("value-wrong", Here, where, message, null);
        json.Skip();
        return false;
    }

    public string? ReadText(Place where)
    {
        if (json.Token == JsonToken.String)
        {
            return (string)json.Value!;
        }

        Add("value-wrong", Here, where, $"'{where.Text}' is a text, not {Shown()}.", null);
        json.Skip();
        return null;
    }

    public bool ReadBoolean(Place where)
    {
        if (json.Token == JsonToken.Boolean)
        {
            return (bool)json.Value!;
        }

        Add("value-wrong", Here, where, $"'{where.Text}' is true or false, not {Shown()}.", null);
        json.Skip();
        return false;
    }

    public void NotYet(string what, Place where)
    {
        Add("not-supported", Here, where, $"\"{what}\" cannot run in this version of the engine.", "Write one node per item.");
        json.Skip();
    }

    /// <summary>The members of one object that were read: known ones as bits, free names as a set.</summary>
    public struct Members(HashSet<string>? names)
    {
        private int _known;

        /// <summary>Notes a member by its index among the known ones, or by its name when all are welcome. False when it was there before.</summary>
        public bool Add(string name, int index)
        {
            if (index < 0)
            {
                return names is null || names.Add(name);
            }

            var isNew = (_known & (1 << index)) == 0;
            _known |= 1 << index;
            return isNew;
        }
    }
}

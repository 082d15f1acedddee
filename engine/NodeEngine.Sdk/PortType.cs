namespace NodeEngine.Sdk;

/// <summary>
/// What flows through a port: a closed set. Written <c>text</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>choice</c>, <c>image</c>,
/// <c>mask</c>, <c>file</c>, <c>any T</c>, and any of these followed by <c>[]</c> for a list (<c>text[]</c>, <c>any T[]</c>, <c>image[][]</c>).
/// </summary>
public abstract class PortType : IEquatable<PortType>
{
    private PortType(string name) => Name = name;

    /// <summary>Text of any length, without NUL. C#: <see cref="string"/>.</summary>
    public static PortType Text { get; } = new Simple("text");

    /// <summary>A whole number of 64 bits. C#: <see cref="long"/> or <see cref="int"/>.</summary>
    public static PortType Integer { get; } = new Simple("integer");

    /// <summary>A number, never NaN or infinite. C#: <see cref="double"/>.</summary>
    public static PortType Number { get; } = new Simple("number");

    /// <summary>True or false. C#: <see cref="bool"/>.</summary>
    public static PortType Boolean { get; } = new Simple("boolean");

    /// <summary>One of the texts that the port lists. C#: an enum, or a string with <c>[AllowedValues]</c>.</summary>
    public static PortType Choice { get; } = new Simple("choice");

    /// <summary>A picture. C#: <see cref="ImageValue"/>.</summary>
    public static PortType Image { get; } = new Simple("image");

    /// <summary>A greyscale picture in which white means "change this". C#: <see cref="MaskValue"/>.</summary>
    public static PortType Mask { get; } = new Simple("mask");

    /// <summary>A file outside the engine. C#: <see cref="FileValue"/>.</summary>
    public static PortType File { get; } = new Simple("file");

    /// <summary>The type as it is written in graphs and shown to people.</summary>
    public string Name { get; }

    /// <summary>The type of one item of a list; null when this is no list.</summary>
    public virtual PortType? Item => null;

    /// <summary>The name after <c>any</c>, of this type or of its items; null when there is none.</summary>
    public virtual string? Variable => null;

    /// <summary>The type inside all lists: of <c>image[][]</c>, <c>image</c>.</summary>
    public PortType Innermost
    {
        get
        {
            var type = this;
            while (type.Item is { } item)
            {
                type = item;
            }

            return type;
        }
    }

    /// <summary>True for a picture: an image or a mask.</summary>
    public bool IsPicture => this == Image || this == Mask;

    /// <summary>A list of <paramref name="item"/>.</summary>
    public static PortType List(PortType item) => new ListOf(item);

    /// <summary>A type that each node of a graph binds by what is linked to it; the same <paramref name="variable"/> is the same type.</summary>
    public static PortType Any(string variable = "T") => new AnyOf(variable);

    /// <summary>Reads a type as it is written. False for anything that is not one.</summary>
    public static bool TryParse(string? text, out PortType type)
    {
        type = Text;
        if (text is null)
        {
            return false;
        }

        var lists = 0;
        var inner = text.AsSpan();
        while (inner.EndsWith("[]"))
        {
            inner = inner[..^2];
            lists++;
        }

        PortType? found = inner switch
        {
            "text" => Text,
            "integer" => Integer,
            "number" => Number,
            "boolean" => Boolean,
            "choice" => Choice,
            "image" => Image,
            "mask" => Mask,
            "file" => File,
            _ when inner.StartsWith("any ") && inner.Length > 4 => Any(inner[4..].ToString()),
            _ => null,
        };
        if (found is null)
        {
            return false;
        }

        for (; lists > 0; lists--)
        {
            found = List(found);
        }

        type = found;
        return true;
    }

    /// <summary>
    /// Whether a value of type <paramref name="source"/> may go into a port of this type as it is: the same type; an integer into a number; a
    /// choice into text; text into a choice (the value is checked when it is known); a mask into an image; and lists of these. A single value
    /// into a list is the reader's business, not the type's. <c>any</c> must be bound first: see <see cref="Bind"/>.
    /// </summary>
    public bool Accepts(PortType source)
    {
        var target = this;
        while (target.Item is { } targetItem && source.Item is { } sourceItem)
        {
            (target, source) = (targetItem, sourceItem);
        }

        return target.Equals(source)
            || (target == Number && source == Integer)
            || (target == Text && source == Choice)
            || (target == Choice && source == Text)
            || (target == Image && source == Mask);
    }

    /// <summary>This type with <c>any</c> replaced by <paramref name="bound"/>; itself when there is no <c>any</c> in it.</summary>
    public PortType Bind(PortType bound)
    {
        if (Variable is null)
        {
            return this;
        }

        var result = bound;
        for (var type = this; type.Item is { } item; type = item)
        {
            result = List(result);
        }

        return result;
    }

    /// <inheritdoc/>
    public bool Equals(PortType? other) => other is not null && (ReferenceEquals(this, other) || string.Equals(Name, other.Name, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PortType);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The type as it is written: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    /// <summary>True when both are written alike.</summary>
    public static bool operator ==(PortType? left, PortType? right) => left?.Equals(right) ?? right is null;

    /// <summary>True when the two are written differently.</summary>
    public static bool operator !=(PortType? left, PortType? right) => !(left == right);

    private sealed class Simple(string name) : PortType(name);

    private sealed class ListOf(PortType item) : PortType(item.Name + "[]")
    {
        public override PortType Item { get; } = item;

        public override string? Variable => Item.Variable;
    }

    private sealed class AnyOf(string variable) : PortType("any " + variable)
    {
        public override string Variable { get; } = variable;
    }
}

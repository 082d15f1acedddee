using System.Text;

namespace NodeEngine.Sdk;

/// <summary>How C# types and names are said in ports.</summary>
internal static class PortTypes
{
    public static PortType? Of(Type type) => type switch
    {
        _ when type == typeof(string) => PortType.Text,
        _ when type == typeof(long) || type == typeof(int) => PortType.Integer,
        _ when type == typeof(double) => PortType.Number,
        _ when type == typeof(bool) => PortType.Boolean,
        _ when type == typeof(ImageValue) => PortType.Image,
        _ when type == typeof(MaskValue) => PortType.Mask,
        _ when type == typeof(FileValue) => PortType.File,
        _ when type == typeof(Value) => PortType.Any(),
        { IsEnum: true } => PortType.Choice,
        _ when ItemOf(type) is { } item && Of(item) is { } of => PortType.List(of),
        _ => null,
    };

    /// <summary>The item of a list type that a parameter or return value may have.</summary>
    public static Type? ItemOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0]
        : null;

    public static string OutputKey(PortType type) => type.Item is not null ? "items" : type.Variable is not null ? "item" : type.Name;

    public static Value ToValue(object value, Type type) => value switch
    {
        string text => new TextValue(text),
        bool flag => BooleanValue.Of(flag),
        double number => new NumberValue(number),
        _ when type.IsEnum => new TextValue(SnakeCase(Enum.GetName(type, value)!)),
        _ => new IntegerValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
    };

    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && !char.IsUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}

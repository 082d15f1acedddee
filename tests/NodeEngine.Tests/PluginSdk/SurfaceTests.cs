using System.Reflection;
using System.Xml.Linq;
using FluentAssertions;
using NodeEngine.Sdk;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.PluginSdk;

/// <summary>What plugins are built against.</summary>
public sealed class SurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly Assembly = typeof(NodeLibrary).Assembly;

    [Fact]
    public void The_public_surface_is_the_reviewed_one() => Golden.Check("sdk-surface.txt", Surface.Of(Assembly));

    [Fact]
    public void Every_public_member_is_documented()
    {
        var documented = XDocument.Load(Path.ChangeExtension(Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("inheritdoc") is not null || !string.IsNullOrWhiteSpace(member.Element("summary")?.Value))
            .Select(member => ((string)member.Attribute("name")!).Split('(', '~')[0])
            .ToHashSet();

        // What the compiler makes of a record or an enum nobody wrote, and nobody documents.
        var members = Assembly.GetExportedTypes().SelectMany(type => type.GetMembers(Declared).Where(Surface.IsVisible).Where(IsWritten).Select(Id).Prepend($"T:{Name(type)}"));

        members.Where(member => !documented.Contains(member)).Distinct().Should().BeEmpty();
    }

    [Fact]
    public void It_needs_nothing_but_the_framework_and_the_attributes_of_MEF() =>
        Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => !name.StartsWith("System.", StringComparison.Ordinal)).Should().BeEmpty();

    private static bool IsWritten(MemberInfo member) => member switch
    {
        Type => false,
        FieldInfo field => !field.IsSpecialName,
        MethodInfo method => (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !IsOfRecord(member),
        ConstructorInfo constructor => constructor.GetParameters().Length > 0 && !IsOfRecord(member),
        PropertyInfo property => property.Name != "EqualityContract" && !IsOfRecord(member),
        _ => true,
    };

    private static bool IsOfRecord(MemberInfo member)
    {
        var type = member.DeclaringType!;
        if (type.GetMethod("<Clone>$", Declared) is null && type.GetMethod("PrintMembers", Declared) is null)
        {
            return false;
        }

        // Positional members are documented as parameters of the record.
        var positional = type.GetConstructors(Declared).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name).ToHashSet();
        return member is ConstructorInfo || member is PropertyInfo { Name: var name } && positional.Contains(name)
            || member is MethodInfo && member.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is not null;
    }

    private static string Id(MemberInfo member) => $"{member switch
    {
        FieldInfo => 'F',
        PropertyInfo => 'P',
        EventInfo => 'E',
        _ => 'M',
    }}:{Name(member.DeclaringType!)}.{(member is ConstructorInfo ? "#ctor" : member is MethodInfo { IsGenericMethodDefinition: true } generic ? $"{member.Name}``{generic.GetGenericArguments().Length}" : member.Name)}";

    private static string Name(Type type) => type.FullName!.Replace('+', '.');
}

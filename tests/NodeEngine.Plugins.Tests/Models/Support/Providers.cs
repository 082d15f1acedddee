using System.Reflection;
using System.Text;
using NodeEngine.Plugins.Tests.Support;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Tests.Models.Support;

/// <summary>The providers of the built plugins, for what only their answers show.</summary>
internal static class Providers
{
    public static IModelProvider OpenAI { get; } = Load("OpenAI");

    public static IModelProvider Gemini { get; } = Load("Gemini");

    public static ModelAnswer Read(this IModelProvider provider, int status, string body, params (string Name, string Value)[] headers) => provider.Read(new ModelResponse
    {
        Status = status,
        Headers = headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase),
        Body = Encoding.UTF8.GetBytes(body),
    });

    private static IModelProvider Load(string name)
    {
        var assembly = Assembly.LoadFrom(Path.Combine(Workspace.Repository, "plugins", "bin", $"NodeEngine.Plugins.{name}", $"NodeEngine.Plugins.{name}.dll"));
        return (IModelProvider)Activator.CreateInstance(assembly.GetExportedTypes().Single(type => type.IsAssignableTo(typeof(IModelProvider))))!;
    }
}

using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Gemini;

/// <summary>Google's image models, by <c>generateContent</c> of the Gemini Developer API.</summary>
[Export(typeof(IModelProvider))]
public sealed class GeminiProvider : IModelProvider
{
    /// <inheritdoc/>
    /// <remarks>The key may also be sent in the URL, where logs and proxies would keep it.</remarks>
    public ProviderSpec Spec { get; } = new("gemini", "Google Gemini", new Uri("https://generativelanguage.googleapis.com/"), "x-goog-api-key") { Version = "v1beta" };

    /// <inheritdoc/>
    public HttpRequestMessage Write(ModelRequest request) =>
        new(HttpMethod.Post, new Uri($"models/{request.Model.WireId}:generateContent", UriKind.Relative)) { Content = new GenerateContentBody(request) };

    /// <inheritdoc/>
    public ModelAnswer Read(ModelResponse response) => GenerateContentAnswer.Read(response);
}

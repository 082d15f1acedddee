using System.Composition;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.OpenAI;

/// <summary>OpenAI's image API: <c>images/generations</c>, and <c>images/edits</c> as soon as there is a picture to edit or to take from.</summary>
[Export(typeof(IModelProvider))]
public sealed class OpenAIProvider : IModelProvider
{
    /// <inheritdoc/>
    public ProviderSpec Spec { get; } = new("openai", "OpenAI", new Uri("https://api.openai.com/v1/"), "Authorization", "Bearer ");

    /// <inheritdoc/>
    public HttpRequestMessage Write(ModelRequest request) =>
        request.Image is null && request.References.Count == 0 ? ImageRequest.Generation(request) : ImageRequest.Edit(request);

    /// <inheritdoc/>
    public ModelAnswer Read(ModelResponse response) => ImageAnswer.Read(response);
}

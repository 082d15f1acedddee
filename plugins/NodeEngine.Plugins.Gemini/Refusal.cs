using System.Text.Json;
using NodeEngine.Sdk;

namespace NodeEngine.Plugins.Gemini;

/// <summary>Why an answer with status 200 has no picture: the prompt was blocked, the picture was, or the model had something to say instead.</summary>
internal static class Refusal
{
    public static ModelError Read(JsonElement root, JsonElement? candidate, string said)
    {
        if (root.TryGetProperty("promptFeedback", out var feedback) && GenerateContentAnswer.Text(feedback, "blockReason") is { } reason)
        {
            var why = GenerateContentAnswer.Text(feedback, "blockReasonMessage");
            return new ModelError(ModelErrorKind.Blocked, why is null ? $"the prompt was blocked ({reason}), and no more is told" : $"the prompt was blocked ({reason}): {why}");
        }

        if (candidate is not { } one)
        {
            return new ModelError(ModelErrorKind.NoImage, "the answer has no candidates");
        }

        var finish = GenerateContentAnswer.Text(one, "finishReason") ?? "no reason given";
        var message = GenerateContentAnswer.Text(one, "finishMessage") is { Length: > 0 } told ? $"{finish}: {told}" : finish;
        message = said.Length > 0 ? $"{message}. It said: \"{said}\"" : message;
        return finish switch
        {
            "STOP" when said.Length > 0 => new ModelError(ModelErrorKind.OnlyWords, $"it said: \"{said}\""),
            "SAFETY" or "PROHIBITED_CONTENT" or "BLOCKLIST" or "SPII" or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" => new ModelError(ModelErrorKind.ResultBlocked, message),
            "RECITATION" or "IMAGE_RECITATION" => new ModelError(ModelErrorKind.ResultBlocked, message)
            {
                Advice = "The picture came too close to existing ones. Change the prompt; the call may have been paid.",
            },
            "OTHER" or "IMAGE_OTHER" => new ModelError(ModelErrorKind.ProviderFailed, message) { Advice = "The provider gives no reason. Ask for another take; that is another paid call." },
            "MAX_TOKENS" => new ModelError(ModelErrorKind.BadRequest, message) { Advice = "The answer was cut off. Shorten the prompt." },
            _ => new ModelError(ModelErrorKind.NoImage, message),
        };
    }
}

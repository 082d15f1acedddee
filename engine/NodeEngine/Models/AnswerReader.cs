using System.Globalization;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Models;

/// <summary>Reads spooled answers, in the process that asked or in a later one, and books what they say.</summary>
internal sealed class AnswerReader(ModelCaller caller, ResultStore store)
{
    /// <summary>Waits between two questions about a ticket: 1 s, 2 s, 4 s, then 8 s.</summary>
    private const int LongestWait = 8;

    private readonly StoreFolder _folder = store.Paid;

    /// <summary>Reads the answer of a call. When it returns, the ledger has what it says, and what it gave is stored.</summary>
    /// <param name="node">The model.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="access">How the provider is reached, for pictures that are elsewhere.</param>
    /// <param name="call">The call; its spool is sealed.</param>
    /// <param name="isTicketed">True for the answer to a question about a ticket.</param>
    /// <param name="run">Told what is odd about the answer.</param>
    public async Task<(ModelAnswer Answer, Paid? Paid)> ReadAsync(ModelNode node, ModelRequest request, ProviderAccess access, CallRecord call, bool isTicketed, NodeRun run)
    {
        ModelAnswer answer;
        Paid? paid = null;

        // Answers that arrive together are read a few at a time: they wait on disk, not in memory.
        var file = new FileInfo(_folder.SpoolOf(call));
        var seats = await caller.Reading.EnterAsync(file.Exists ? file.Length : 0).ConfigureAwait(false);
        try
        {
            answer = Read(node, call);
            call = call with { RequestId = answer.RequestId ?? call.RequestId, ModelVersion = answer.ModelVersion ?? call.ModelVersion, Usage = answer.Usage, Decided = answer.Decided };
            if (answer.Error is null && answer.Ticket is null)
            {
                paid = await StoreAsync(node, request, answer, access, call, run).ConfigureAwait(false);
                return (answer, paid);
            }
        }
        finally
        {
            caller.Reading.Leave(seats);
        }

        if (answer.Ticket is { } ticket)
        {
            call = call with { State = CallState.Waiting, Ticket = ticket };
            await _folder.Ledger.WaitAsync(call).ConfigureAwait(false);
            Failpoint.Pass("ticket-written");
            return isTicketed ? (answer, null) : await PollAsync(node, request, access, call, run).ConfigureAwait(false);
        }

        await BookAsync(node, request, access, call, answer.Error!, isTicketed).ConfigureAwait(false);
        return (answer, null);
    }

    /// <summary>Asks with a ticket until there is an outcome. When that takes longer than the model may, the call is unknown, and its ticket is kept.</summary>
    public async Task<(ModelAnswer Answer, Paid? Paid)> PollAsync(ModelNode node, ModelRequest request, ProviderAccess access, CallRecord call, NodeRun run)
    {
        using var timeout = new CancellationTokenSource(node.Model.Timeout, caller.Clock);
        for (var wait = 1; !timeout.IsCancellationRequested; wait = Math.Min(2 * wait, LongestWait))
        {
            await Task.Delay(TimeSpan.FromSeconds(wait), caller.Clock, CancellationToken.None).ConfigureAwait(false);
            try
            {
                using var spool = new AnswerSpool(_folder.SpoolOf(call), call, _folder.IsDurable);
                await caller.Sender.SendAsync(node, () => node.Provider.Poll(call.Ticket!), access, spool, timeout.Token).ConfigureAwait(false);
                spool.Seal();
            }
            catch (NodeException)
            {
                // A question costs nothing: it is asked again.
                continue;
            }

            var (answer, paid) = await ReadAsync(node, request, access, call, isTicketed: true, run).ConfigureAwait(false);
            if (answer.Ticket is { } ticket)
            {
                call = call with { Ticket = ticket };
            }
            else if (answer.Error is not { Kind: ModelErrorKind.RateLimited or ModelErrorKind.Unavailable or ModelErrorKind.OutcomeUnknown })
            {
                return (answer, paid);
            }
        }

        var why = $"{node.Provider.Spec.Name} was not done within {node.Model.Timeout.TotalSeconds:0} s.";
        await _folder.Ledger.EndAsync(call with { State = CallState.Unknown, Error = why }).ConfigureAwait(false);
        return (new ModelAnswer { Error = new ModelError(ModelErrorKind.OutcomeUnknown, why) { Advice = "Run again: it is asked for the outcome first, which costs nothing." } }, null);
    }

    private ModelAnswer Read(ModelNode node, CallRecord call)
    {
        if (AnswerSpool.Read(_folder.SpoolOf(call), withBody: true) is not { Status: { } status } spool)
        {
            return new ModelAnswer { Error = new ModelError(ModelErrorKind.OutcomeUnknown, $"The answer in '{_folder.SpoolOf(call)}' is damaged.") };
        }

        try
        {
            var answer = node.Provider.Read(new ModelResponse { Status = status, Headers = spool.Headers!, Body = spool.Body });
            Failpoint.Pass("answer-read");
            return answer.Error is null && answer.Ticket is null && answer.Images.Count + answer.ImageUrls.Count == 0
                ? new ModelAnswer { Error = new ModelError(ModelErrorKind.NoImage, answer.Text ?? ""), RequestId = answer.RequestId, ModelVersion = answer.ModelVersion, Usage = answer.Usage }
                : answer;
        }
        catch (Exception e)
        {
            // A plugin that cannot cope with an answer must not lose it: it was paid for, and the next version of the plugin may read it.
            return new ModelAnswer { Error = new ModelError(status is >= 200 and < 300 ? ModelErrorKind.Unreadable : ModelErrorKind.ProviderFailed, $"{e.GetType().Name}: {e.Message}") };
        }
    }

    private async Task BookAsync(ModelNode node, ModelRequest request, ProviderAccess access, CallRecord call, ModelError error, bool isTicketed)
    {
        var path = _folder.SpoolOf(call);
        var text = ModelErrors.Redact(error.Message, access);
        switch (error.Kind)
        {
            case ModelErrorKind.RateLimited or ModelErrorKind.Unavailable when isTicketed:
                return;
            case ModelErrorKind.RateLimited or ModelErrorKind.Unavailable:
                await _folder.Ledger.ReleaseAsync(call).ConfigureAwait(false);
                break;
            case ModelErrorKind.OutcomeUnknown when isTicketed:
                return;
            case ModelErrorKind.NotFound when isTicketed:
                await _folder.Ledger.EndAsync(call with { State = CallState.Unknown, Ticket = null, Error = $"The provider does not know its ticket any more: {text}" }).ConfigureAwait(false);
                break;
            case ModelErrorKind.OutcomeUnknown:
                await _folder.Ledger.EndAsync(call with { State = CallState.Unknown, Error = text }).ConfigureAwait(false);
                break;
            case ModelErrorKind.Unreadable:
                await _folder.Ledger.EndAsync(call with { State = CallState.Unreadable, Error = $"The answer is kept in '{path}', and cannot be read: {text}" }).ConfigureAwait(false);
                return;
            default:
                // A refusal costs nothing unless the answer says what it used.
                var price = call.Usage.Count == 0 ? null : CallPrice.Settle(node.Model, request, call.Usage, 0, call.Day);
                await _folder.Ledger.EndAsync(call with { State = CallState.Failed, PriceUsd = price ?? 0, IsEstimate = false, Error = text }).ConfigureAwait(false);
                break;
        }

        File.Delete(path);
    }

    private async Task<Paid> StoreAsync(ModelNode node, ModelRequest request, ModelAnswer answer, ProviderAccess access, CallRecord call, NodeRun run)
    {
        var pictures = answer.Images.ToList();
        foreach (var url in answer.ImageUrls)
        {
            using var timeout = new CancellationTokenSource(node.Model.Timeout, caller.Clock);
            try
            {
                pictures.Add(await caller.Sender.FetchAsync(url, access, timeout.Token).ConfigureAwait(false));
            }
            catch (NodeException e)
            {
                // The answer stays: it names the place, which may be reached later.
                await _folder.Ledger.EndAsync(call with { State = CallState.Unreadable, Error = e.Message }).ConfigureAwait(false);
                throw;
            }
        }

        if (answer.ModelVersion is { } version && !version.EndsWith(node.Model.WireId, StringComparison.Ordinal))
        {
            run.Warn("model-rerouted", $"{node.Provider.Spec.Name} answered with model '{version}' instead of '{node.Model.WireId}'.");
        }

        var images = new Value[pictures.Count];
        for (var i = 0; i < images.Length; i++)
        {
            var bytes = pictures[i];
            var blob = await DurableFiles.WaitAsync(() => _folder.Blobs.Write(bytes)).ConfigureAwait(false);
            var image = ImageValue.FromSource(new BlobSource(_folder.Blobs, blob.Content, blob.Content, blob.Length), null);
            images[i] = await LookAsync(image, bytes, i, request, call, run).ConfigureAwait(false);
        }

        var settled = CallPrice.Settle(node.Model, request, answer.Usage, images.Length, call.Day);
        call = call with { PriceUsd = settled ?? call.Estimate.Expected, IsEstimate = settled is null };
        var outputs = new CallResult(images, answer.Text ?? "").ToValues();
        var stored = _folder.Codec.Write(outputs);
        Failpoint.Pass("result-writing");
        await _folder.Ledger.CompleteAsync(call, stored, stored.Length + ValueCodec.BlobsOf(stored).Sum(blob => blob.Length)).ConfigureAwait(false);
        Failpoint.Pass("result-written");
        File.Delete(_folder.SpoolOf(call));
        Failpoint.Pass("spool-deleted");
        store.Replace(call.Recipe, outputs);
        return new Paid(outputs, call.PriceUsd, IsNew: true);
    }

    /// <summary>A picture that arrived was paid for: whatever is odd about it is told, and the bytes are kept.</summary>
    private async Task<ImageValue> LookAsync(ImageValue image, ReadOnlyMemory<byte> bytes, int index, ModelRequest request, CallRecord call, NodeRun run)
    {
        try
        {
            foreach (var (code, message) in ArrivedPicture.Oddities(image, request))
            {
                run.Warn(code, message);
            }

            return image;
        }
        catch (NodeException e)
        {
            var path = run.OutputFile(string.Create(CultureInfo.InvariantCulture, $"{request.Model.WireId}-{call.Id}-{index + 1}.{(IsSvg(bytes.Span) ? "svg" : "bin")}"));
            await File.WriteAllBytesAsync(path, bytes).ConfigureAwait(false);
            await _folder.Ledger.EndAsync(call with { State = CallState.Unreadable, Error = $"The picture cannot be used, and is kept in '{path}': {e.Message}" }).ConfigureAwait(false);
            throw new NodeException("picture-unreadable", $"The answer's picture cannot be used: {e.Message}", $"It was paid for, and is kept in {path}.", e);
        }
    }

    private static bool IsSvg(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, 1000)].IndexOf("<svg"u8) >= 0;
}

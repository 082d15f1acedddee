using System.Text.Encodings.Web;
using System.Text.Json;
using NodeEngine.Runs;

namespace NodeEngine.App.Output;

/// <summary>Writes the events of a run as JSON, one a line: <c>seq</c> and <c>event</c>, then what the event says.</summary>
internal sealed class EventLines(Stream stream) : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json = new(stream, Options);

    public void Write(RunEvent what)
    {
        _json.WriteStartObject();
        _json.WriteNumber("seq", what.Seq);
        switch (what)
        {
            case RunEvent.Started started:
                _json.WriteString("event", "started");
                _json.WriteString("run", started.Run);
                _json.WriteNumber("nodes", started.Nodes);
                break;
            case RunEvent.NodeStarted node:
                _json.WriteString("event", "node_started");
                _json.WriteString("node", node.Node);
                break;
            case RunEvent.NodeProgressed node:
                _json.WriteString("event", "node_progressed");
                _json.WriteString("node", node.Node);
                _json.WriteNumber("fraction", node.Fraction);
                WriteIfAny("message", node.Message);
                break;
            case RunEvent.NodeWarned node:
                _json.WriteString("event", "node_warned");
                _json.WriteString("node", node.Node);
                _json.WriteString("code", node.Warning.Code);
                _json.WriteString("message", node.Warning.Message);
                break;
            case RunEvent.NodeFinished node:
                _json.WriteString("event", "node_finished");
                _json.WriteString("node", node.Node);
                _json.WriteString("outcome", RunShape.Word(node.Outcome));
                _json.WriteNumber("milliseconds", RunShape.Round(node.Milliseconds));
                WriteFiles(node.Files);
                WriteError(node.Error);
                break;
            case RunEvent.Finished finished:
                _json.WriteString("event", "finished");
                _json.WriteString("status", RunShape.Word(finished.Status));
                _json.WriteNumber("milliseconds", RunShape.Round(finished.Milliseconds));
                _json.WriteNumber("price_usd", finished.PriceUsd);
                break;
        }

        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        stream.WriteByte((byte)'\n');
        stream.Flush();
    }

    public void Dispose()
    {
        _json.Dispose();
        stream.Dispose();
    }

    private void WriteFiles(IReadOnlyList<string> files)
    {
        if (files.Count > 0)
        {
            _json.WriteStartArray("files");
            foreach (var file in files)
            {
                _json.WriteStringValue(file);
            }

            _json.WriteEndArray();
        }
    }

    private void WriteError(NodeError? error)
    {
        if (error is not null)
        {
            _json.WriteStartObject("error");
            _json.WriteString("code", error.Code);
            _json.WriteString("message", error.Message);
            WriteIfAny("advice", error.Advice);
            _json.WriteEndObject();
        }
    }

    private void WriteIfAny(string name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }
    }
}

using System.Net;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NodeEngine.Catalog;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Runs;
using NodeEngine.Tests.Support;
using Xunit;

namespace NodeEngine.Tests.Durability;

/// <summary>Providers that make you wait give a ticket. Asking with it costs nothing, also in a later process.</summary>
public sealed class TicketTests : IDisposable
{
    private const string Slow = """{ "format": 1, "nodes": { "a": { "type": "ticket.slow", "inputs": { "prompt": "a kettle" } } }, "outputs": { "a": { "link": "a.image" } } }""";

    private readonly TempFolder _folder = new();
    private readonly NodeCatalog _catalog;
    private readonly TicketOffice _office = new();

    public TicketTests()
    {
        var fixture = AppContext.BaseDirectory.Replace("NodeEngine.Tests", Path.Combine("fixtures", "TicketProvider"), StringComparison.Ordinal);
        _folder.Write("plugins.json", $$"""{ "plugins": [ { "id": "ticket", "path": "{{fixture}}TicketProvider.dll" } ] }""");
        _catalog = NodeCatalog.Load(_folder.Path);
    }

    [Fact]
    public async Task A_picture_that_takes_a_while_is_asked_for_with_its_ticket()
    {
        _office.Waits = 1;
        (await RunAsync()).Should().Equal("a ran");
        _office.Requests.Should().Equal("POST /jobs", "GET /jobs/t1", "GET /jobs/t1");
        (await RunAsync()).Should().Equal("a stored");
        using var store = ResultStore.Open(_folder.Path);
        store.Calls().Should().ContainSingle(call => call.State == CallState.Done && call.PriceUsd == 0.04m);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_ticket_outlives_the_process_that_got_it_and_the_index(bool losesIndex)
    {
        // With a clock that stands still the run never asks; it is left behind, as by a process that dies.
        using (var store = ResultStore.Open(_folder.Path))
        {
            _ = new GraphRunner(store, NewCaller(new FakeTimeProvider())).RunAsync(PlanOf());
            while (store.Calls() is not [{ State: CallState.Waiting }])
            {
                await Task.Delay(1);
            }
        }

        if (losesIndex)
        {
            foreach (var file in Directory.GetFiles(Path.Combine(_folder.Path, ResultStore.FolderName), "index.db*"))
            {
                File.Delete(file);
            }
        }

        (await RunAsync()).Should().Equal("a stored");
        _office.Requests.Should().Equal("POST /jobs", "GET /jobs/t1");
    }

    public void Dispose()
    {
        _office.Dispose();
        _catalog.Dispose();
        _folder.Dispose();
    }

    private Plan PlanOf() => Plan.Create(NodeEngine.Graphs.Graph.Parse(Slow), _catalog, PlanInputs.None, out var plan, out var problems)
        ? plan
        : throw new InvalidOperationException(string.Join('\n', problems.Concat(_catalog.Problems)));

    private ModelCaller NewCaller(TimeProvider? clock = null) => new(_ => new ProviderAccess(_office.Address, "no-secret", "office"), clock);

    private async Task<string[]> RunAsync()
    {
        using var store = ResultStore.Open(_folder.Path);
        using var caller = NewCaller();
        using var report = await new GraphRunner(store, caller).RunAsync(PlanOf());
        return report.Outcomes();
    }

    /// <summary>Gives tickets, and after some questions a picture.</summary>
    private sealed class TicketOffice : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly List<string> _requests = [];
        private readonly byte[] _picture = Support.TestPictures.Png(2, 2);

        public TicketOffice()
        {
            for (var port = 20_000 + (Environment.ProcessId % 20_000); ; port++)
            {
                Address = new Uri($"http://127.0.0.1:{port}/");
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add(Address.AbsoluteUri);
                try
                {
                    _listener.Start();
                    break;
                }
                catch (HttpListenerException)
                {
                    // Somebody else has the port.
                }
            }

            _ = ServeAsync();
        }

        public Uri Address { get; }

        /// <summary>How many questions are answered with the ticket once more.</summary>
        public int Waits { get; set; }

        public IReadOnlyList<string> Requests
        {
            get
            {
                lock (_requests)
                {
                    return [.. _requests];
                }
            }
        }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                lock (_requests)
                {
                    _requests.Add($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}");
                }

                var isReady = context.Request.HttpMethod == "GET" && Waits-- <= 0;
                context.Response.StatusCode = isReady ? 200 : 202;
                context.Response.ContentType = isReady ? "image/png" : "text/plain";
                await context.Response.OutputStream.WriteAsync(isReady ? _picture : Encoding.UTF8.GetBytes("t1"));
                context.Response.Close();
            }
        }
    }
}

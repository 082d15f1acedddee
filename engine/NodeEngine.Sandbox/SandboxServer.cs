using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodeEngine.Sandbox.Faults;
using NodeEngine.Sandbox.Gemini;
using NodeEngine.Sandbox.Http;
using NodeEngine.Sandbox.OpenAi;

namespace NodeEngine.Sandbox;

/// <summary>
/// Stand-ins for the image APIs of OpenAI and Google Gemini on 127.0.0.1: they speak the wire formats, refuse what the real ones refuse, cost
/// nothing, and answer with placeholder pictures that are the same for the same request. Any key will do, unless it contains <c>invalid</c>. Nothing
/// is written to disk or to the console, and no other host is ever called.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly CancellationTokenSource _stopping;
    private readonly RequestLog _log;
    private readonly FaultScript _faults;
    private int _disposed;

    private SandboxServer(
        KestrelServer server, CancellationTokenSource stopping, RequestLog log, FaultScript faults, Uri baseAddress, IReadOnlyDictionary<string, Uri> providers)
    {
        _server = server;
        _stopping = stopping;
        _log = log;
        _faults = faults;
        BaseAddress = baseAddress;
        Providers = providers;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:5123/</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>
    /// What to configure as a provider's base URL, by provider id: <c>openai</c> ends in <c>/openai/v1</c>, as <c>https://api.openai.com/v1</c> does;
    /// <c>gemini</c> ends in <c>/gemini</c>, in place of <c>https://generativelanguage.googleapis.com</c>. Neither ends in a slash.
    /// </summary>
    public IReadOnlyDictionary<string, Uri> Providers { get; }

    /// <summary>What it received, in order, keys redacted: the last 10,000 requests. Each read is a copy.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _log.Requests;

    /// <summary>Starts listening. Disposing stops it and drops the connections that are left.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port is not within 0 to 65535, or the latency not within 0 and a day.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Latency, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Latency, TimeSpan.FromDays(1), nameof(options));

        // The server alone: a host would add configuration, logging and signal handlers, none of them wanted in somebody else's process.
        var kestrel = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = new ServiceCollection().BuildServiceProvider() };
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Listen(IPAddress.Loopback, options.Port);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(kestrel), transport, NullLoggerFactory.Instance);

        var stopping = new CancellationTokenSource();
        var log = new RequestLog();
        var shelf = new PictureShelf();
        IReadOnlyList<IStandIn> standIns = [new OpenAiStandIn(shelf, options.AsOf), new GeminiStandIn(options.AsOf)];
        var faults = new FaultScript(standIns);
        var application = new SandboxApplication(standIns, shelf, log, faults, options.Latency, stopping.Token);
        try
        {
            await server.StartAsync(application, cancellation);
        }
        catch
        {
            server.Dispose();
            stopping.Dispose();
            throw;
        }

        var address = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        application.BaseAddress = address;
        return new(server, stopping, log, faults, address, standIns.ToDictionary(standIn => standIn.Provider, standIn => new Uri(address, standIn.Root)));
    }

    /// <summary>Adds a fault to come. Among several whose turn it is, the first added wins; each counts the requests that match it.</summary>
    /// <exception cref="ArgumentException">The fault contradicts itself or is out of range; the message says how.</exception>
    public void AddFault(SandboxFault fault)
    {
        if (_faults.Add([fault]) is { } wrong)
        {
            throw new ArgumentException(wrong, nameof(fault));
        }
    }

    /// <summary>Forgets every fault.</summary>
    public void ClearFaults() => _faults.Clear();

    /// <summary>Stops. A request under way is not answered.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        using (var now = new CancellationTokenSource())
        {
            await now.CancelAsync();
            await _server.StopAsync(now.Token);
        }

        _server.Dispose();
        _stopping.Dispose();
    }
}

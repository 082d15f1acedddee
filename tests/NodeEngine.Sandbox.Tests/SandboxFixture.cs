using Xunit;

namespace NodeEngine.Sandbox.Tests;

/// <summary>One sandbox and client for the tests that leave nothing behind in it.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    internal SandboxServer Server { get; private set; } = null!;

    internal ApiClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await SandboxServer.StartAsync();
        Client = new(Server);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}

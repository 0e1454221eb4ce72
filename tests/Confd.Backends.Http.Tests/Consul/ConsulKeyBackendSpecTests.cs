using System.Text;
using Confd.BackendSpec;

namespace Confd.Backends.Http.Tests.Consul;

/// <summary>The contract of a backend over Consul.</summary>
[Collection("Consul")]
public sealed class ConsulKeyBackendSpecTests(ConsulServer server) : KeyBackendSpec
{
    private bool _isStopped;

    protected override IKeyBackendFactory Factory { get; } = new ConsulBackendFactory { Environment = _ => null };

    public override async ValueTask InitializeAsync() => await server.EmptyAsync(Cancellation);

    public override async ValueTask DisposeAsync()
    {
        if (_isStopped)
        {
            await server.Process.StartAsync(CancellationToken.None);
        }

        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(
        new BackendSection("consul", [new(ConsulBackendFactory.Node, new[] { server.Address })]), context, Cancellation);

    protected override async Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, value) in keys)
        {
            await server.PutAsync(key, Encoding.UTF8.GetBytes(value), Cancellation);
        }
    }

    protected override async Task<bool> TryBreakAsync()
    {
        await server.Process.StopAsync();
        return _isStopped = true;
    }
}

using Confd.Backends.ZooKeeper.Tests.Support;
using Confd.BackendSpec;

namespace Confd.Backends.ZooKeeper.Tests;

/// <summary>The contract of a backend over ZooKeeper, below a root of each test's own.</summary>
[Collection("ZooKeeper")]
public sealed class ZooKeeperKeyBackendSpecTests(ZooKeeperServer server) : KeyBackendSpec
{
    private readonly string _root = $"/spec-{Guid.NewGuid():N}";
    private bool _isStopped;

    protected override IKeyBackendFactory Factory { get; } = new ZooKeeperBackendFactory();

    public override async ValueTask InitializeAsync()
    {
        await server.StartAsync(Cancellation);
        await WriteAsync(new Dictionary<string, string>());
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isStopped)
        {
            await server.Process.StartAsync(CancellationToken.None);
        }

        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(
        new BackendSection("zookeeper", [new(ZooKeeperBackendFactory.Node, new[] { server.Address + _root })]), context, Cancellation);

    protected override async Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        await using var writer = await NodeWriter.OpenAsync(server.Address, Cancellation);
        foreach (var (key, value) in keys)
        {
            await writer.PutAsync(_root + key, value, Cancellation);
        }
    }

    protected override async Task<bool> TryBreakAsync()
    {
        await server.Process.StopAsync();
        return _isStopped = true;
    }
}

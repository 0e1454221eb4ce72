using Confd.BackendSpec;
using Confd.TestSupport;
using Confd.TestSupport.Servers;

namespace Confd.Backends.Etcd.Tests;

/// <summary>The contract of a backend over the shared etcd, which no other test of this project uses.</summary>
public sealed class EtcdKeyBackendSpecTests : KeyBackendSpec
{
    private EtcdStore? _store;
    private TcpRelay? _relay;

    protected override IKeyBackendFactory Factory { get; } = new EtcdBackendFactory();

    public override async ValueTask InitializeAsync()
    {
        _store = new EtcdStore(BackendServers.Etcd);
        _relay = TcpRelay.Start(BackendServers.Etcd);
        await _store.DeleteAllAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await (_relay?.DisposeAsync() ?? default);
        _store?.Dispose();
        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync() => EtcdBackends.OpenAsync([_relay!.Address], EtcdBackends.Quick);

    protected override Task WriteAsync(IReadOnlyDictionary<string, string> keys) => _store!.PutAllAsync(keys);

    protected override Task<bool> TryBreakAsync()
    {
        _relay!.Close();
        return Task.FromResult(true);
    }
}

using Confd.BackendSpec;
using Confd.TestSupport;

namespace Confd.Backends.Etcd.Tests;

/// <summary>The contract of a backend over the shared etcd, which no other test of this project uses.</summary>
public sealed class EtcdKeyBackendSpecTests : KeyBackendSpec
{
    private EtcdStore? _store;
    private TcpGate? _gate;

    protected override IKeyBackendFactory Factory { get; } = new EtcdBackendFactory();

    protected override BackendContext Context { get; } = new() { Retry = EtcdBackends.Quick };

    public override async ValueTask InitializeAsync()
    {
        _store = new EtcdStore(BackendServers.Etcd);
        _gate = TcpGate.Open(BackendServers.Etcd);
        await _store.DeleteAllAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await (_gate?.DisposeAsync() ?? default);
        _store?.Dispose();
        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(
        new BackendSection("etcd", [new(EtcdBackendFactory.Node, new[] { _gate!.Address })]), context, Cancellation);

    protected override Task WriteAsync(IReadOnlyDictionary<string, string> keys) => _store!.PutAllAsync(keys);

    protected override async Task<bool> TryBreakAsync()
    {
        await _gate!.RefuseAsync();
        return true;
    }
}

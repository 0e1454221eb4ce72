using Confd.BackendSpec;
using Confd.TestSupport;

namespace Confd.Backends.Redis.Tests;

/// <summary>The contract of a backend over a database of strings.</summary>
public sealed class RedisKeyBackendSpecTests : KeyBackendSpec
{
    private RedisDatabase? _database;
    private TcpGate? _gate;

    protected override IKeyBackendFactory Factory { get; } = new RedisBackendFactory();

    protected override BackendContext Context { get; } = new() { Retry = new() { BaseDelay = TimeSpan.FromMilliseconds(1) } };

    public override async ValueTask InitializeAsync()
    {
        _database = await RedisDatabase.OpenAsync(1);
        _gate = TcpGate.Open(BackendServers.Redis);
    }

    public override async ValueTask DisposeAsync()
    {
        await (_gate?.DisposeAsync() ?? default);
        await (_database?.DisposeAsync() ?? default);
        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(
        RedisDatabase.Section(_gate!.Address + "/1"),
        context,
        Cancellation);

    protected override Task WriteAsync(IReadOnlyDictionary<string, string> keys) =>
        Task.WhenAll(keys.Select(pair => _database!.Values.StringSetAsync(pair.Key, pair.Value)));

    protected override async Task<bool> TryBreakAsync()
    {
        await _gate!.RefuseAsync();
        return true;
    }
}

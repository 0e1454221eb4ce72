using Confd.Backends;

namespace Confd.Cli.Tests.Support;

/// <summary>A backend with fixed keys and an answer to health checks that tests set.</summary>
internal sealed class FakeBackend : IKeyBackend
{
    public string Name => "file";

    public Func<CancellationToken, Task<BackendHealth>> Health { get; set; } = _ => Task.FromResult(Healthy);

    public bool IsDisposed { get; private set; }

    public static BackendHealth Healthy { get; } = new(
        true, "all is well", [new("paths", "a \"b\""), new("file_count", "1")]);

    public static BackendHealth Unhealthy { get; } = Healthy with
    {
        IsHealthy = false,
        Message = "file not accessible: /x",
        Details = [new("failed_path", "/x"), new("error", "stat /x: no such file or directory")],
    };

    public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        Task.FromResult<KeyReading>(new NoKeys());

    public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken) => Health(cancellationToken);

    public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        Task.FromResult<KeyWatch?>(null);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private sealed class NoKeys : KeyReading
    {
        public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys) =>
            new Dictionary<string, ReadOnlyMemory<byte>>();
    }
}

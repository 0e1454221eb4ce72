using Confd.Backends;
using Confd.Engine.Running;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Running;

public sealed class BackendClientsTests
{
    private readonly RecordedLog _logger = new(withAttributes: true);

    [Fact]
    public async Task Get_NoSettings_IsTheGlobalOneWhichStaysOpen()
    {
        var global = new ClosedBackend();
        await using (var clients = new BackendClients(global, Fail, _logger))
        {
            (await clients.GetAsync(null, Cancellation)).ShouldBeSameAs(global);
        }

        global.Closed.ShouldBe(0);
    }

    [Fact]
    public async Task Get_EqualSettings_ShareOneAndAllAreClosedOnce()
    {
        var opened = new List<ClosedBackend>();
        var clients = new BackendClients(new ClosedBackend(), Open, _logger);

        var one = await clients.GetAsync(new BackendSection("env", []), Cancellation);
        (await clients.GetAsync(new BackendSection("env", []), Cancellation)).ShouldBeSameAs(one);
        (await clients.GetAsync(new BackendSection("file", []), Cancellation)).ShouldNotBeSameAs(one);
        await clients.DisposeAsync();
        await clients.DisposeAsync();

        opened.Select(backend => backend.Closed).ShouldBe([1, 1]);
        _logger.Count("Creating new backend client for").ShouldBe(2);
        _logger.Count("Using cached backend client for env").ShouldBe(1);

        Task<IKeyBackend> Open(BackendSection section, CancellationToken token)
        {
            opened.Add(new ClosedBackend());
            return Task.FromResult<IKeyBackend>(opened[^1]);
        }
    }

    [Fact]
    public async Task Get_BackendCannotBeOpened_IsOpenedAtTheNextCall()
    {
        var attempts = 0;
        await using var clients = new BackendClients(
            new ClosedBackend(),
            (_, _) => ++attempts == 1 ? throw new KeyBackendException("no") : Task.FromResult<IKeyBackend>(new ClosedBackend()),
            _logger);
        var section = new BackendSection("env", []);

        await Should.ThrowAsync<KeyBackendException>(() => clients.GetAsync(section, Cancellation));
        await clients.GetAsync(section, Cancellation);

        attempts.ShouldBe(2);
    }

    [Fact]
    public async Task Dispose_OneFails_StillClosesTheOthers()
    {
        var good = new ClosedBackend();
        var backends = new Queue<IKeyBackend>([new ClosedBackend { FailsToClose = true }, good]);
        var clients = new BackendClients(new ClosedBackend(), (_, _) => Task.FromResult(backends.Dequeue()), _logger);
        await clients.GetAsync(new BackendSection("a", []), Cancellation);
        await clients.GetAsync(new BackendSection("b", []), Cancellation);

        await clients.DisposeAsync();

        good.Closed.ShouldBe(1);
        _logger.Count("Closing the closed backend failed: ").ShouldBe(1);
    }

    private static Task<IKeyBackend> Fail(BackendSection section, CancellationToken cancellationToken) =>
        throw new InvalidOperationException();

    private sealed class ClosedBackend : IKeyBackend
    {
        public int Closed { get; private set; }

        public bool FailsToClose { get; init; }

        public string Name => "closed";

        public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
            Task.FromResult<KeyWatch?>(null);

        public ValueTask DisposeAsync()
        {
            Closed++;
            return FailsToClose ? throw new InvalidOperationException("hunter2") : ValueTask.CompletedTask;
        }
    }
}

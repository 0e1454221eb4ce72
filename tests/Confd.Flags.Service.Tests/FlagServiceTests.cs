using System.Runtime.CompilerServices;
using Confd.Flags.Client;
using Confd.Flags.Service.Environments;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests;

/// <summary>Whose the clients of a service are.</summary>
public sealed class FlagServiceTests
{
    private static readonly FlagClientOptions NeverRead = new() { RefreshInterval = Timeout.InfiniteTimeSpan };

    [Fact]
    public async Task Service_OneKeyForTwoEnvironments_DoesNotDisposeTheClients()
    {
        await using var client = new FlagClient(new MemoryFlagStore(), NeverRead);

        var refused = Refuse(client);

        // Whoever listens to the client is kept by it.
        GC.Collect();
        refused.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task Service_WithoutReferences_IsKeptAliveByItsClients()
    {
        await using var client = new FlagClient(new MemoryFlagStore(), NeverRead);

        var kept = Serve(client);

        GC.Collect();
        kept.IsAlive.ShouldBeTrue();
    }

    [Fact]
    public async Task Dispose_ClientFails_StillDisposesTheOthers()
    {
        var (first, second, last) = (new Store("first"), new Store(), new Store("last"));
        var service = new FlagService(
            [
                Environment("one", new FlagClient(first, NeverRead), "a"),
                Environment("two", new FlagClient(second, NeverRead), "b"),
                Environment("three", new FlagClient(last, NeverRead), "c"),
            ]);

        var failed = await Should.ThrowAsync<AggregateException>(async () => await service.DisposeAsync());

        failed.InnerExceptions.Select(failure => failure.Message).ShouldBe(["first", "last"]);
        (first.IsDisposed, second.IsDisposed, last.IsDisposed).ShouldBe((true, true, true));
    }

    private static FlagEnvironmentOptions Environment(string name, FlagClient client, string key = "sdk") =>
        new() { Name = name, Client = client, SdkKeys = [key] };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Refuse(FlagClient client)
    {
        var environment = Environment("one", client);
        Should.Throw<ArgumentException>(() => new FlagService([environment, Environment("other", client)]));
        return new WeakReference(environment);
    }

    // Not disposed: that would dispose the client, too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Serve(FlagClient client)
    {
        var environment = Environment("one", client);
        _ = new FlagService([environment], new FlagServiceOptions { Clock = new FakeTimeProvider() });
        return new WeakReference(environment);
    }

    // Of a program of its own, which may fail.
    private sealed class Store(string? failure = null) : IFlagStore
    {
        public bool IsDisposed { get; private set; }

        public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
            Task.FromResult<VersionedItem?>(null);

        public Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<string, VersionedItem>>(new Dictionary<string, VersionedItem>());

        public Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken) =>
            Task.FromResult(false);

        public Task<bool> InitializedAsync(CancellationToken cancellationToken) => Task.FromResult(true);

        public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => Task.FromResult(true);

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return failure is null ? ValueTask.CompletedTask : throw new InvalidOperationException(failure);
        }
    }
}

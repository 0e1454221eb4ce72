using Confd.Flags.Storage;

namespace Confd.Extensions.Flags.Tests;

/// <summary>A store whose answers never come.</summary>
internal sealed class SilentStore : IFlagStore
{
    public bool IsDisposed { get; private set; }

    public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken) => NeverAsync<bool>(cancellationToken);

    public Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        NeverAsync<VersionedItem?>(cancellationToken);

    public Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken) =>
        NeverAsync<IReadOnlyDictionary<string, VersionedItem>>(cancellationToken);

    public Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken) =>
        NeverAsync<bool>(cancellationToken);

    public Task<bool> InitializedAsync(CancellationToken cancellationToken) => NeverAsync<bool>(cancellationToken);

    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private static Task<T> NeverAsync<T>(CancellationToken cancellationToken) =>
        new TaskCompletionSource<T>().Task.WaitAsync(cancellationToken);
}

using Confd.Flags.Storage;
using Confd.Flags.Testing;

namespace Confd.Flags.Client;

/// <content>Clients over a store, over files and over test data.</content>
public sealed partial class FlagClient
{
    /// <summary>Creates a client and reads the store.</summary>
    /// <param name="store">Disposed with the client, unless the options say otherwise; also if this method throws.</param>
    /// <param name="options">How the store is read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="FlagStoreException">The store cannot be read.</exception>
    public static Task<FlagClient> OpenAsync(
        IFlagStore store, FlagClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        return OpenAsync(
            () => new FlagClient(store, WithChanges(store, options), isRead: true),
            options is { LeavesStoreOpen: true } ? null : store,
            cancellationToken);
    }

    /// <summary>Creates a client over files of flag data, for development and tests. The files are read again like a store.</summary>
    /// <param name="paths">
    /// JSON files of <c>{"flags":{…},"flagValues":{…},"segments":{…}}</c>, the file data of LaunchDarkly's SDKs. No key may be in two of
    /// them.
    /// </param>
    /// <param name="options">How the files are read; <see cref="FlagClientOptions.FlagKeys"/>, <see cref="FlagClientOptions.ReadThrough"/>
    /// and <see cref="FlagClientOptions.LiveUpdates"/> are ignored: all flags are held.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="FlagStoreException">A file cannot be read, or is not flag data.</exception>
    public static Task<FlagClient> OpenFilesAsync(
        IReadOnlyList<string> paths, FlagClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return OpenAsync(
            () => new FlagClient(FlagSource.Of(paths, mayBePipesFirst: true), options ?? new(), isRead: true), null, cancellationToken);
    }

    /// <summary>As <see cref="OpenFilesAsync"/>, but does not wait for the first reading; see the constructor.</summary>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public static FlagClient CreateForFiles(IReadOnlyList<string> paths, FlagClientOptions? options = null) =>
        new(FlagSource.Of(paths, mayBePipesFirst: false), options ?? new(), isRead: false);

    /// <summary>Creates a client over test data. It applies each change before the call that makes the change returns.</summary>
    /// <param name="data">The flags; not disposed.</param>
    /// <param name="options">All options apply except those for reading the store.</param>
    /// <param name="cancellationToken">Cancels the first reading.</param>
    public static Task<FlagClient> OpenTestDataAsync(
        TestData data, FlagClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var asked = (options ?? new()) with
        {
            RefreshInterval = Timeout.InfiniteTimeSpan,
            LiveUpdates = false,
            Changes = null,
            ReadThrough = null,
            LeavesStoreOpen = true,
        };
        return OpenAsync(() => Follow(data, new FlagClient(data, asked, isRead: true)), null, cancellationToken);
    }

    // Test data is in memory: its changes are applied synchronously.
    private static FlagClient Follow(TestData data, FlagClient client)
    {
        data.Changed += OnTestDataChanged;
        client._disposing = () => data.Changed -= OnTestDataChanged;
        return client;

        void OnTestDataChanged(object? sender, EventArgs change)
        {
            try
            {
                client.RefreshAsync().GetAwaiter().GetResult();
            }
            catch (ObjectDisposedException)
            {
                // The client is being disposed at the same time.
            }
        }
    }

    private static async Task<FlagClient> OpenAsync(
        Func<FlagClient> create, IAsyncDisposable? store, CancellationToken cancellationToken)
    {
        var owner = store;
        try
        {
            var client = create();
            owner = client;
            await client.RefreshAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            // If the options are rejected, there is no client that could dispose of its store.
            if (owner is not null)
            {
                await owner.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private static FlagClientOptions WithChanges(IFlagStore store, FlagClientOptions? options) =>
        options is { LiveUpdates: true, Changes: null } ? options with { Changes = store as IFlagChangeSource } : options ?? new();
}

using Confd.DynamoDb;
using Confd.DynamoDb.Watching;
using Confd.Shared;

namespace Confd.Extensions.Configuration;

/// <summary>Reads and watches the settings of one table over one connection, opened when it is first needed. Thread-safe.</summary>
/// <remarks>Every failure is thrown as a <see cref="DynamoDbConfigurationException"/>.</remarks>
internal sealed class SettingsReader(string tableName, DynamoDbConfigurationOptions options) : IAsyncDisposable
{
    private readonly SettingsMap _map = new(options);
    private readonly KeyValueTableOptions _tableOptions =
        options.Table with { RequestHealth = options.Table.RequestHealth ?? new(options.Table.Clock, options.Table.Logger) };

    private readonly SemaphoreSlim _opening = new(1, 1);
    private KeyValueTable? _table;

    /// <summary>The table's name or ARN.</summary>
    public string TableName => tableName;

    /// <summary>Whether the requests to the table are answered.</summary>
    public RequestHealth Requests => _tableOptions.RequestHealth!;

    /// <summary>Reads all settings; while a watch is open they come from memory.</summary>
    public Task<ReadSettings> ReadAsync(CancellationToken cancellationToken) => TranslateAsync(async () =>
    {
        var table = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var items = await table.ReadAsync([_map.LookupKey], cancellationToken).ConfigureAwait(false);
        if (items.TryGet(_map.LookupKey, out _))
        {
            // An item with exactly that key would hide the items below it in the other kind of read.
            items = await table.ReadBelowAsync(_map.LookupKey, cancellationToken).ConfigureAwait(false);
        }

        var named = _map.Name(items.WithPrefix(_map.LookupKey));
        var secrets = await table.OpenSecretsAsync(named.Select(each => each.Item), cancellationToken).ConfigureAwait(false);
        return _map.Build([.. named.Select(each => (each.Name, secrets.Open(each.Item)))]);
    });

    /// <summary>Starts to follow the table's journal or stream; null where it is polled instead.</summary>
    public Task<KeyValueWatch?> OpenWatchAsync(WatchOrPoll<KeyValueWatch> watching, CancellationToken cancellationToken) =>
        TranslateAsync(() => watching.OpenAsync(async () =>
        {
            var table = await OpenAsync(cancellationToken).ConfigureAwait(false);
            return await table.OpenWatchAsync([_map.LookupKey], cancellationToken).ConfigureAwait(false);
        }));

    /// <summary>Completes when settings changed since the watch was opened or last read.</summary>
    public Task WaitForChangeAsync(KeyValueWatch watch, CancellationToken cancellationToken) =>
        TranslateAsync(() => watch.WaitForChangeAsync(cancellationToken));

    public ValueTask DisposeAsync() => _table?.DisposeAsync() ?? default;

    private async Task<KeyValueTable> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _table ??= await KeyValueTable.OpenAsync(tableName, _tableOptions, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<T> TranslateAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use().ConfigureAwait(false);
        }
        catch (DynamoDbException exception)
        {
            throw new DynamoDbConfigurationException(tableName, $"The settings could not be read: {exception.Message}", exception);
        }
        catch (SettingsConflictException exception)
        {
            throw new DynamoDbConfigurationException(tableName, $"The settings of table {tableName} clash: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ObjectDisposedException))
        {
            // For example an exception of MapKey. Its message may contain anything.
            throw new DynamoDbConfigurationException(
                tableName, $"The settings of table {tableName} could not be read ({exception.GetType().Name})", exception);
        }
    }
}
